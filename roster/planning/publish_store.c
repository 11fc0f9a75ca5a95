/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/planning/publish.h"

#include "base/alloc.h"
#include "roster/duty/roster.h"

#include <string.h>

#define PUBLISH_SQL(X)                                                                 \
	X(PUBLISH_DRAFTS,                                                              \
		"SELECT d.id, d.starts_at, d.ends_at, d.rank, d.origin, p.active"      \
		" FROM duty d JOIN person p ON p.id = d.person_id"                     \
		" WHERE d.function_id = :function_id AND d.ends_at > :from"            \
		" AND d.starts_at < :to AND d.state = 'draft'"                         \
		" ORDER BY d.starts_at, d.id LIMIT :limit")                            \
	X(PUBLISH_STANDING,                                                            \
		"SELECT id, starts_at, ends_at FROM duty"                              \
		" WHERE function_id = :function_id AND ends_at > :starts_at"           \
		" AND starts_at < :ends_at AND rank = :rank"                           \
		" AND state = 'published'"                                             \
		" AND (origin = 'rotation') = (:origin = 'rotation')"                  \
		" AND (origin = 'import') = (:origin = 'import') LIMIT 1")             \
	X(PUBLISH_SET, "UPDATE duty SET state = 'published', version = version + 1"    \
		       " WHERE id = :id")                                              \
	X(PUBLISH_CUT, "UPDATE duty SET starts_at = :starts_at, ends_at = :ends_at,"   \
		       " version = version + 1 WHERE id = :id")                        \
	X(PUBLISH_REST,                                                                \
		"INSERT INTO duty (id, function_id, person_id, starts_at, ends_at,"    \
		" rank, origin, state, rotation_id) SELECT :new_id, function_id,"      \
		" person_id, :starts_at, :ends_at, rank, origin, state, rotation_id"   \
		" FROM duty WHERE id = :id")                                           \
	X(PUBLISH_DROP, "DELETE FROM duty WHERE id = :id")
STMT_LIST(publish, PUBLISH_SQL);

struct draft {
	int64_t id;
	struct instant starts, ends;
	int64_t rank;
	char origin[16];
};

struct publishing {
	struct db *db;
	const struct publish_order *order;
	const struct change *by;
	struct draft *draft;
	size_t n, cap;
	struct publish_result result;
	struct err *e;
};

static enum err_code load_drafts(struct publishing *p)
{
	STMT_AUTO s = NULL;

	if (stmt_get(p->db, &publish_statements, PUBLISH_DRAFTS, &s, p->e) != ERR_OK)
		return p->e->code;
	stmt_bind_int(s, "function_id", p->order->function_id);
	stmt_bind_instant(s, "from", p->order->from);
	stmt_bind_instant(s, "to", p->order->to);
	stmt_bind_int(s, "limit", PUBLISH_MAX + 1);
	while (stmt_row(s, p->e)) {
		struct draft *grown;

		if (!stmt_bool(s, "active")) {
			p->result.skipped++;
			continue;
		}
		grown = base_room(p->draft, p->n, &p->cap, sizeof *p->draft);

		if (grown == NULL)
			return err_set(p->e, ERR_NOMEM, "no memory for drafts");
		p->draft = grown;
		if (p->n == PUBLISH_MAX)
			return err_set(p->e, ERR_TOO_LARGE,
				"more than %d drafts: publish a shorter period",
				(int)PUBLISH_MAX);
		grown += p->n++;
		*grown = (struct draft){ .id = stmt_int(s, "id"),
			.starts = stmt_instant(s, "starts_at"),
			.ends = stmt_instant(s, "ends_at"),
			.rank = stmt_int(s, "rank") };
		stmt_copy(s, "origin", grown->origin, sizeof grown->origin);
	}
	return p->e->code;
}

static enum err_code cut(struct publishing *p, int which, int64_t id, int64_t new_id,
	struct instant starts, struct instant ends)
{
	STMT_AUTO s = NULL;

	if (stmt_get(p->db, &publish_statements, which, &s, p->e) != ERR_OK)
		return p->e->code;
	stmt_bind_int(s, "id", id);
	if (which == PUBLISH_REST)
		stmt_bind_int(s, "new_id", new_id);
	stmt_bind_instant(s, "starts_at", starts);
	stmt_bind_instant(s, "ends_at", ends);
	if (stmt_run(s, p->e) != ERR_OK)
		return p->e->code;
	return roster_record(p->db, LAYER_SOURCE_DUTY,
		which == PUBLISH_REST ? new_id : id, p->by, p->e);
}

static enum err_code run(struct publishing *p, int which, int64_t id)
{
	STMT_AUTO s = NULL;

	if (stmt_get(p->db, &publish_statements, which, &s, p->e) != ERR_OK)
		return p->e->code;
	stmt_bind_int(s, "id", id);
	if (stmt_run(s, p->e) != ERR_OK)
		return p->e->code;
	return roster_record(p->db, LAYER_SOURCE_DUTY, id, p->by, p->e);
}

/* What is left of the duty [starts, ends) beside the draft. */
static enum err_code make_way(struct publishing *p, const struct draft *d, int64_t id,
	struct instant starts, struct instant ends)
{
	bool left = instant_before(starts, d->starts);
	bool right = instant_before(d->ends, ends);
	int64_t rest;

	p->result.replaced++;
	if (!left && !right)
		return run(p, PUBLISH_DROP, id);
	if (!left)
		return cut(p, PUBLISH_CUT, id, 0, d->ends, ends);
	if (right
		&& (ids_next(p->db, "duty", &rest, p->e) != ERR_OK
			|| cut(p, PUBLISH_REST, id, rest, d->ends, ends) != ERR_OK))
		return p->e->code;
	return cut(p, PUBLISH_CUT, id, 0, starts, d->starts);
}

static bool find_standing(struct publishing *p, const struct draft *d, int64_t *ret_id,
	struct instant *ret_starts, struct instant *ret_ends)
{
	STMT_AUTO s = NULL;

	if (stmt_get(p->db, &publish_statements, PUBLISH_STANDING, &s, p->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "function_id", p->order->function_id);
	stmt_bind_instant(s, "starts_at", d->starts);
	stmt_bind_instant(s, "ends_at", d->ends);
	stmt_bind_int(s, "rank", d->rank);
	stmt_bind_text(s, "origin", d->origin);
	if (!stmt_row(s, p->e))
		return false;
	*ret_id = stmt_int(s, "id");
	*ret_starts = stmt_instant(s, "starts_at");
	*ret_ends = stmt_instant(s, "ends_at");
	return true;
}

static enum err_code publish_one(struct publishing *p, const struct draft *d)
{
	struct instant starts, ends;
	int64_t id;

	while (find_standing(p, d, &id, &starts, &ends))
		if (make_way(p, d, id, starts, ends) != ERR_OK)
			return p->e->code;
	if (p->e->code != ERR_OK || run(p, PUBLISH_SET, d->id) != ERR_OK)
		return p->e->code;
	p->result.published++;
	return ERR_OK;
}

enum err_code publish_drafts(struct db *db, const struct publish_order *o,
	const struct change *by, struct publish_result *ret, struct err *e)
{
	struct publishing p = { .db = db, .order = o, .by = by, .e = e };

	err_clear(e);
	if (load_drafts(&p) == ERR_OK)
		for (size_t i = 0; i < p.n && e->code == ERR_OK; i++)
			(void)publish_one(&p, &p.draft[i]);
	base_free(p.draft);
	if (e->code == ERR_OK)
		*ret = p.result;
	return e->code;
}
