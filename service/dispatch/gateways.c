/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening gateways. */
#include "service/dispatch/gateways.h"

#include "alert/carrier/gsm7.h"
#include "alert/outbox/watch.h"
#include "service/secret.h"

#include <stdio.h>
#include <string.h>

enum err_code gateway_read_token(struct gateway_entry *g, struct err *e)
{
	const char *name = g->config->name, *file = g->config->token_file;
	const char *why;

	if (file[0] == '\0')
		return ERR_OK;
	why = secret_line_why(secret_line(file, g->token, sizeof g->token));
	return secret_line_check("gateway", name, "token_file", file, why, e);
}

static void set_account(struct gateway_entry *g)
{
	g->account = (struct carrier_account){ .url = g->config->url,
		.user = g->config->user,
		.token = g->token,
		.callback = g->callback,
		.secret = g->config->secret };
}

enum err_code gateways_open(
	const struct config *config, struct gateways *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	ret->count = config->gateways_count;
	for (size_t i = 0; i < ret->count; i++) {
		struct gateway_entry *g = &ret->of[i];

		g->config = &config->gateways[i];
		g->carrier = gateway_carrier(g->config->kind);
		if (gateway_read_token(g, e) != ERR_OK)
			return e->code;
		set_account(g);
	}
	return ERR_OK;
}

void gateway_copy(const struct gateway_entry *from, struct gateway_config *config,
	struct gateway_entry *to)
{
	*config = *from->config;
	*to = *from;
	to->config = config;
	set_account(to);
}

void gateway_set_base_url(struct gateway_entry *g, const char *base_url)
{
	(void)snprintf(g->callback, sizeof g->callback, "%s/gateway/%s", base_url,
		g->config->name);
}

void gateways_set_base_url(struct gateways *g, const char *base_url)
{
	for (size_t i = 0; i < g->count; i++)
		gateway_set_base_url(&g->of[i], base_url);
}

bool gateway_same(const struct gateway_entry *a, const struct gateway_entry *b)
{
	return config_same_gateway(a->config, b->config)
	       && strcmp(a->token, b->token) == 0;
}

const struct gateway_entry *gateways_find(const struct gateways *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->of[i].config->name, name) == 0)
			return &g->of[i];
	return NULL;
}

enum err_code gateways_test(struct db *db, const struct config *config,
	const char *name_or_null, const struct change *by, struct err *e)
{
	size_t tested = 0;

	err_clear(e);
	for (size_t i = 0; i < config->gateways_count; i++) {
		const struct gateway_config *g = &config->gateways[i];

		if (g->test_to[0] == '\0'
			|| (name_or_null != NULL && strcmp(g->name, name_or_null) != 0))
			continue;
		if (watch_test(db, g->name, g->channel, g->test_to, by, e) != ERR_OK)
			return e->code;
		tested++;
	}
	if (tested == 0 && name_or_null != NULL)
		return err_set(e, ERR_NOTFOUND,
			"there is no gateway %s with the key test_to", name_or_null);
	return ERR_OK;
}

bool gateway_encode(const struct gateway_entry *g, const struct outbox_message *m,
	struct instant now, struct carrier_request *ret, struct carrier_outcome *why)
{
	struct carrier_message message = { .attempt_id = m->attempt_id,
		.callout_id = m->callout_id,
		.to = m->to,
		.from = g->config->sender,
		.text = m->text,
		.title = m->title,
		.link = m->link,
		.asks = m->asks,
		.english = m->english,
		.urgent = m->urgent,
		.at = now };
	TEXT_AUTO plain = { 0 };
	bool ok = true;

	text_init(&plain, 16384);
	if (g->config->plain_letters && g->config->channel == CHANNEL_SMS) {
		ok = gsm7_plain(&plain, m->text);
		message.text = text_str(&plain);
	}
	ok = ok && g->carrier->encode(&g->account, &message, ret);
	if (ok)
		return true;
	carrier_no_reply("no memory for the message", why);
	if (text_ok(&plain) && text_ok(&ret->url) && text_ok(&ret->body)) {
		carrier_no_reply("the message cannot be written for this address", why);
		why->result = CARRIER_FAILED;
	}
	return false;
}

struct transport_request gateway_request(
	const struct gateway_entry *g, const struct carrier_request *r)
{
	static const enum transport_method methods[] = {
		[CARRIER_POST] = TRANSPORT_POST,
		[CARRIER_GET] = TRANSPORT_GET,
		[CARRIER_MAIL] = TRANSPORT_MAIL,
	};
	const struct gateway_config *c = g->config;

	return (struct transport_request){ .method = methods[r->method],
		.url = text_str(&r->url),
		.body = text_str(&r->body),
		.body_len = r->body.len,
		.content_type = r->content_type,
		.authorization = r->authorization[0] != '\0' ? r->authorization : NULL,
		.ca_file = c->ca_file[0] != '\0' ? c->ca_file : NULL,
		.from = r->from,
		.to = r->to,
		.user = c->user[0] != '\0' ? c->user : NULL,
		.password = g->account.token,
		.needs_tls = c->tls,
		.timeout_seconds = c->timeout_seconds };
}
