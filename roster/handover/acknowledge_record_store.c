/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/handover/acknowledge_record.h"

#define ACK_RECORD_COLUMNS                                                             \
	"id, function_id, rank, person_id, starts_at, ends_at, reminded_at,"           \
	" acknowledged_at, via, warned_at, 1 AS version"
#define DUTY_ACK_RECORD_SQL(X)                                                         \
	X(ACK_RECORD_BY_ID,                                                            \
		"SELECT " ACK_RECORD_COLUMNS " FROM duty_ack WHERE id = :id")          \
	X(ACK_RECORDS, "SELECT " ACK_RECORD_COLUMNS " FROM duty_ack"                   \
		       " WHERE id > :after ORDER BY id LIMIT :limit")                  \
	X(ACK_RECORD_INSERT,                                                           \
		"INSERT INTO duty_ack (id, function_id, rank, person_id, starts_at,"   \
		" ends_at, reminded_at, acknowledged_at, via, warned_at) VALUES (:id," \
		" :function_id, :rank, :person_id, :starts_at, :ends_at,"              \
		" :reminded_at, :acknowledged_at, :via, :warned_at)")
STMT_LIST(duty_ack_record, DUTY_ACK_RECORD_SQL);

const char *const duty_ack_vias[DUTY_ACK_VIAS] = { "", "link", "api" };

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	place_set(o, row);
	fields_set_instant_or_null(o, "reminded_at", stmt_instant(row, "reminded_at"));
	fields_set_instant_or_null(
		o, "acknowledged_at", stmt_instant(row, "acknowledged_at"));
	fields_set_text(o, "via", stmt_text(row, "via"));
	fields_set_instant_or_null(o, "warned_at", stmt_instant(row, "warned_at"));
	return ERR_OK;
}

const struct resource duty_ack_resource = {
	.name = "duty_ack",
	.list = &duty_ack_record_statements,
	.by_id = ACK_RECORD_BY_ID,
	.to_json = to_json,
};

enum err_code duty_ack_records(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(db, &duty_ack_resource, ACK_RECORDS, after, limit, ret, e);
}

static enum err_code insert(struct db *db, int64_t id, const struct duty_ack *a,
	const char *via, struct err *e)
{
	STMT_AUTO s = NULL;
	const struct place p = { a->stretch.function_id, a->stretch.person_id,
		a->stretch.rank, a->stretch.starts, a->stretch.ends };

	if (stmt_get(db, &duty_ack_record_statements, ACK_RECORD_INSERT, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	place_bind(s, &p);
	stmt_bind_instant_or_null(s, "reminded_at", a->reminded_at);
	stmt_bind_instant_or_null(s, "acknowledged_at", a->acknowledged_at);
	stmt_bind_text(s, "via", via);
	stmt_bind_instant_or_null(s, "warned_at", a->warned_at);
	return stmt_run(s, e);
}

enum err_code duty_ack_keep(struct db *db, const struct duty_ack *a, const char *via,
	const struct change *by, struct err *e)
{
	json_t *after;
	int64_t id;

	if (ids_next(db, "duty_ack", &id, e) != ERR_OK
		|| insert(db, id, a, via, e) != ERR_OK)
		return e->code;
	after = duty_ack_json(a);
	e->code = resource_audit(db, by, "create", "duty_ack", id, NULL, after, e);
	json_decref(after);
	return e->code;
}
