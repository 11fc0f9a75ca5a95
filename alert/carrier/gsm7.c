/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of 3GPP TS 23.038, and counting by them. */
#include "alert/carrier/gsm7.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { ESCAPE = 0x1b, REPLACEMENT = 0xfffd, DECOMPOSED_MAX = 32 };

/* The basic alphabet by septet. */
static const uint16_t basic[128] = { '@', 0xa3, '$', 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2,
	0xc7, '\n', 0xd8, 0xf8, '\r', 0xc5, 0xe5, 0x394, '_', 0x3a6, 0x393, 0x39b,
	0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, ESCAPE, 0xc6, 0xe6, 0xdf, 0xc9, ' ',
	'!', '"', '#', 0xa4, '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
	0xa1, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 0xc4, 0xd6, 0xd1, 0xdc,
	0xa7, 0xbf, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0xe4, 0xf6,
	0xf1, 0xfc, 0xe0 };

static const struct {
	uint16_t code_point;
	uint8_t septet;
} extension[] = { { '\f', 0x0a }, { '^', 0x14 }, { '{', 0x28 }, { '}', 0x29 },
	{ '\\', 0x2f }, { '[', 0x3c }, { '~', 0x3d }, { ']', 0x3e }, { '|', 0x40 },
	{ 0x20ac, 0x65 } };

/* What decomposition does not bring into the alphabet. */
static const struct {
	uint16_t code_point;
	const char *plain;
} written[] = { { 0xa0, " " }, { 0xab, "\"" }, { 0xad, "" }, { 0xb0, " gr." },
	{ 0xb4, "'" }, { 0xb7, "." }, { 0xbb, "\"" }, { 0xd0, "D" }, { 0xd7, "x" },
	{ 0xde, "Th" }, { 0xf0, "d" }, { 0xfe, "th" }, { 0x110, "D" }, { 0x111, "d" },
	{ 0x131, "i" }, { 0x141, "L" }, { 0x142, "l" }, { 0x152, "OE" },
	{ 0x153, "oe" }, { 0x1e9e, "SS" }, { 0x200b, "" }, { 0x200c, "" },
	{ 0x200d, "" }, { 0x2010, "-" }, { 0x2011, "-" }, { 0x2012, "-" },
	{ 0x2013, "-" }, { 0x2014, "-" }, { 0x2015, "-" }, { 0x2018, "'" },
	{ 0x2019, "'" }, { 0x201a, "'" }, { 0x201b, "'" }, { 0x201c, "\"" },
	{ 0x201d, "\"" }, { 0x201e, "\"" }, { 0x2022, "-" }, { 0x2032, "'" },
	{ 0x2033, "\"" }, { 0x2044, "/" }, { 0x2192, "->" }, { 0x2212, "-" },
	{ 0xfeff, "" }, { '\t', " " }, { '`', "'" } };

int gsm7_septets(uint32_t code_point, uint8_t ret[2])
{
	for (size_t i = 0; i < 128; i++)
		if (basic[i] == code_point && i != ESCAPE) {
			ret[0] = (uint8_t)i;
			return 1;
		}
	for (size_t i = 0; i < sizeof extension / sizeof *extension; i++)
		if (extension[i].code_point == code_point) {
			ret[0] = ESCAPE;
			ret[1] = extension[i].septet;
			return 2;
		}
	return 0;
}

/* The character at *at, which moves behind it; 0 at the end. */
static uint32_t next(const char **at)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (**at == '\0')
		return 0;
	n = utf8proc_iterate((const utf8proc_uint8_t *)*at, -1, &c);
	*at += n > 0 ? n : 1;
	return n > 0 ? (uint32_t)c : REPLACEMENT;
}

bool gsm7_fits(const char *text)
{
	uint8_t septets[2];
	uint32_t c;

	while ((c = next(&text)) != 0)
		if (gsm7_septets(c, septets) == 0)
			return false;
	return true;
}

static size_t units_of(uint32_t c, bool gsm7)
{
	uint8_t septets[2];

	return gsm7 ? (size_t)gsm7_septets(c, septets) : c > 0xffff ? 2 : 1;
}

size_t gsm7_part_end(const char *text, bool gsm7, size_t from)
{
	const size_t room = gsm7 ? 153 : 67;
	const char *at = text + from, *after = at;
	size_t used = 0;
	uint32_t c;

	while ((c = next(&after)) != 0) {
		used += units_of(c, gsm7);
		if (used > room)
			break;
		at = after;
	}
	return (size_t)(at - text);
}

struct gsm7_size gsm7_size(const char *text)
{
	struct gsm7_size size = { .gsm7 = gsm7_fits(text) };
	const char *at = text;
	uint32_t c;

	while ((c = next(&at)) != 0)
		size.units += units_of(c, size.gsm7);
	if (size.units <= (size.gsm7 ? 160 : 70)) {
		size.parts = size.units > 0;
		return size;
	}
	for (size_t end = 0; text[end] != '\0'; size.parts++)
		end = gsm7_part_end(text, size.gsm7, end);
	return size;
}

static bool add_code_point(struct text *out, uint32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c, bytes);

	return text_addn(out, (const char *)bytes, (size_t)n);
}

/* False when there is no such form. */
static bool add_written(struct text *out, uint32_t c)
{
	uint8_t septets[2];

	if (gsm7_septets(c, septets) > 0)
		return add_code_point(out, c);
	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		if (written[i].code_point == c)
			return text_add(out, written[i].plain);
	return false;
}

static void add_plain(struct text *out, uint32_t c)
{
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	utf8proc_ssize_t n;
	int boundary = 0;
	bool any = add_written(out, c);

	if (any)
		return;
	n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, DECOMPOSED_MAX,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
	for (utf8proc_ssize_t i = 0; i < n && n <= DECOMPOSED_MAX; i++)
		any |= add_written(out, (uint32_t)parts[i]);
	if (!any && utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_MN)
		text_addc(out, '?'); /* a lone accent is left out */
}

bool gsm7_plain(struct text *out, const char *text)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, 0, &composed,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	const char *at = n >= 0 ? (const char *)composed : text;
	uint32_t c;

	while ((c = next(&at)) != 0)
		add_plain(out, c);
	free(composed);
	return text_ok(out);
}
