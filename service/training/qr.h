/* SPDX-License-Identifier: EUPL-1.2 */
/* QR codes (libqrencode). */
#pragma once

#include "base/text.h"

/* Adds an <svg> of the text as a QR code, black on white with its quiet zone. False
 * when the text is too long or memory is out. */
bool qr_svg(const char *s, struct text *out);
