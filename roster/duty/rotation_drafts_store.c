/* SPDX-License-Identifier: EUPL-1.2 */
/* From a rotation to draft duties in the database. */
#include "roster/duty/rotation_internal.h"

#include "roster/duty/duty.h"

#include <string.h>

#define DRAFTS_SQL(X)                                                                  \
	X(DRAFTS_DROP, "DELETE FROM duty WHERE rotation_id = :rotation_id"             \
		       " AND ends_at > :from AND starts_at < :to AND state = 'draft'") \
	X(DRAFTS_STANDING, "SELECT id, person_id, starts_at, ends_at FROM duty"        \
			   " WHERE rotation_id = :rotation_id AND ends_at > :from"     \
			   " AND starts_at < :to AND state = 'published'"              \
			   " AND rank = :rank ORDER BY starts_at, id")                 \
	X(DRAFTS_INSERT,                                                               \
		"INSERT INTO duty (id, function_id, person_id, starts_at, ends_at,"    \
		" rank, origin, state, rotation_id) VALUES (:id, :function_id,"        \
		" :person_id, :starts_at, :ends_at, :rank, 'rotation', 'draft',"       \
		" :rotation_id)")                                                      \
	X(DRAFTS_LIST, "SELECT id FROM duty WHERE rotation_id = :rotation_id"          \
		       " AND ends_at > :from AND starts_at < :to"                      \
		       " ORDER BY starts_at, state, id")
extern const struct stmt_list drafts_statements;
STMT_LIST(drafts, DRAFTS_SQL);

struct making {
	struct db *db;
	struct err *e;
	int64_t id;
	const struct rotation_whole *whole;
	const struct change *by;
	struct rotation_made *made;
};

static enum err_code drop(struct making *m, struct instant from, struct instant to)
{
	STMT_AUTO s = NULL;

	if (stmt_get(m->db, &drafts_statements, DRAFTS_DROP, &s, m->e) != ERR_OK)
		return m->e->code;
	stmt_bind_int(s, "rotation_id", m->id);
	stmt_bind_instant(s, "from", from);
	stmt_bind_instant(s, "to", to);
	if (stmt_run(s, m->e) == ERR_OK)
		m->made->removed += (int)stmt_changes(s);
	return m->e->code;
}

static enum err_code insert(
	struct making *m, int64_t person_id, struct instant starts, struct instant ends)
{
	STMT_AUTO s = NULL;
	int64_t id;

	if (ids_next(m->db, "duty", &id, m->e) != ERR_OK
		|| stmt_get(m->db, &drafts_statements, DRAFTS_INSERT, &s, m->e)
			   != ERR_OK)
		return m->e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "function_id", m->whole->function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "starts_at", starts);
	stmt_bind_instant(s, "ends_at", ends);
	stmt_bind_int(s, "rank", m->whole->rank);
	stmt_bind_int(s, "rotation_id", m->id);
	if (stmt_run(s, m->e) == ERR_OK)
		m->made->made++;
	return m->e->code;
}

/* The parts of a duty where no published one says the same or has begun already. */
static enum err_code make_one(struct making *m, const struct rotation_duty *d)
{
	STMT_AUTO s = NULL;
	struct instant at = d->starts;

	if (stmt_get(m->db, &drafts_statements, DRAFTS_STANDING, &s, m->e) != ERR_OK)
		return m->e->code;
	stmt_bind_int(s, "rotation_id", m->id);
	stmt_bind_int(s, "rank", m->whole->rank);
	stmt_bind_instant(s, "from", d->starts);
	stmt_bind_instant(s, "to", d->ends);
	while (stmt_row(s, m->e)) {
		struct instant starts = stmt_instant(s, "starts_at");
		struct instant ends = stmt_instant(s, "ends_at");

		if (stmt_int(s, "person_id") != d->person_id
			&& starts.ms > m->by->now.ms)
			continue;
		m->made->kept++;
		if (starts.ms > at.ms && insert(m, d->person_id, at, starts) != ERR_OK)
			return m->e->code;
		if (ends.ms > at.ms)
			at = ends;
	}
	if (m->e->code == ERR_OK && at.ms < d->ends.ms)
		(void)insert(m, d->person_id, at, d->ends);
	return m->e->code;
}

enum err_code rotation_make_drafts(struct db *db, int64_t rotation_id,
	struct instant from, struct instant to, const struct change *by,
	struct rotation_made *ret, struct err *e)
{
	struct rotation_whole whole;
	struct rotation_duties duties = { 0 };
	struct making m = { db, e, rotation_id, &whole, by, ret };

	memset(ret, 0, sizeof *ret);
	if (rotation_load(db, rotation_id, &whole, e) != ERR_OK)
		return e->code;
	if (rotation_generate(&whole.rotation, from, to, ROTATION_TOUCHING, &duties, e)
			== ERR_OK
		&& drop(&m, from, to) == ERR_OK) {
		for (size_t i = 0; i < duties.n && e->code == ERR_OK; i++)
			(void)make_one(&m, &duties.item[i]);
	}
	rotation_duties_fini(&duties);
	rotation_whole_fini(&whole);
	return e->code;
}

enum err_code rotation_duties_list(struct db *db, int64_t rotation_id,
	struct instant from, struct instant to, json_t **ret_items, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items = json_array(), *item;

	if (stmt_get(db, &drafts_statements, DRAFTS_LIST, &s, e) == ERR_OK) {
		stmt_bind_int(s, "rotation_id", rotation_id);
		stmt_bind_instant(s, "from", from);
		stmt_bind_instant(s, "to", to);
		while (stmt_row(s, e)) {
			if (resource_get(
				    db, &duty_resource, stmt_int(s, "id"), &item, e)
				!= ERR_OK)
				break;
			json_array_append_new(items, item);
		}
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret_items = items;
	return ERR_OK;
}
