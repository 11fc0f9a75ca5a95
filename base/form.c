/* SPDX-License-Identifier: EUPL-1.2 */
/* Escapes, both ways. */
#include "base/form.h"

#include "base/parse.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool form_decode(
	const char *s, size_t n, bool plus, char *buffer, size_t size, size_t *ret_len)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '%') {
			int high = n - i > 2 ? hex(s[i + 1]) : -1;
			int low = n - i > 2 ? hex(s[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		if (out + 1 >= size)
			return false;
		buffer[out++] = c;
	}
	buffer[out] = '\0';
	*ret_len = out;
	return true;
}

bool form_next(const char **at, struct form_field *ret)
{
	size_t n;

	*at += strspn(*at, "&");
	n = strcspn(*at, "&");
	if (n == 0)
		return false;
	*ret = (struct form_field){ .name = *at, .name_len = strcspn(*at, "=&") };
	ret->value = ret->name + ret->name_len + (ret->name_len < n);
	ret->value_len = (size_t)(*at + n - ret->value);
	*at += n;
	return true;
}

bool form_value(
	const char *form, const char *name, char *buffer, size_t size, bool *ret_bad)
{
	struct form_field f;
	size_t len;

	*ret_bad = false;
	while (form_next(&form, &f)) {
		if (f.name_len != strlen(name) || memcmp(f.name, name, f.name_len) != 0)
			continue;
		if (!form_decode(f.value, f.value_len, true, buffer, size, &len)
			|| !parse_is_utf8(buffer, len)) {
			*ret_bad = true;
			buffer[0] = '\0';
		}
		return true;
	}
	return false;
}

bool form_text(const char *form, const char *name, char *buffer, size_t size)
{
	bool bad;

	if (!form_value(form, name, buffer, size, &bad))
		buffer[0] = '\0';
	return buffer[0] != '\0';
}

bool form_escape(struct text *out, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				    "YZ0123456789-._~";

	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL)
			text_addc(out, *s);
		else
			text_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
	}
	return text_ok(out);
}

bool form_add(struct text *out, const char *name, const char *value)
{
	const char *so_far = text_str(out);

	if (out->len > 0 && strchr("?&", so_far[out->len - 1]) == NULL)
		text_addc(out, '&');
	form_escape(out, name);
	text_addc(out, '=');
	return form_escape(out, value);
}

bool form_base64(struct text *out, const void *bytes, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				      "wxyz0123456789+/";
	const unsigned char *in = bytes;

	for (size_t i = 0; i < len; i += 3) {
		const size_t n = len - i < 3 ? len - i : 3;
		const uint32_t v = (uint32_t)in[i] << 16
				   | (uint32_t)(n > 1 ? in[i + 1] : 0) << 8
				   | (uint32_t)(n > 2 ? in[i + 2] : 0);
		const char four[4] = { letters[v >> 18], letters[v >> 12 & 63],
			(char)(n > 1 ? letters[v >> 6 & 63] : '='),
			(char)(n > 2 ? letters[v & 63] : '=') };

		text_addn(out, four, 4);
	}
	return text_ok(out);
}

static bool is_base64url(const char *s, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				      "wxyz0123456789-_";

	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || strchr(letters, s[i]) == NULL)
			return false;
	return true;
}

bool form_base64url(const char *s, size_t n, void *buffer, size_t size, size_t *ret_len)
{
	const char *end;

	/* libsodium 1.0.18 takes bytes above 127 for letters */
	return n > 0 && is_base64url(s, n)
	       && sodium_base642bin(buffer, size, s, n, NULL, ret_len, &end,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING)
			  == 0
	       && end == s + n;
}
