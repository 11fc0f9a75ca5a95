/* SPDX-License-Identifier: EUPL-1.2 */
/* What is known of each gateway's receipts, in memory on the writing connection.
 *
 * A job that is rolled back does not make a receipt unheard, so that nothing of it is
 * forgotten then. Which are in doubt is in the database too: at the start of the
 * program these still are, and the others are trusted. */
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
		const char *kept; /* of `doubts`, as the database has it; NULL: ? */
	} of[LEDGER_MAX];
	size_t count;
};

static const char ledger_key;
static const char no_doubt[] = "", silent[] = "silent", losses[] = "losses";

static const char *doubt_of(const struct receipts *r)
{
	return !receipts_in_doubt(r) ? no_doubt : r->silent ? silent : losses;
}

/* What was written may not be there. */
static void ledger_forget(struct db_cache *c)
{
	struct ledger *l = container_of(c, struct ledger, cache);

	for (size_t i = 0; i < l->count; i++)
		l->of[i].kept = NULL;
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
	l->of[l->count].kept = no_doubt;
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

static enum err_code keep(struct db *db, const char *gateway, const char *doubt,
	struct instant now, struct err *e)
{
	const bool any = doubt != no_doubt;
	STMT_AUTO s = NULL;

	if (stmt_get(
		    db, &outbox_statements, any ? OUTBOX_DOUBT : OUTBOX_NO_DOUBT, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", gateway);
	if (any) {
		stmt_bind_text(s, "doubt", doubt);
		stmt_bind_instant(s, "now", now);
	}
	return stmt_run(s, e);
}

enum err_code outbox_keep_doubt(struct db *db, struct instant now, struct err *e)
{
	struct ledger *l = ledger_of(db);

	for (size_t i = 0; l != NULL && i < l->count; i++) {
		const char *doubt = doubt_of(&l->of[i].receipts);

		if (l->of[i].kept == doubt)
			continue;
		if (keep(db, l->of[i].gateway, doubt, now, e) != ERR_OK)
			return e->code;
		l->of[i].kept = doubt;
	}
	return ERR_OK;
}

enum err_code outbox_restore_doubt(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_DOUBTS, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		struct receipts *r = outbox_receipts_of(db, stmt_text(s, "name"));

		if (r != NULL)
			receipts_doubt(
				r, strcmp(stmt_text(s, "doubt"), silent) == 0, now);
	}
	return e->code;
}
