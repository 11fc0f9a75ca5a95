/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/problem.h"

#include <jansson.h>

static const struct {
	int status;
	const char *title;
} table[ERR_CODES_COUNT] = {
	[ERR_OK] = { 200, "OK" },
	[ERR_NOMEM] = { 503, "Out of memory" },
	[ERR_MALFORMED] = { 400, "Not understood" },
	[ERR_UNAUTHENTICATED] = { 401, "Not signed in" },
	[ERR_FORBIDDEN] = { 403, "Not allowed" },
	[ERR_NOTFOUND] = { 404, "Not found" },
	[ERR_METHOD] = { 405, "Method not allowed" },
	[ERR_CONFLICT] = { 409, "Conflict with the present state" },
	[ERR_GONE] = { 410, "No longer valid" },
	[ERR_STALE] = { 412, "Changed by someone else" },
	[ERR_TOO_LARGE] = { 413, "Too large" },
	[ERR_UNSUPPORTED] = { 415, "Media type not supported" },
	[ERR_INVALID] = { 422, "A value breaks a rule" },
	[ERR_LIMITED] = { 429, "Too many requests" },
	[ERR_BUSY] = { 503, "Try again later" },
	[ERR_IO] = { 503, "Storage trouble" },
	[ERR_BUG] = { 500, "Internal error" },
};

int problem_status(enum err_code code)
{
	return code < ERR_CODES_COUNT ? table[code].status : 500;
}

static int add(const char *bytes, size_t n, void *text)
{
	return text_addn(text, bytes, n) ? 0 : -1;
}

static const char *detail_of(const struct err *e)
{
	if (e->code == ERR_BUG)
		return "something went wrong inside the program; it was logged";
	if (e->code == ERR_IO)
		return "the database could not do this just now; read again to see "
		       "what holds";
	return e->msg[0] != '\0' ? e->msg : err_text(e->code);
}

bool problem_render(const struct err *e, struct text *out)
{
	json_t *o, *errors = json_array();
	bool ok;

	for (size_t i = 0; i < e->faults; i++)
		(void)json_array_append_new(
			errors, json_pack("{s:s, s:s}", "field", e->fault[i].field,
					"message", e->fault[i].message));
	o = json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
		e->code < ERR_CODES_COUNT ? table[e->code].title : "Internal error",
		"status", problem_status(e->code), "detail", detail_of(e));
	if (o != NULL && e->faults > 0)
		(void)json_object_set(o, "errors", errors);
	ok = o != NULL && json_dump_callback(o, add, out, JSON_COMPACT) == 0;
	json_decref(errors);
	json_decref(o);
	return ok && text_ok(out);
}
