/* SPDX-License-Identifier: EUPL-1.2 */
/* Growable text. */
#include "base/text.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

void text_init(struct text *t, size_t max)
{
	*t = (struct text){ .max = max };
}

void text_fini(struct text *t)
{
	base_free(t->data);
	t->data = NULL;
	t->len = t->cap = 0;
}

void text_clear(struct text *t)
{
	t->len = 0;
	t->failed = false;
	if (t->data != NULL)
		t->data[0] = '\0';
}

static bool give_up(struct text *t)
{
	text_fini(t);
	t->failed = true;
	return false;
}

/* Room for n more bytes and a NUL. */
static bool reserve(struct text *t, size_t n)
{
	size_t need, cap;
	char *data;

	if (t->failed)
		return false;
	if (n > t->max - t->len)
		return give_up(t);
	need = t->len + n + 1;
	if (need <= t->cap)
		return true;
	cap = t->cap > 0 ? 2 * t->cap : 64;
	if (cap < need)
		cap = need;
	data = base_realloc(t->data, cap);
	if (data == NULL)
		return give_up(t);
	t->data = data;
	t->cap = cap;
	return true;
}

bool text_addn(struct text *t, const char *s, size_t n)
{
	if (!reserve(t, n))
		return false;
	memcpy(t->data + t->len, s, n);
	t->len += n;
	t->data[t->len] = '\0';
	return true;
}

size_t text_memory(const struct text *t)
{
	return t->cap;
}

bool text_add(struct text *t, const char *s)
{
	return text_addn(t, s, strlen(s));
}

bool text_addc(struct text *t, char c)
{
	return text_addn(t, &c, 1);
}

bool text_addv(struct text *t, const char *format, va_list args)
{
	char small[128]; /* most are short: formatted once */
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(small, sizeof small, format, again);
	va_end(again);
	if (n < 0)
		return give_up(t);
	if ((size_t)n < sizeof small)
		return text_addn(t, small, (size_t)n);
	if (!reserve(t, (size_t)n))
		return false;
	(void)vsnprintf(t->data + t->len, (size_t)n + 1, format, args);
	t->len += (size_t)n;
	return true;
}

bool text_addf(struct text *t, const char *format, ...)
{
	va_list args;
	bool ok;

	va_start(args, format);
	ok = text_addv(t, format, args);
	va_end(args);
	return ok;
}

bool text_add_html(struct text *t, const char *s)
{
	bool ok = !t->failed;

	for (; *s != '\0' && ok; s++) {
		switch (*s) {
		case '&':
			ok = text_add(t, "&amp;");
			break;
		case '<':
			ok = text_add(t, "&lt;");
			break;
		case '>':
			ok = text_add(t, "&gt;");
			break;
		case '"':
			ok = text_add(t, "&quot;");
			break;
		case '\'':
			ok = text_add(t, "&#39;");
			break;
		default:
			ok = text_addc(t, *s);
		}
	}
	return ok;
}

/* How many bytes from s on need no escaping in JSON. */
static size_t plain(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

bool text_add_json(struct text *t, const char *s)
{
	(void)text_addc(t, '"');
	for (;;) {
		size_t n = plain(s);

		(void)text_addn(t, s, n);
		s += n;
		if (*s == '\0')
			return text_addc(t, '"');
		if (*s == '"' || *s == '\\')
			(void)text_addf(t, "\\%c", *s);
		else
			(void)text_addf(t, "\\u%04x", (unsigned)*s);
		s++;
	}
}

bool text_ok(const struct text *t)
{
	return !t->failed;
}

const char *text_str(const struct text *t)
{
	return t->data != NULL ? t->data : "";
}

char *text_take(struct text *t)
{
	char *data;

	if (t->failed || !reserve(t, 0))
		return NULL;
	t->data[t->len] = '\0';
	data = t->data;
	t->data = NULL;
	t->len = t->cap = 0;
	return data;
}
