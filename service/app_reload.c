/* SPDX-License-Identifier: EUPL-1.2 */
/* SIGHUP: the configuration is read again. What can change while calls go on does so at
 * once; for the rest the log says which keys need a restart (which loses nothing:
 * messages under way are taken up again). A configuration with an error changes
 * nothing.
 *
 * What is under way on other threads keeps the configuration that it began with: none
 * is changed in place, and each is kept until nothing is under way. */
#include "service/app_internal.h"

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "service/real.h"

#include <string.h>

// clang-format off
/* Taken at once; the files of tls_* are read again, and whether there is TLS stays. */
#define LIVE(X) \
	X(log_json) X(log_requests) X(tls_certificate) X(tls_key) X(proxies) X(connections_per_address) \
	X(ping_url) X(ping_seconds) X(backup_folder) X(backup_key_file) X(reminder_hours) X(self_test_minute) \
	X(rules) X(security_contact) X(policy) X(control_rooms_count) X(control_rooms) \
	X(gateways_count) X(gateways)
/* What a restart takes, as people write it. */
#define AT_START(X) \
	X(listen, "listen") X(base_url, "base_url") X(database, "database") X(time_zone, "time_zone") \
	X(web_root, "web_root") X(secret_file, "secret_file") X(port_file, "port_file") X(readers, "readers") \
	X(commit_jobs, "commit_jobs")
// clang-format on

struct config_kept {
	struct config config;
	struct gateways gateways; /* of it */
	struct call_settings settings;
	struct config_kept *before;
};

struct server_peers app_peers(const struct config *c)
{
	return (struct server_peers){ c->proxies,
		(unsigned)c->connections_per_address };
}

static bool has_tls(const struct config *c)
{
	return c->tls_key[0] != '\0';
}

static void add_key(struct text *keys, const char *name)
{
	if (strstr(text_str(keys), name) == NULL)
		text_addf(keys, "%s%s", keys->len > 0 ? "," : "", name);
}

/* *ret is the old one with what can change at once from the new; adds the keys that
 * differ and wait for a restart. */
static void merge(const struct config *old, const struct config *new,
	struct config *ret, struct text *keys)
{
	*ret = *old;
#define X(field) memcpy(&ret->field, &new->field, sizeof ret->field);
	LIVE(X)
#undef X
	if (has_tls(old) != has_tls(new)) {
		memcpy(ret->tls_certificate, old->tls_certificate,
			sizeof ret->tls_certificate);
		memcpy(ret->tls_key, old->tls_key, sizeof ret->tls_key);
		add_key(keys, "tls_certificate");
	}
	/* both began as zeros: what lies between the fields is the same */
#define X(field, name)                                                                 \
	if (memcmp((const char *)&old->field, (const char *)&new->field,               \
		    sizeof old->field)                                                 \
		!= 0)                                                                  \
		add_key(keys, name);
	AT_START(X)
#undef X
}

/* Hands it to who reads it: nothing here fails. */
static void apply(struct app *a, struct config_kept *kept)
{
	const struct config *c = &kept->config;
	const struct server_peers peers = app_peers(c);

	kept->before = a->kept;
	a->kept = kept;
	a->config = c;
	real_log_format(c->log_json);
	server_set_peers(a->server, &peers);
	chore_loop_set_config(a->chores, c, &kept->settings);
	dispatch_set_gateways(a->dispatch, &kept->gateways, &kept->settings);
	curl_loop_set_connections(a->curl, config_connections(c));
	ping_set(a->ping, c->ping_url, c->ping_seconds);
}

void app_certificate_note(struct app *a, const struct tls_files *tls)
{
	struct err ignored;

	if (tls->certificate == NULL
		|| server_certificate_look(tls->certificate, tls->key, "",
			   &a->certificate_until, &ignored)
			   != ERR_OK)
		a->certificate_until = (struct instant){ 0 };
}

/* Takes a new certificate for new connections; an error changes nothing. */
static enum err_code reload_tls(struct app *a, const struct config *new, struct err *e)
{
	struct tls_files tls;

	if (tls_files_read(new, &tls, e) != ERR_OK)
		return e->code;
	e->code = server_set_certificate(a->server, tls.certificate, tls.key, e);
	if (e->code == ERR_OK)
		app_certificate_note(a, &tls);
	tls_files_free(&tls);
	return e->code;
}

static enum err_code reload(struct app *a, struct config *new, struct config_kept *kept,
	struct text *keys, struct err *e)
{
	struct api_context context = a->context;

	merge(a->config, new, &kept->config, keys);
	kept->settings = app_settings(a, &kept->config);
	if (gateways_open(&kept->config, &kept->gateways, e) != ERR_OK
		|| dispatch_fits(a->dispatch, &kept->gateways, e) != ERR_OK)
		return e->code;
	gateways_set_base_url(&kept->gateways, a->base_url);
	if (has_tls(a->config) && has_tls(new) && reload_tls(a, new, e) != ERR_OK)
		return e->code;
	context.rules = &kept->config.rules;
	context.policy = &kept->config.policy;
	context.security_contact = kept->config.security_contact;
	context.log_requests = kept->config.log_requests;
	context.config = &kept->config;
	context.gateways = &kept->gateways;
	context.calls = &kept->settings;
	if (api_reconfigure(a->api, &context, e) != ERR_OK)
		return e->code;
	a->context = context;
	apply(a, kept);
	return ERR_OK;
}

static void forget(struct config_kept *kept)
{
	while (kept != NULL) {
		struct config_kept *before = kept->before;

		base_free(kept);
		kept = before;
	}
}

void app_let_go(struct app *a)
{
	if (store_pending(a->store) > 0 || !api_idle(a->api)
		|| !chore_loop_idle(a->chores))
		return;
	api_let_go(a->api);
	if (a->kept == NULL)
		return;
	forget(a->kept->before);
	a->kept->before = NULL;
}

size_t app_configs(const struct app *a)
{
	size_t n = 0;

	for (const struct config_kept *k = a->kept; k != NULL; k = k->before)
		n++;
	return n;
}

void app_reload(struct app *a)
{
	struct config *new = base_calloc(1, sizeof *new);
	struct config_kept *kept = base_calloc(1, sizeof *kept);
	TEXT_AUTO keys = { 0 };
	struct err e;

	supervisor_reloading();
	text_init(&keys, 1024);
	(void)err_set(&e, ERR_NOMEM, "out of memory");
	if (new == NULL || kept == NULL
		|| config_read(a->config->file, new, &e) != ERR_OK
		|| config_read_secrets(new, &e) != ERR_OK
		|| reload(a, new, kept, &keys, &e) != ERR_OK) {
		log_event(LOG_ERROR, "service.reload_refused", "reason=\"%s\"", e.msg);
		base_free(kept);
	} else if (keys.len == 0) {
		log_event(LOG_INFO, "service.reloaded", "restart_needed=%s", "no");
	} else {
		log_event(LOG_WARN, "service.reloaded", "restart_needed=yes keys=%s",
			text_str(&keys));
	}
	base_free(new);
	app_let_go(a);
	supervisor_ready();
}

void app_forget_configs(struct app *a)
{
	forget(a->kept);
	a->kept = NULL;
}
