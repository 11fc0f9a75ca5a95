/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/qr.h"

#include <qrencode.h>

enum { QUIET = 4 }; /* modules around it (ISO/IEC 18004) */

bool qr_svg(const char *s, struct text *out)
{
	QRcode *code = QRcode_encodeString8bit(s, 0, QR_ECLEVEL_M);
	int size;

	if (code == NULL)
		return false;
	size = code->width + 2 * QUIET;
	text_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		"role=img aria-label=\"QR-code\" shape-rendering=crispEdges>"
		"<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
		size, size, size, size);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if ((code->data[y * code->width + x] & 1) != 0)
				text_addf(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	QRcode_free(code);
	return text_add(out, "\"/></svg>");
}
