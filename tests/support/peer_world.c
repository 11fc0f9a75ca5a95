/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/peer_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINE_BYTES = 65536 };

int peer_world_open(void **state)
{
	static struct peer_world w;

	memset(&w, 0, sizeof w);
	call_service_open(&w.p.w, 0);
	*state = &w;
	return 0;
}

static void remove_in(const struct peer_world *w, const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", peer_world_folder(w), name);
	(void)unlink(path);
}

int peer_world_close(void **state)
{
	struct peer_world *w = *state;

	peer_stop(&w->peer);
	remove_in(w, "token");
	remove_in(w, "peer.pem");
	remove_in(w, "peer.pem.key");
	call_service_close(&w->p.w);
	return 0;
}

const char *peer_world_folder(const struct peer_world *w)
{
	return w->p.w.s.t.folder;
}

void peer_world_start(struct peer_world *w, const char *script, json_t *plan)
{
	char path[512];
	char *text;
	const char *argv[] = { "node", path, NULL, NULL };
	json_t *listens;

	assert_non_null(plan);
	(void)snprintf(path, sizeof path, "%s/port", peer_world_folder(w));
	(void)json_object_set_new(plan, "port_file", json_string(path));
	(void)snprintf(
		path, sizeof path, "%s/tests/peers/%s", PARAAT_SOURCE_DIR, script);
	text = json_dumps(plan, 0);
	json_decref(plan);
	argv[2] = text;
	peer_start(&w->peer, peer_world_folder(w), "peer", argv);
	free(text);
	listens = peer_event(w, "\"listens\"");
	w->port = (int)json_integer_value(json_object_get(listens, "port"));
	json_decref(listens);
	(void)snprintf(w->ask.url, sizeof w->ask.url, "http://127.0.0.1:%d", w->port);
}

void peer_world_gateway(struct peer_world *w, const char *scheme, const char *path,
	const char *token, const char *rest)
{
	char url[300];

	(void)snprintf(url, sizeof url, "%s://127.0.0.1:%d%s", scheme, w->port, path);
	provider_gateway_at(&w->p, url, token, rest);
}

json_t *peer_event(struct peer_world *w, const char *text)
{
	static char line[LINE_BYTES];
	json_t *o;

	if (!peer_says(&w->peer, text, line, sizeof line))
		fail_msg("the peer ended without saying %s", text);
	o = json_loads(line, 0, NULL);
	if (o == NULL)
		fail_msg("no JSON: %s", line);
	return o;
}

void peer_refused_nothing(struct peer_world *w)
{
	char line[1000];

	if (peer_lines(&w->peer, "\"refused\"") == 0)
		return;
	(void)peer_says(&w->peer, "\"refused\"", line, sizeof line);
	fail_msg("%s", line);
}

json_t *peer_ask(struct peer_world *w, json_t *what)
{
	char *body = json_dumps(what, 0);
	struct reply r = service_call(&w->ask, NULL, "POST", "/test", body, NULL);
	json_t *o = json_incref(r.json);

	if (r.status != 200 || o == NULL)
		fail_msg("%s: %ld %s", body, r.status, r.body);
	free(body);
	json_decref(what);
	reply_free(&r);
	return o;
}
