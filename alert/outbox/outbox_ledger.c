/* SPDX-License-Identifier: EUPL-1.2 */
/* What is known of each gateway's receipts, in memory on the writing connection.
 *
 * A job that is rolled back does not make a receipt unheard, so that nothing of it is
 * forgotten then. At the start of the program every gateway is trusted. */
#include "alert/outbox/outbox_internal.h"

#include "base/alloc.h"
#include "base/list.h"

#include <stdio.h>
#include <string.h>

enum { LEDGER_MAX = 32 };

struct ledger {
	struct db_cache cache;
	struct {
		char gateway[64];
		struct receipts receipts;
	} of[LEDGER_MAX];
	size_t count;
};

static const char ledger_key;

static void ledger_forget(struct db_cache *c)
{
	(void)c;
}

static void ledger_fini(struct db_cache *c)
{
	base_free(container_of(c, struct ledger, cache));
}

static struct ledger *ledger_of(struct db *db)
{
	struct db_cache *c = db_cache_find(db, &ledger_key);
	struct ledger *l;

	if (c != NULL)
		return container_of(c, struct ledger, cache);
	l = base_calloc(1, sizeof *l);
	if (l == NULL)
		return NULL;
	l->cache = (struct db_cache){
		.key = &ledger_key, .forget = ledger_forget, .fini = ledger_fini
	};
	db_cache_add(db, &l->cache);
	return l;
}

struct receipts *outbox_receipts_of(struct db *db, const char *gateway)
{
	struct ledger *l = ledger_of(db);

	if (l == NULL || gateway[0] == '\0')
		return NULL;
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->of[i].gateway, gateway) == 0)
			return &l->of[i].receipts;
	if (l->count == LEDGER_MAX)
		return NULL;
	(void)snprintf(
		l->of[l->count].gateway, sizeof l->of[l->count].gateway, "%s", gateway);
	return &l->of[l->count++].receipts;
}

void outbox_receipts_shift(struct db *db, struct duration jump)
{
	struct ledger *l = ledger_of(db);

	for (size_t i = 0; l != NULL && i < l->count; i++)
		receipts_shift(&l->of[i].receipts, jump);
}

enum err_code outbox_probe(
	struct db *db, struct outbox_batch *batch, struct instant now, struct err *e)
{
	for (size_t i = 0; i < batch->gateways_count; i++) {
		struct outbox_gateway *g = &batch->gateways[i];
		struct receipts *r;

		if (!g->passed_over || g->test_to == NULL || g->test_to[0] == '\0')
			continue;
		r = outbox_receipts_of(db, g->name);
		if (g->room > 0) {
			if (outbox_test(db, g->name, g->channel, g->test_to, now, e)
				!= ERR_OK)
				return e->code;
			receipts_probed(r, now);
			g->room = 0;
		}
		batch->next_due = instant_min(batch->next_due, r->probe_at);
	}
	return ERR_OK;
}

void outbox_judge(struct db *db, struct outbox_batch *batch, struct instant now)
{
	for (size_t i = 0; i < batch->gateways_count; i++) {
		struct outbox_gateway *g = &batch->gateways[i];
		const struct receipts *r = outbox_receipts_of(db, g->name);

		g->in_doubt =
			g->receipt_seconds > 0 && r != NULL && receipts_in_doubt(r);
		g->loses = g->in_doubt && !r->silent;
	}
	for (size_t i = 0; i < batch->gateways_count; i++) {
		struct outbox_gateway *g = &batch->gateways[i];

		g->passed_over = g->in_doubt && outbox_is_replaced(batch, g);
		if (!g->passed_over)
			continue;
		g->room = g->room > 0
			  && receipts_probe_due(outbox_receipts_of(db, g->name), now);
	}
}
