/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/import/import_mapping.h"

#include "base/parse.h"

#include <string.h>
#include <strings.h>

/* s[0..n) without blanks around it into buffer; false when it does not fit. */
static bool copy_trimmed(const char *s, size_t n, char *buffer, size_t size)
{
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		n--;
	if (n >= size)
		return false;
	memcpy(buffer, s, n);
	buffer[n] = '\0';
	return parse_is_line(buffer, size - 1);
}

static bool is_said(const struct import_mapping *m, const struct mapping_entry *x)
{
	for (size_t i = 0; i < m->count; i++)
		if ((x->theirs[0] != '\0'
			    && strcasecmp(m->entry[i].theirs, x->theirs) == 0)
			|| (strcmp(x->ours, "-") != 0
				&& strcasecmp(m->entry[i].ours, x->ours) == 0))
			return true;
	return false;
}

static enum err_code read_line(
	struct import_mapping *m, const char *s, size_t n, size_t line, struct err *e)
{
	struct mapping_entry x = { .value = "" };
	const char *is = memrchr(s, '=', n);
	bool constant = is != NULL && is > s && is[-1] == ':';
	size_t left, right;
	bool fits;

	if (is == NULL)
		return err_set(e, ERR_INVALID,
			"columns, line %zu: must be \"their name = our name\"", line);
	left = (size_t)(is - s) - (constant ? 1 : 0);
	right = n - (size_t)(is - s) - 1;
	if (constant)
		fits = copy_trimmed(s, left, x.ours, sizeof x.ours)
		       && copy_trimmed(is + 1, right, x.value, sizeof x.value);
	else
		fits = copy_trimmed(s, left, x.theirs, sizeof x.theirs)
		       && copy_trimmed(is + 1, right, x.ours, sizeof x.ours);
	if (!fits || x.ours[0] == '\0' || (!constant && x.theirs[0] == '\0')
		|| (constant && strcmp(x.ours, "-") == 0))
		return err_set(e, ERR_INVALID,
			"columns, line %zu: a name is missing or too long", line);
	if (is_said(m, &x))
		return err_set(e, ERR_INVALID,
			"columns, line %zu: a name stands there twice", line);
	if (m->count == MAPPING_ENTRIES_MAX)
		return err_set(e, ERR_INVALID, "columns, line %zu: more than %d lines",
			line, MAPPING_ENTRIES_MAX);
	m->entry[m->count++] = x;
	return ERR_OK;
}

enum err_code import_mapping_read(
	const char *bytes, size_t len, struct import_mapping *ret, struct err *e)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	size_t line = 0;

	err_clear(e);
	ret->count = 0;
	if (!parse_is_utf8(bytes, len))
		return err_set(e, ERR_INVALID, "columns: must be UTF-8 text");
	if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end != NULL ? (size_t)(end - bytes) : len, blank = 0;

		line++;
		while (blank < n && strchr(" \t\r", bytes[blank]) != NULL)
			blank++;
		if (blank < n && bytes[blank] != '#' && bytes[blank] != ';'
			&& read_line(ret, bytes, n, line, e) != ERR_OK)
			return e->code;
		n += end != NULL;
		bytes += n;
		len -= n;
	}
	return ERR_OK;
}

const char *import_mapping_ours(
	const struct import_mapping *m_or_null, const char *theirs)
{
	for (size_t i = 0; m_or_null != NULL && i < m_or_null->count; i++)
		if (m_or_null->entry[i].theirs[0] != '\0'
			&& strcasecmp(m_or_null->entry[i].theirs, theirs) == 0)
			return m_or_null->entry[i].ours;
	return theirs;
}
