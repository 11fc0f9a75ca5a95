/* SPDX-License-Identifier: EUPL-1.2 */
/* Telephone numbers to E.164. */
#include "base/phone.h"

#include <stdio.h>
#include <string.h>

/* Keeps digits and a leading plus; drops separators and "(0)". False on anything else.
 */
static bool plain(const char *s, char *out, size_t size)
{
	size_t n = 0;

	while (*s == ' ')
		s++;
	for (; *s != '\0'; s++) {
		if (strncmp(s, "(0)", 3) == 0) {
			s += 2;
			continue;
		}
		if (*s == ' ' || *s == '-' || *s == '.' || *s == '/' || *s == '('
			|| *s == ')')
			continue;
		if ((*s < '0' || *s > '9') && !(*s == '+' && n == 0))
			return false;
		if (n + 1 >= size)
			return false;
		out[n++] = *s;
	}
	out[n] = '\0';
	return n > 0;
}

static enum err_code check(const char *e164, struct err *e)
{
	size_t digits = strlen(e164) - 1;

	if (e164[1] == '0' || digits < 7 || digits > 15)
		return err_set(
			e, ERR_INVALID, "must be a telephone number of 7 to 15 digits");
	if (strncmp(e164, "+31", 3) == 0 && (digits != 11 || e164[3] == '0'))
		return err_set(e, ERR_INVALID,
			"a Dutch number has 9 digits after +31, or 10 with the 0");
	if (strncmp(e164, "+316", 4) == 0
		&& (e164[4] == '0' || e164[4] == '7' || e164[4] == '9'))
		return err_set(e, ERR_INVALID, "is not a Dutch mobile number");
	return ERR_OK;
}

enum err_code phone_parse(const char *s, char ret[PHONE_TEXT], struct err *e)
{
	char digits[32], e164[36];

	if (!plain(s, digits, sizeof digits))
		return err_set(e, ERR_INVALID, "must be a telephone number");
	if (digits[0] == '+')
		(void)snprintf(e164, sizeof e164, "%s", digits);
	else if (strncmp(digits, "00", 2) == 0)
		(void)snprintf(e164, sizeof e164, "+%s", digits + 2);
	else if (digits[0] == '0')
		(void)snprintf(e164, sizeof e164, "+31%s", digits + 1);
	else
		return err_set(e, ERR_INVALID, "must begin with 0, 00 or +");
	if (strncmp(e164, "+310", 4) == 0) /* +31 06… */
		memmove(e164 + 3, e164 + 4, strlen(e164 + 4) + 1);
	if (check(e164, e) != ERR_OK)
		return e->code;
	(void)snprintf(ret, PHONE_TEXT, "%.16s", e164);
	return ERR_OK;
}

bool phone_is_mobile(const char *e164)
{
	return strncmp(e164, "+31", 3) != 0 || e164[3] == '6';
}

const char *phone_hint(const char *e164, char buffer[PHONE_TEXT])
{
	size_t n = strlen(e164);

	(void)snprintf(
		buffer, PHONE_TEXT, "%.3s ... %s", e164, n > 6 ? e164 + n - 2 : "");
	return buffer;
}
