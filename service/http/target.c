/* SPDX-License-Identifier: EUPL-1.2 */
/* Percent-decoding. */
#include "service/http/target.h"

#include "base/form.h"
#include "base/parse.h"

#include <string.h>

bool target_is_clean(const char *target)
{
	if (target[0] != '/')
		return false;
	for (const char *c = target; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
			return false;
	return strstr(target, "%00") == NULL;
}

bool target_path(const char *target, char *buffer)
{
	size_t n = strcspn(target, "?#"), len;

	if (!form_decode(target, n, false, buffer, n + 1, &len)
		|| !parse_is_utf8(buffer, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)buffer[i] < 0x20 || buffer[i] == 0x7f)
			return false;
	return true;
}

const char *target_query(const char *target)
{
	const char *q = strchr(target, '?');

	return q != NULL ? q + 1 : "";
}

bool target_value(
	const char *query, const char *name, char *buffer, size_t size, bool *ret_bad)
{
	return form_value(query, name, buffer, size, ret_bad);
}
