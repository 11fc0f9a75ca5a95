/* SPDX-License-Identifier: EUPL-1.2 */
/* Only the lines that say when: what is dropped here is neither parsed nor seen. */
#include "roster/calendar/calendar_internal.h"

#include <string.h>
#include <strings.h>

enum { LINE_MAX_OCTETS = 16 * 1024, COMPONENTS_MAX = 5000, DEPTH_MAX = 64 };

struct filter {
	struct text *out;
	struct text line; /* unfolded */
	int depth;        /* of components that are kept */
	int skipped;      /* of components that are dropped */
	int components;
};

static bool is_one_of(const char *s, size_t n, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == n && strncasecmp(s, words[i], n) == 0)
			return true;
	return false;
}

static bool begins(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

static enum err_code keep(struct filter *f, struct err *e)
{
	if (!text_addn(f->out, f->line.data, f->line.len) || !text_addc(f->out, '\n'))
		return err_set(e, ERR_NOMEM, "no memory to read a calendar");
	return ERR_OK;
}

static enum err_code begin_component(struct filter *f, const char *name, struct err *e)
{
	static const char *const kept[] = { "VCALENDAR", "VEVENT", "VTIMEZONE",
		"STANDARD", "DAYLIGHT", NULL };

	if (++f->components > COMPONENTS_MAX || f->depth + f->skipped >= DEPTH_MAX)
		return err_set(e, ERR_TOO_LARGE,
			"more than %d events, or nested too deeply",
			(int)COMPONENTS_MAX);
	if (f->skipped > 0 || f->depth >= 3 || !is_one_of(name, strlen(name), kept)) {
		f->skipped++;
		return ERR_OK;
	}
	if ((f->depth == 0) != (strcasecmp(name, "VCALENDAR") == 0))
		return err_set(e, ERR_INVALID, "is not an iCalendar file");
	f->depth++;
	return keep(f, e);
}

static enum err_code end_component(struct filter *f, struct err *e)
{
	if (f->skipped > 0) {
		f->skipped--;
		return ERR_OK;
	}
	if (f->depth == 0)
		return err_set(e, ERR_INVALID, "is not an iCalendar file");
	f->depth--;
	return keep(f, e);
}

static enum err_code take_line(struct filter *f, struct err *e)
{
	static const char *const kept[] = { "VERSION", "PRODID", "UID", "DTSTART",
		"DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
		"STATUS", "TRANSP", "TZID", "TZOFFSETFROM", "TZOFFSETTO", NULL };
	const char *line = text_str(&f->line);

	while (f->line.len > 0
		&& (line[f->line.len - 1] == '\r' || line[f->line.len - 1] == ' '))
		f->line.data[--f->line.len] = '\0';
	if (f->line.len == 0)
		return ERR_OK;
	if (begins(line, "BEGIN:"))
		return begin_component(f, line + 6, e);
	if (begins(line, "END:"))
		return end_component(f, e);
	if (f->depth == 0)
		return err_set(e, ERR_INVALID, "is not an iCalendar file");
	if (f->skipped > 0 || !is_one_of(line, strcspn(line, ":;"), kept))
		return ERR_OK;
	return keep(f, e);
}

/* A line that goes on after a fold is only a long one. Beyond the maximum the rest is
 * dropped: nothing that is kept is that long. */
static bool add_octets(struct filter *f, const char *bytes, size_t n)
{
	size_t room = LINE_MAX_OCTETS - f->line.len;

	return text_addn(&f->line, bytes, n < room ? n : room);
}

/* Takes one folded line from bytes[*at] on, up to the next that is none of its folds.
 */
static enum err_code unfold(
	struct filter *f, const char *bytes, size_t n, size_t *at, struct err *e)
{
	text_clear(&f->line);
	do {
		const char *line = bytes + *at;
		const char *end = memchr(line, '\n', n - *at);
		size_t len = end != NULL ? (size_t)(end - line) : n - *at;

		*at += len + (end != NULL);
		if (len > 0 && line[len - 1] == '\r')
			len--;
		if (!add_octets(f, line, len))
			return err_set(e, ERR_NOMEM, "no memory to read a calendar");
		if (*at >= n || (bytes[*at] != ' ' && bytes[*at] != '\t'))
			return ERR_OK;
		(*at)++; /* the blank of the fold */
	} while (*at < n);
	return ERR_OK;
}

enum err_code calendar_filter(
	const char *bytes, size_t n, struct text *out, struct err *e)
{
	struct filter f = { .out = out };
	enum err_code code = ERR_OK;
	size_t at = 0;

	if (n == 0 || memchr(bytes, '\0', n) != NULL)
		return err_set(e, ERR_INVALID, "is not an iCalendar file");
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	text_init(&f.line, LINE_MAX_OCTETS);
	while (at < n && code == ERR_OK) {
		code = unfold(&f, bytes, n, &at, e);
		if (code == ERR_OK)
			code = take_line(&f, e);
	}
	if (code == ERR_OK && (f.depth != 0 || f.skipped != 0 || f.components == 0))
		code = err_set(e, ERR_INVALID, "is not a whole iCalendar file");
	text_fini(&f.line);
	return code;
}
