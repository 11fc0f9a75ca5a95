/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/record/learning_due.h"

#include "base/alloc.h"

#include <string.h>

#define LEARNING_DUE_SQL(X)                                                            \
	X(LEARNING_DUE,                                                                \
		"SELECT l.id, l.owner_person_id, l.callout_id, l.due_day, a.title,"    \
		" p.language, l.due_day < :today AS overdue FROM learning_point l"     \
		" JOIN person p ON p.id = l.owner_person_id"                           \
		" LEFT JOIN activity a ON a.id = l.activity_id"                        \
		" WHERE l.due_day <= :soon AND p.active = 1"                           \
		" AND (l.state = 'open' OR l.state = 'started')"                       \
		" AND NOT EXISTS (SELECT 1 FROM learning_point_told t"                 \
		" WHERE t.learning_point_id = l.id"                                    \
		" AND t.person_id = l.owner_person_id AND t.due_day = l.due_day"       \
		" AND t.stage = CASE WHEN l.due_day < :today THEN 'after'"             \
		" ELSE 'before' END) ORDER BY l.owner_person_id, l.due_day, l.id")     \
	X(LEARNING_TOLD,                                                               \
		"INSERT INTO learning_point_told (learning_point_id, person_id,"       \
		" due_day, stage, told_at) VALUES (:id, :person_id, :due_day, :stage," \
		" :at)")                                                               \
	X(LEARNING_FORGET,                                                             \
		"DELETE FROM learning_point_told WHERE learning_point_id = :id")
STMT_LIST(learning_due, LEARNING_DUE_SQL);

enum err_code learning_due_find(
	struct db *db, int64_t today, struct learning_due_list *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct learning_due_list){ .n = 0 };
	if (stmt_get(db, &learning_due_statements, LEARNING_DUE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "today", today);
	stmt_bind_int(s, "soon", today + LEARNING_SOON_DAYS);
	while (stmt_row(s, e)) {
		struct learning_due *d =
			base_room(ret->item, ret->n, &ret->cap, sizeof *d);

		if (d == NULL) {
			(void)err_set(e, ERR_NOMEM, "no memory for learning points");
			break;
		}
		ret->item = d;
		d += ret->n++;
		*d = (struct learning_due){ .id = stmt_int(s, "id"),
			.owner_person_id = stmt_int(s, "owner_person_id"),
			.callout_id = stmt_int(s, "callout_id"),
			.english = strcmp(stmt_text(s, "language"), "en") == 0,
			.due_day = stmt_int(s, "due_day"),
			.overdue = stmt_bool(s, "overdue") };
		stmt_copy(s, "title", d->title, sizeof d->title);
	}
	if (e->code != ERR_OK) {
		base_free(ret->item);
		*ret = (struct learning_due_list){ .n = 0 };
	}
	return e->code;
}

enum err_code learning_due_told(
	struct db *db, const struct learning_due *d, struct instant at, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &learning_due_statements, LEARNING_TOLD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", d->id);
	stmt_bind_int(s, "person_id", d->owner_person_id);
	stmt_bind_int(s, "due_day", d->due_day);
	stmt_bind_text(s, "stage", d->overdue ? "after" : "before");
	stmt_bind_instant(s, "at", at);
	return stmt_run(s, e);
}

enum err_code learning_due_forget(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &learning_due_statements, LEARNING_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}
