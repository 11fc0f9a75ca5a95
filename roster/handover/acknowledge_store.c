/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders and acknowledgements in the database. */
#include "roster/handover/acknowledge.h"

#include "base/alloc.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

#define ACK_COLUMNS                                                                    \
	"id, function_id, rank, person_id, starts_at, ends_at, reminded_at,"           \
	" acknowledged_at, warned_at"
#define DUTY_ACK_SQL(X)                                                                \
	X(DUTY_ACK_FIND, "SELECT " ACK_COLUMNS " FROM duty_ack"                        \
			 " WHERE function_id = :function_id AND rank = :rank"          \
			 " AND person_id = :person_id AND starts_at = :starts_at")     \
	X(DUTY_ACK_BY_HASH, "SELECT " ACK_COLUMNS " FROM duty_ack WHERE hash = :hash") \
	X(DUTY_ACK_INSERT,                                                             \
		"INSERT INTO duty_ack (id, function_id, rank, person_id, starts_at,"   \
		" ends_at, reminded_at, hash) VALUES (:id, :function_id, :rank,"       \
		" :person_id, :starts_at, :ends_at, :reminded_at, :hash)")             \
	X(DUTY_ACK_TAKE, "UPDATE duty_ack SET acknowledged_at = :now, via = :via,"     \
			 " ends_at = :ends_at WHERE id = :id")                         \
	X(DUTY_ACK_WARN, "UPDATE duty_ack SET warned_at = :now WHERE id = :id")        \
	X(DUTY_ACK_PERSON, "SELECT given_name, infix, family_name FROM person"         \
			   " WHERE id = :id")
STMT_LIST(duty_ack, DUTY_ACK_SQL);

enum { AHEAD_DAYS = 100, DAY_MS = 86400000 };

/* --- stretches */

static bool continues(const struct roster_span *a, const struct roster_span *b)
{
	return a->function_id == b->function_id && a->rank == b->rank
	       && a->person_id == b->person_id && a->ends.ms == b->starts.ms;
}

enum err_code stretches_beginning(struct db *db, int64_t function_id,
	struct instant from, struct instant to, struct stretches *ret, struct err *e)
{
	/* What began before shows a beginning of one millisecond earlier. */
	struct roster_query q = { .function_id = function_id,
		.from = { from.ms - 1 },
		.to = { to.ms + AHEAD_DAYS * (int64_t)DAY_MS } };
	struct roster_spans spans;

	*ret = (struct stretches){ .item = NULL };
	if (roster_resolve(db, &q, &spans, e) != ERR_OK)
		return e->code;
	ret->item = base_calloc(spans.n + 1, sizeof *ret->item);
	for (size_t i = 0, end; ret->item != NULL && i < spans.n; i = end) {
		const struct roster_span *s = &spans.item[i];

		for (end = i + 1; end < spans.n; end++)
			if (!continues(&spans.item[end - 1], &spans.item[end]))
				break;
		if (s->starts.ms >= from.ms && s->starts.ms < to.ms)
			ret->item[ret->n++] =
				(struct stretch){ s->function_id, s->person_id, s->rank,
					s->starts, spans.item[end - 1].ends };
	}
	roster_spans_fini(&spans);
	return ret->item != NULL ? ERR_OK
				 : err_set(e, ERR_NOMEM, "no memory for a roster");
}

void stretches_fini(struct stretches *s)
{
	base_free(s->item);
	*s = (struct stretches){ .item = NULL };
}

/* --- what is known of them */

static void take_row(struct stmt *row, struct duty_ack *ret)
{
	*ret = (struct duty_ack){ .id = stmt_int(row, "id"),
		.stretch = { .function_id = stmt_int(row, "function_id"),
			.person_id = stmt_int(row, "person_id"),
			.rank = (int)stmt_int(row, "rank"),
			.starts = stmt_instant(row, "starts_at"),
			.ends = stmt_instant(row, "ends_at") },
		.reminded_at = stmt_instant(row, "reminded_at"),
		.acknowledged_at = stmt_instant(row, "acknowledged_at"),
		.warned_at = stmt_instant(row, "warned_at") };
}

static void bind_stretch(struct stmt *s, const struct stretch *v)
{
	stmt_bind_int(s, "function_id", v->function_id);
	stmt_bind_int(s, "rank", v->rank);
	stmt_bind_int(s, "person_id", v->person_id);
	stmt_bind_instant(s, "starts_at", v->starts);
}

enum err_code duty_ack_find(
	struct db *db, const struct stretch *v, struct duty_ack *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct duty_ack){ .stretch = *v };
	if (stmt_get(db, &duty_ack_statements, DUTY_ACK_FIND, &s, e) != ERR_OK)
		return e->code;
	bind_stretch(s, v);
	if (stmt_row(s, e)) {
		take_row(s, ret);
		ret->stretch.ends = v->ends;
	}
	return e->code;
}

enum err_code duty_ack_by_token(struct db *db, const char *token, struct instant now,
	struct duty_ack *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, strlen(token));

	if (stmt_get(db, &duty_ack_statements, DUTY_ACK_BY_HASH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND, "this link is not right");
	take_row(s, ret);
	if (now.ms >= ret->stretch.ends.ms + DAY_MS)
		return err_set(e, ERR_GONE, "this duty is over");
	return ERR_OK;
}

static enum err_code insert(struct db *db, const struct stretch *v,
	const char *token_or_null, struct instant reminded_at, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash;
	int64_t id;

	if (ids_next(db, "duty_ack", &id, e) != ERR_OK
		|| stmt_get(db, &duty_ack_statements, DUTY_ACK_INSERT, &s, e) != ERR_OK)
		return e->code;
	if (token_or_null != NULL)
		hash = digest_sha256(token_or_null, strlen(token_or_null));
	stmt_bind_int(s, "id", id);
	bind_stretch(s, v);
	stmt_bind_instant(s, "ends_at", v->ends);
	stmt_bind_instant_or_null(s, "reminded_at", reminded_at);
	stmt_bind_blob(s, "hash", token_or_null != NULL ? hash.bytes : NULL,
		token_or_null != NULL ? DIGEST_BYTES : 0);
	return stmt_run(s, e);
}

enum err_code duty_ack_remind(struct db *db, const struct stretch *s,
	struct random *random, const struct change *by, char ret[TOKEN_TEXT],
	struct err *e)
{
	uint8_t bytes[TOKEN_BYTES];

	random->fill(random, bytes, sizeof bytes);
	(void)token_text(bytes, ret);
	return insert(db, s, ret, by->now, e);
}

json_t *duty_ack_json(const struct duty_ack *a)
{
	json_t *o = json_object();

	fields_set_int(o, "function_id", a->stretch.function_id);
	fields_set_int(o, "rank", a->stretch.rank);
	fields_set_int(o, "person_id", a->stretch.person_id);
	fields_set_instant(o, "starts_at", a->stretch.starts);
	fields_set_instant(o, "ends_at", a->stretch.ends);
	fields_set_instant_or_null(o, "reminded_at", a->reminded_at);
	fields_set_instant_or_null(o, "acknowledged_at", a->acknowledged_at);
	return o;
}

static enum err_code set_taken(struct db *db, const struct duty_ack *a, const char *via,
	const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	struct event_record event = { .at = by->now,
		.kind = "duty",
		.person_id = a->stretch.person_id,
		.actor = by->actor.name };
	char data[96];
	json_t *after;

	if (stmt_get(db, &duty_ack_statements, DUTY_ACK_TAKE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", a->id);
	stmt_bind_instant(s, "now", by->now);
	stmt_bind_text(s, "via", via);
	stmt_bind_instant(s, "ends_at", a->stretch.ends);
	if (stmt_run_one(s, "acknowledgement", e) != ERR_OK)
		return e->code;
	(void)snprintf(data, sizeof data,
		"{\"what\":\"acknowledged\",\"function_id\":%" PRId64 "}",
		a->stretch.function_id);
	event.data = data;
	after = duty_ack_json(a);
	if (event_write(db, &event, NULL, e) == ERR_OK)
		e->code = resource_audit(
			db, by, "acknowledge", "duty_ack", a->id, NULL, after, e);
	json_decref(after);
	return e->code;
}

enum err_code duty_ack_take(struct db *db, const struct stretch *s, const char *via,
	const struct change *by, struct duty_ack *ret, struct err *e)
{
	if (duty_ack_find(db, s, ret, e) != ERR_OK)
		return e->code;
	if (ret->id == 0
		&& (insert(db, s, NULL, (struct instant){ 0 }, e) != ERR_OK
			|| duty_ack_find(db, s, ret, e) != ERR_OK))
		return e->code;
	if (ret->acknowledged_at.ms != 0)
		return ERR_OK;
	ret->acknowledged_at = by->now;
	return set_taken(db, ret, via, by, e);
}

enum err_code duty_ack_warned(
	struct db *db, int64_t id, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &duty_ack_statements, DUTY_ACK_WARN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", now);
	return stmt_run_one(s, "acknowledgement", e);
}

/* --- the list */

static enum err_code set_names(
	struct db *db, const struct stretch *v, json_t *o, struct err *e)
{
	char name[PERSON_NAME_MAX];
	STMT_AUTO s = NULL;
	struct function f;

	if (function_find(db, v->function_id, &f, e) != ERR_OK
		|| stmt_get(db, &duty_ack_statements, DUTY_ACK_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", v->person_id);
	if (!stmt_row(s, e))
		return e->code;
	person_row_name(s, name);
	fields_set_text(o, "code", f.code);
	fields_set_text(o, "display_name", name);
	return ERR_OK;
}

static enum err_code add_item(struct db *db, const struct duty_ack_filter *f,
	const struct stretch *s, json_t *items, struct err *e)
{
	struct duty_ack ack;
	json_t *o;

	if (f->person_id != 0 && f->person_id != s->person_id)
		return ERR_OK;
	if (duty_ack_find(db, s, &ack, e) != ERR_OK
		|| (f->open && ack.acknowledged_at.ms != 0))
		return e->code;
	o = duty_ack_json(&ack);
	(void)set_names(db, s, o, e);
	(void)json_array_append_new(items, o);
	return e->code;
}

enum err_code duty_ack_list(
	struct db *db, const struct duty_ack_filter *f, json_t **ret, struct err *e)
{
	struct stretches begin;
	json_t *items = json_array();

	err_clear(e);
	if (stretches_beginning(db, f->function_id, f->from, f->to, &begin, e)
		== ERR_OK) {
		for (size_t i = 0; i < begin.n && e->code == ERR_OK; i++)
			(void)add_item(db, f, &begin.item[i], items, e);
		stretches_fini(&begin);
	}
	if (e->code == ERR_OK) {
		*ret = json_object();
		json_object_set(*ret, "items", items);
		fields_set_text(*ret, "next", NULL);
	}
	json_decref(items);
	return e->code;
}
