/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes out: from a handler's reply to a response. */
#include "service/api/api_internal.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "service/api/problem.h"
#include "service/api/route.h"

#include <stdio.h>
#include <string.h>

static int add(const char *bytes, size_t n, void *text)
{
	return text_addn(text, bytes, n) ? 0 : -1;
}

enum err_code api_reply_json(struct api_call *c, int status, json_t *o, struct err *e)
{
	bool ok;

	text_clear(&c->text);
	ok = o != NULL
	     && json_dump_callback(o, add, &c->text, JSON_COMPACT | JSON_ENCODE_ANY)
			== 0;
	json_decref(o);
	if (!ok)
		return err_set(e, ERR_NOMEM, "no memory for the reply");
	c->status = status;
	c->content_type = NULL;
	return ERR_OK;
}

enum err_code api_reply_page(struct api_call *c, json_t *o, struct err *e)
{
	json_t *items = json_object_get(o, "items"), *page = json_array();
	size_t n = json_array_size(items);
	int64_t after, limit;
	char cursor[24] = "";

	if (api_page(c, &after, &limit, e) != ERR_OK) {
		json_decref(o);
		json_decref(page);
		return e->code;
	}
	for (size_t i = (size_t)after; i < n && limit > 0; i++, limit--, after++)
		json_array_append(page, json_array_get(items, i));
	if ((size_t)after < n)
		(void)snprintf(cursor, sizeof cursor, "%" PRId64, after);
	json_object_set_new(o, "items", page);
	fields_set_text(o, "next", cursor[0] != '\0' ? cursor : NULL);
	return api_reply_json(c, 200, o, e);
}

static void tag(struct api_call *c, const json_t *o)
{
	const json_t *version = json_object_get(o, "version");

	if (json_is_integer(version))
		(void)snprintf(c->etag, sizeof c->etag, "\"%" JSON_INTEGER_FORMAT "\"",
			json_integer_value(version));
}

enum err_code api_reply_item(struct api_call *c, json_t *o, struct err *e)
{
	tag(c, o);
	return api_reply_json(c, 200, o, e);
}

void api_tag_content(struct api_call *c)
{
	struct digest d = digest_sha256(text_str(&c->text), c->text.len);
	char hex[DIGEST_HEX];

	(void)snprintf(c->etag, sizeof c->etag, "\"%.24s\"", digest_hex(&d, hex));
}

enum err_code api_reply_list(struct api_call *c, json_t *o, struct err *e)
{
	if (api_reply_json(c, 200, o, e) == ERR_OK)
		api_tag_content(c);
	c->not_stored = true;
	return e->code;
}

enum err_code api_reply_list_page(struct api_call *c, json_t *o, struct err *e)
{
	if (api_reply_page(c, o, e) == ERR_OK)
		api_tag_content(c);
	c->not_stored = true;
	return e->code;
}

enum err_code api_reply_created(
	struct api_call *c, const char *collection, json_t *o, struct err *e)
{
	tag(c, o);
	(void)snprintf(c->location, sizeof c->location,
		API_PREFIX "%s/%" JSON_INTEGER_FORMAT, collection,
		json_integer_value(json_object_get(o, "id")));
	return api_reply_json(c, 201, o, e);
}

enum err_code api_reply_none(struct api_call *c)
{
	text_clear(&c->text);
	c->status = 204;
	return ERR_OK;
}

enum err_code api_reply_text(struct api_call *c, int status, const char *content_type,
	struct text *t, struct err *e)
{
	if (!text_ok(t))
		return err_set(e, ERR_NOMEM, "no memory for the reply");
	text_fini(&c->text);
	c->text = *t;
	text_init(t, 1);
	c->status = status;
	c->content_type = content_type;
	return ERR_OK;
}

enum err_code api_get(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e)
{
	json_t *o;

	if (resource_get(db, r, c->id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_item(c, o, e);
}

enum err_code api_create(struct api_call *c, struct db *db, const struct resource *r,
	const char *collection, struct err *e)
{
	json_t *o;

	if (resource_create(db, r, c->body, &c->by, &o, e) != ERR_OK)
		return e->code;
	if (api_scope_item(c, db, o, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_created(c, collection, o, e);
}

enum err_code api_update(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e)
{
	json_t *o;

	if (api_scope_stored(c, db, r, e) != ERR_OK
		|| resource_update(db, r, c->id, c->body, c->route->method == HTTP_PUT,
			   c->expected_version, &c->by, &o, e)
			   != ERR_OK)
		return e->code;
	if (api_scope_item(c, db, o, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_item(c, o, e);
}

enum err_code api_delete(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e)
{
	if (api_scope_stored(c, db, r, e) != ERR_OK
		|| resource_delete(db, r, c->id, c->expected_version, &c->by, e)
			   != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

/* --- responses */

/* Pages that the service makes itself have a style, and a form at most. */
static const char policy[] =
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors 'none'";

static bool common(struct http_response *r, const char *caching)
{
	return http_response_header(r, "Content-Security-Policy", policy)
	       && http_response_header(r, "Cache-Control", caching);
}

static const char *retry_after(int seconds, char buffer[16])
{
	(void)snprintf(buffer, 16, "%d", seconds > 0 ? seconds : 1);
	return buffer;
}

struct http_response *api_response(struct api_call *c)
{
	const char *type = c->content_type != NULL ? c->content_type
						   : "application/json; charset=utf-8";
	bool get = c->route->method == HTTP_GET;
	bool kept = get && c->etag[0] != '\0' && !c->not_stored;
	bool later = c->status == 503 || c->status == 429;
	size_t len = c->text.len;
	struct http_response *r;
	char seconds[16];

	if (get && c->status == 200
		&& reply_tag_matches(c->http->header[HTTP_IF_NONE_MATCH], c->etag)
		&& (c->route->flags & API_CACHED) == 0) {
		text_clear(&c->text);
		len = 0;
		c->status = 304;
	}
	r = http_response_new(
		c->status, len > 0 ? type : NULL, text_take(&c->text), len);
	if (r == NULL)
		return NULL;
	if ((get && !http_response_header(r, "Vary", "Accept-Encoding"))
		|| (c->gzip && len > 0
			&& !http_response_header(r, "Content-Encoding", "gzip"))
		|| !common(r, kept ? "private, no-cache" : "no-store")
		|| (c->etag[0] != '\0' && !http_response_header(r, "ETag", c->etag))
		|| (c->location[0] != '\0'
			&& !http_response_header(r, "Location", c->location))
		|| (later
			&& !http_response_header(r, "Retry-After",
				retry_after(c->retry_seconds, seconds)))
		|| (c->cookie[0][0] != '\0'
			&& !http_response_header(r, "Set-Cookie", c->cookie[0]))
		|| (c->cookie[1][0] != '\0'
			&& !http_response_header(r, "Set-Cookie", c->cookie[1]))
		|| (c->disposition[0] != '\0'
			&& !http_response_header(
				r, "Content-Disposition", c->disposition))) {
		http_response_unref(r);
		return NULL;
	}
	return r;
}

struct http_response *api_problem(
	const struct err *e, unsigned allowed, int retry_seconds)
{
	int status = problem_status(e->code);
	struct http_response *r;
	struct text t;
	char allow[80], seconds[16];
	size_t len;

	text_init(&t, (size_t)16 * 1024);
	(void)problem_render(e, &t);
	len = t.len;
	r = http_response_new(status, "application/problem+json", text_take(&t), len);
	if (r == NULL)
		return NULL;
	(void)common(r, "no-store");
	if (status == 401)
		(void)http_response_header(r, "WWW-Authenticate", "Bearer");
	if (status == 503 || status == 429)
		(void)http_response_header(
			r, "Retry-After", retry_after(retry_seconds, seconds));
	if (allowed != 0) {
		route_allow(allowed | HTTP_OPTIONS, allow, sizeof allow);
		(void)http_response_header(r, "Allow", allow);
	}
	return r;
}
