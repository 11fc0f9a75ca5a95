/* SPDX-License-Identifier: EUPL-1.2 */
/* What came in: query, form, and what the client accepts. */
#include "base/parse.h"
#include "base/zone.h"
#include "service/api/api.h"
#include "service/http/target.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool api_query_text(const struct api_call *c, const char *name, char *buffer,
	size_t size, struct err *e)
{
	bool bad;

	if (!target_value(c->http->query, name, buffer, size, &bad))
		return false;
	if (bad || !parse_is_line(buffer, size)) {
		(void)err_fault(e, name,
			"must be one line of at most %zu bytes of text", size - 1);
		return false;
	}
	return buffer[0] != '\0';
}

bool api_query_lines(const struct api_call *c, const char *name, char *buffer,
	size_t size, struct err *e)
{
	bool bad;

	if (!target_value(c->http->query, name, buffer, size, &bad))
		return false;
	if (bad) {
		(void)err_fault(e, name, "must be at most %zu bytes of text", size - 1);
		return false;
	}
	return buffer[0] != '\0';
}

bool api_query_int(const struct api_call *c, const char *name, int64_t min, int64_t max,
	int64_t *ret, struct err *e)
{
	char text[32];

	if (!api_query_text(c, name, text, sizeof text, e))
		return false;
	if (parse_int(text, min, max, ret))
		return true;
	(void)err_fault(e, name, "must be a whole number from %" PRId64 " to %" PRId64,
		min, max);
	return false;
}

bool api_query_bool(
	const struct api_call *c, const char *name, bool *ret, struct err *e)
{
	char text[16];

	if (!api_query_text(c, name, text, sizeof text, e))
		return false;
	if (parse_bool(text, ret))
		return true;
	(void)err_fault(e, name, "must be true or false");
	return false;
}

/* RFC 3339, or a date. */
static bool read_moment(
	const char *text, const char *name, struct instant *ret, struct err *e)
{
	struct civil local = { 0 };
	struct err wrong = { 0 };

	if (strlen(text) == 10 && date_parse(text, &local.date, &wrong) == ERR_OK) {
		if (zone_to_instant(local, ZONE_FIRST, ret, &wrong) == ERR_OK)
			return true;
	} else if (instant_parse(text, ret, &wrong) == ERR_OK) {
		return true;
	}
	(void)err_fault(e, name, "%s", wrong.msg);
	return false;
}

bool api_query_instant(
	const struct api_call *c, const char *name, struct instant *ret, struct err *e)
{
	char text[40];

	if (!api_query_text(c, name, text, sizeof text, e))
		return false;
	for (char *p = text; *p != '\0'; p++)
		if (*p == ' ')
			*p = '+'; /* an offset whose + was not escaped */
	return read_moment(text, name, ret, e);
}

static enum err_code check_period(
	struct instant from, struct instant to, int max_days, struct err *e)
{
	if (e->code != ERR_OK)
		return e->code;
	if (to.ms <= from.ms)
		return err_fault(e, "to", "must be later than from");
	if (to.ms - from.ms > max_days * INT64_C(86400000))
		return err_fault(e, "to", "must be at most %d days later", max_days);
	return ERR_OK;
}

enum err_code api_period(const struct api_call *c, int max_days,
	struct instant *ret_from, struct instant *ret_to, struct err *e)
{
	err_clear(e);
	if (!api_query_instant(c, "from", ret_from, e) && e->faults == 0)
		(void)err_fault(e, "from", "must be given");
	if (!api_query_instant(c, "to", ret_to, e) && e->code == ERR_OK)
		(void)err_fault(e, "to", "must be given");
	return check_period(*ret_from, *ret_to, max_days, e);
}

enum err_code api_body_period(const struct api_call *c, int max_days,
	struct instant *ret_from, struct instant *ret_to, struct err *e)
{
	const char *text;

	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	if (fields_line(c->body, "from", FIELDS_REQUIRED, 40, &text, e))
		(void)read_moment(text, "from", ret_from, e);
	if (fields_line(c->body, "to", FIELDS_REQUIRED, 40, &text, e))
		(void)read_moment(text, "to", ret_to, e);
	return check_period(*ret_from, *ret_to, max_days, e);
}

enum err_code api_page(
	const struct api_call *c, int64_t *ret_after, int64_t *ret_limit, struct err *e)
{
	*ret_after = 0;
	*ret_limit = API_LIMIT_DEFAULT;
	(void)api_query_int(c, "cursor", 0, INT64_MAX, ret_after, e);
	(void)api_query_int(c, "limit", 1, API_LIMIT_MAX, ret_limit, e);
	return e->code;
}

bool api_content_is(const struct api_call *c, const char *type)
{
	const char *is = c->http->header[HTTP_CONTENT_TYPE];
	size_t n = strlen(type);

	return is != NULL && strncasecmp(is, type, n) == 0
	       && (is[n] == '\0' || strchr("; \t", is[n]) != NULL);
}

enum err_code api_form_or_json(const struct api_call *c, bool *ret_json, struct err *e)
{
	*ret_json = api_content_is(c, "application/json");
	if (!*ret_json && c->http->body_len > 0
		&& !api_content_is(c, "application/x-www-form-urlencoded"))
		return err_set(e, ERR_UNSUPPORTED, "send a form, or JSON");
	return ERR_OK;
}

bool api_form_text(
	const struct api_call *c, const char *name, char *buffer, size_t size)
{
	bool bad;

	if (c->http->body == NULL
		|| !api_content_is(c, "application/x-www-form-urlencoded"))
		return false;
	return target_value(c->http->body, name, buffer, size, &bad) && !bad;
}

/* One item of an Accept header against a type: its quality in thousandths; -1: it is
 * about something else. How closely it matches goes to *ret_close. */
static int quality(const char *item, size_t n, const char *type, int *ret_close)
{
	size_t len = strcspn(item, ";,"), slash;
	const char *q;
	double v = 1;

	len = len < n ? len : n;
	while (len > 0 && (item[len - 1] == ' ' || item[len - 1] == '\t'))
		len--;
	slash = strcspn(type, "/") + 1;
	if (len == strlen(type) && strncasecmp(item, type, len) == 0)
		*ret_close = 3;
	else if (len == slash + 1 && strncasecmp(item, type, slash) == 0
		 && item[slash] == '*')
		*ret_close = 2;
	else if (len == 3 && strncmp(item, "*/*", 3) == 0)
		*ret_close = 1;
	else
		return -1;
	for (q = memchr(item, ';', n); q != NULL;
		q = memchr(q + 1, ';', n - (size_t)(q + 1 - item))) {
		const char *p = q + 1 + strspn(q + 1, " \t");

		if ((*p == 'q' || *p == 'Q') && p[1] == '=')
			v = strtod(p + 2, NULL);
	}
	return v >= 0 && v <= 1 ? (int)(v * 1000) : 0;
}

static int quality_of(const char *accept, const char *type)
{
	int best = 0, closest = 0;

	for (const char *s = accept; *s != '\0';) {
		size_t n;
		int close = 0, q;

		s += strspn(s, " \t,");
		n = strcspn(s, ",");
		q = n > 0 ? quality(s, n, type, &close) : -1;
		if (q >= 0 && close > closest) {
			best = q;
			closest = close;
		}
		s += n;
	}
	return best;
}

int api_accepts(const struct api_call *c, const char *const types[])
{
	const char *accept = c->http->header[HTTP_ACCEPT];
	int best = 0, ret = -1;

	if (accept == NULL || accept[0] == '\0')
		return 0;
	for (int i = 0; types[i] != NULL; i++) {
		int q = quality_of(accept, types[i]);

		if (q > best) {
			best = q;
			ret = i;
		}
	}
	return ret;
}

const char *api_language(const struct api_call *c)
{
	const char *accept = c->http->header[HTTP_ACCEPT_LANGUAGE];

	for (const char *s = accept != NULL ? accept : ""; *s != '\0';) {
		s += strspn(s, " \t,");
		if (strncasecmp(s, "nl", 2) == 0)
			return "nl";
		if (strncasecmp(s, "en", 2) == 0)
			return "en";
		s += strcspn(s, ",");
	}
	return "nl";
}
