/* SPDX-License-Identifier: EUPL-1.2 */
/* What happens to a request on the database's thread. */
#include "service/api/api_internal.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "service/api/idempotency_store.h"
#include "service/http/encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SQUEEZE_FROM = 1400 }; /* bytes: about what one packet takes */

enum err_code api_expect_version(struct api_call *c, struct err *e)
{
	const char *tag = c->http->header[HTTP_IF_MATCH];
	char number[24];
	size_t n;

	if (tag == NULL || strcmp(tag, "*") == 0)
		return ERR_OK;
	if (strncmp(tag, "W/", 2) == 0)
		tag += 2;
	tag += *tag == '"';
	n = strspn(tag, "0123456789");
	(void)snprintf(number, sizeof number, "%.*s", (int)(n < 20 ? n : 20), tag);
	if ((tag[n] != '\0' && strcmp(tag + n, "\"") != 0)
		|| !parse_int(number, 1, INT64_MAX, &c->expected_version))
		return err_set(e, ERR_STALE,
			"If-Match names no version of this item: give its ETag");
	return ERR_OK;
}

static enum err_code read_body(struct api_job *j, struct err *e)
{
	struct api_call *c = &j->call;

	if (c->route->method == HTTP_GET || (c->route->flags & API_ANY_BODY) != 0
		|| j->body != NULL)
		return ERR_OK;
	if (c->http->body_len == 0) {
		j->body = json_object();
		if (j->body == NULL)
			return err_set(e, ERR_NOMEM, "no memory for the request");
	} else if (fields_read(c->http->body, c->http->body_len, &j->body, e)
		   != ERR_OK) {
		return e->code;
	}
	c->body = j->body;
	return ERR_OK;
}

static enum err_code run(struct api_call *c, struct db *db, struct err *e)
{
	bool keyed = c->route->method == HTTP_POST && c->route->may != MAY(PUBLIC)
		     && c->http->header[HTTP_IDEMPOTENCY_KEY] != NULL
		     && c->route->mode >= API_WRITE
		     && c->route->mode != API_PASSWORD; /* hashes differ each time */
	bool found = false;

	if (!keyed)
		return c->route->handler(c, db, e);
	if (idempotency_find(db, c, &found, e) != ERR_OK || found)
		return e->code;
	if (c->route->handler(c, db, e) != ERR_OK || c->discard)
		return e->code;
	return idempotency_save(db, c, e);
}

/* Puts what may be seen once where the reply says so. */
static enum err_code show_once(struct api_call *c, struct err *e)
{
	const char *rest = text_str(&c->text), *at;
	struct text t;

	if (c->once[0] == '\0' || strstr(rest, API_ONCE) == NULL)
		return ERR_OK;
	text_init(&t, API_REPLY_MAX);
	while ((at = strstr(rest, API_ONCE)) != NULL) {
		text_addn(&t, rest, (size_t)(at - rest));
		text_add(&t, c->once);
		rest = at + strlen(API_ONCE);
	}
	text_add(&t, rest);
	return api_reply_text(c, c->status, c->content_type, &t, e);
}

/* A session's secret is renewed now and then, with a change that is written anyway, and
 * whenever rights grow. */
static enum err_code renew_session(struct api_call *c, struct db *db, struct err *e)
{
	const int64_t age = instant_since(c->by.now, c->session_rotated_at).ms;
	const struct policy *policy = c->context->policy;
	char token[ACCOUNT_TOKEN_TEXT];

	if (c->session_id == 0 || c->route->mode < API_WRITE || c->cookie[0][0] != '\0'
		|| api_is_first_step(c) || c->discard
		|| (!c->renew_session
			&& age <= (int64_t)policy->session_rotate_minutes * 60 * 1000))
		return ERR_OK;
	account_secret_new(c->context->random, 's', token);
	api_set_cookie(
		c, 0, "session", token, policy->session_idle_minutes * INT64_C(60));
	return session_rotate(db, c->session_id, token, c->by.now, e);
}

/* What is read is sent small to who takes that. Only replies to GET, and none that fit
 * in one packet anyway: secrets are said in short replies and in replies to POST, so
 * that none is ever compressed beside text that somebody else chose (BREACH). */
static void squeeze(struct api_call *c)
{
	struct text small;

	if (c->route->method != HTTP_GET || c->status != 200
		|| (c->route->flags & API_STREAM) != 0 || c->text.len < SQUEEZE_FROM
		|| !encoding_accepted(c->http->header[HTTP_ACCEPT_ENCODING], "gzip")
		|| !encoding_gzip(&c->text, &small))
		return;
	text_fini(&c->text);
	c->text = small;
	c->gzip = true;
}

static enum err_code work(struct api_job *j, struct db *db, struct err *e)
{
	struct api_call *c = &j->call;

	c->by.now = c->context->clock->now(c->context->clock);
	c->by.actor = (struct actor){ c->actor_name, c->http->peer };
	if (c->route->may != MAY(PUBLIC) && api_sign_in(c, db, e) != ERR_OK)
		return e->code;
	if (c->unknown && c->step == 0)
		return ERR_OK;
	if (api_expect_version(c, e) != ERR_OK || read_body(j, e) != ERR_OK
		|| api_scope_route(c, db, e) != ERR_OK)
		return e->code;
	if (run(c, db, e) != ERR_OK || api_scope_done(c, e) != ERR_OK
		|| renew_session(c, db, e) != ERR_OK || show_once(c, e) != ERR_OK)
		return e->code;
	if (api_is_first_step(c) && c->status == 0)
		return ERR_OK;
	if (FAILS(c->status != 0 || (c->route->flags & API_STREAM) != 0))
		return err_set(e, ERR_BUG, "no reply was given");
	if (c->discard)
		return err_set(e, ERR_CONFLICT, "rolled back on purpose");
	return ERR_OK;
}

enum err_code api_work(struct job *job, struct db *db, struct err *e)
{
	struct api_job *j = container_of(job, struct api_job, job);
	struct api_call *c = &j->call;

	err_clear(e);
	if (work(j, db, e) == ERR_OK)
		api_note_reading(c);
	else
		api_note_refusal(c, e);
	if (e->code == ERR_OK)
		squeeze(c);
	return e->code;
}
