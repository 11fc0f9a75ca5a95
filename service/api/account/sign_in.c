/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks: an API token in the Authorization header, or a session in a cookie. Changes
 * through a session must show that they come from our own page (X-CSRF-Token). */
#include "service/api/api_internal.h"

#include "alert/call/call.h"
#include "base/digest.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool over_https(const struct api_call *c)
{
	return strncmp(c->context->base_url, "https:", 6) == 0;
}

bool api_cookie(const struct api_call *c, const char *name, char *buffer, size_t size)
{
	const char *s = c->http->header[HTTP_COOKIE];
	char full[40];
	size_t n;

	n = (size_t)snprintf(
		full, sizeof full, "%spar_%s", over_https(c) ? "__Host-" : "", name);
	while (s != NULL && *s != '\0') {
		size_t len = strcspn(s, ";");

		if (len > n && strncmp(s, full, n) == 0 && s[n] == '=') {
			(void)snprintf(
				buffer, size, "%.*s", (int)(len - n - 1), s + n + 1);
			return true;
		}
		s += len;
		s += strspn(s, "; ");
	}
	return false;
}

void api_set_cookie(struct api_call *c, int which, const char *name, const char *value,
	int64_t max_age_seconds)
{
	bool https = over_https(c);

	(void)snprintf(c->cookie[which], sizeof c->cookie[which],
		"%spar_%s=%s; Path=/; HttpOnly; SameSite=Strict%s; Max-Age=%" PRId64,
		https ? "__Host-" : "", name, value, https ? "; Secure" : "",
		max_age_seconds);
}

static enum err_code by_token(
	struct api_call *c, struct db *db, const char *token, struct err *e)
{
	struct token_holder holder;

	if (token_check(db, token, &holder, e) != ERR_OK)
		return e->code;
	c->role = holder.role;
	c->token_id = holder.id;
	c->person_id = holder.person_id;
	c->second_factor = true;
	(void)snprintf(c->actor_name, sizeof c->actor_name, "token:%s", holder.name);
	return scope_read(db, "token", holder.id, &c->scope, e);
}

static enum err_code check_csrf(const struct api_call *c, struct err *e)
{
	const char *sent = c->http->header[HTTP_CSRF];

	if (c->route->method == HTTP_GET
		|| (sent != NULL && digest_text_equal(sent, c->csrf)))
		return ERR_OK;
	return err_set(e, ERR_FORBIDDEN,
		"send the header X-CSRF-Token with the value that the sign-in gave");
}

static enum err_code by_session(
	struct api_call *c, struct db *db, const char *token, struct err *e)
{
	struct session session;

	if (session_check(db, token, c->context->policy, c->by.now, &session, e)
		!= ERR_OK)
		return e->code;
	c->role = session.account.role;
	c->account_id = session.account.id;
	c->session_id = session.id;
	c->person_id = session.account.person_id;
	c->second_factor = session.second_factor;
	c->break_glass = session.account.break_glass;
	c->touch = session.stale;
	c->session_rotated_at = session.rotated_at;
	(void)session_csrf(c->context->calls->secret, c->context->calls->secret_len,
		session.id, session.created_at, c->csrf);
	(void)snprintf(c->actor_name, sizeof c->actor_name, "account:%s",
		session.account.name);
	if (check_csrf(c, e) != ERR_OK)
		return e->code;
	if (account_lacks_second_factor(&session.account, c->second_factor)
		&& (c->route->flags & API_HALF) == 0)
		return err_set(e, ERR_FORBIDDEN,
			"set up the second factor of this account first: POST "
			"/api/v1/me/second-factor");
	return scope_read(db, "account", c->account_id, &c->scope, e);
}

enum err_code api_sign_in(struct api_call *c, struct db *db, struct err *e)
{
	const char *header = c->http->header[HTTP_AUTHORIZATION];
	char token[ACCOUNT_TOKEN_TEXT];
	enum err_code rc;

	if (header != NULL && strncasecmp(header, "Bearer ", 7) == 0)
		rc = by_token(c, db, header + 7 + strspn(header + 7, " "), e);
	else if (header == NULL && api_cookie(c, "session", token, sizeof token))
		rc = by_session(c, db, token, e);
	else
		rc = err_set(e, ERR_UNAUTHENTICATED,
			"sign in: POST /api/v1/session, or send the header "
			"Authorization: Bearer <token>");
	if (rc == ERR_OK && !api_may(c, c->route->may))
		return err_set(e, ERR_FORBIDDEN, "the role %s may not do this",
			role_words[c->role]);
	return rc;
}
