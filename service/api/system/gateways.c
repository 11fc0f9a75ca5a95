/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways as people see them: which work, how their daily test went, and in words when
 * calls cannot get out. POST /gateways/{name}/test tests one now. */
#include "alert/outbox/watch.h"
#include "service/api/api.h"
#include "service/dispatch/gateways.h"

#include <stdio.h>
#include <string.h>

/* What the database knows of the gateway; NULL: nothing yet. Borrowed from known. */
static const json_t *row_of(const json_t *known, const char *name)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(known, "items"), i, one)
	{
		if (strcmp(json_string_value(json_object_get(one, "name")), name) == 0)
			return one;
	}
	return NULL;
}

static json_t *gateway_json(const struct gateway_config *g, const json_t *row)
{
	static const char *const from_row[] = { "changed_at", "tested_at", "test_state",
		"test_reason" };
	const char *state = json_string_value(json_object_get(row, "state"));
	json_t *o = json_object();

	fields_set_text(o, "name", g->name);
	fields_set_text(o, "kind", gateway_kind_word(g->kind));
	fields_set_text(
		o, "channel", g->has_channel ? channel_words[g->channel] : NULL);
	fields_set_int(o, "rank", g->rank);
	fields_set_bool(o, "is_tested", g->test_to[0] != '\0');
	fields_set_text(o, "state", state != NULL ? state : "works");
	for (size_t i = 0; i < sizeof from_row / sizeof *from_row; i++) {
		json_t *v = json_object_get(row, from_row[i]);

		(void)json_object_set(o, from_row[i], v != NULL ? v : json_null());
	}
	return o;
}

/* One sentence for the top of every screen; NULL when all is well. */
static const char *banner(const struct api_call *c, const json_t *known,
	const json_t *items, char *buffer, size_t size)
{
	const bool english = strcmp(api_language(c), "en") == 0;
	size_t i, works = 0;
	json_t *one;

	json_array_foreach((json_t *)(uintptr_t)items, i, one)
	{
		works += strcmp(json_string_value(json_object_get(one, "state")),
				 "works")
			 == 0;
	}
	if (works == 0)
		(void)snprintf(buffer, size, "%s",
			english ? "Calls cannot get out: no gateway works. Use the "
				  "printed call list."
				: "Oproepen komen niet weg: geen enkele gateway werkt. "
				  "Bel met de bellijst.");
	else if (json_array_size(json_object_get(known, "stuck")) > 0)
		(void)snprintf(buffer, size, "%s",
			english ? "Some calls cannot get out. People are asked another "
				  "way where that is possible."
				: "Een deel van de oproepen komt niet weg. Mensen "
				  "worden "
				  "zo mogelijk op een andere manier gevraagd.");
	else
		return NULL;
	return buffer;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	const struct gateways *all = c->context->gateways;
	json_t *known = NULL, *o, *items;
	char words[200];

	if (watch_list(db, &known, e) != ERR_OK)
		return e->code;
	o = json_object();
	items = json_array();
	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(
			items, gateway_json(all->of[i].config,
				       row_of(known, all->of[i].config->name)));
	fields_set_text(o, "banner", banner(c, known, items, words, sizeof words));
	json_object_set_new(o, "gateways", items);
	json_object_set(o, "stuck", json_object_get(known, "stuck"));
	json_decref(known);
	return api_reply_json(c, 200, o, e);
}

static enum err_code test(struct api_call *c, struct db *db, struct err *e)
{
	const struct gateway_entry *g = gateways_find(c->context->gateways, c->word);
	json_t *o;

	err_clear(e);
	if (g == NULL)
		return err_set(e, ERR_NOTFOUND, "there is no gateway %s", c->word);
	if (g->config->test_to[0] == '\0')
		return err_set(e, ERR_CONFLICT,
			"gateway %s has no address to send a test to (test_to)",
			c->word);
	if (watch_test(db, g->config->name, g->config->channel, g->config->test_to,
		    &c->by,
		    e) != ERR_OK
		|| resource_audit(db, &c->by, "test", "gateway", 0, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	o = json_object();
	fields_set_text(o, "result", "started");
	return api_reply_json(c, 202, o, e);
}

extern const struct api_route gateways_routes[];
const struct api_route gateways_routes[] = {
	{ HTTP_GET, "/gateways", MAY(READ), API_READ, list, API_PLAIN },
	{ HTTP_POST, "/gateways/{name}/test", MAY(PLAN), API_CALL, test, 0 },
	{ 0 },
};
