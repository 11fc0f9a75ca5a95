/* SPDX-License-Identifier: EUPL-1.2 */
/* Invitations in the database. */
#include "roster/training/day/invitation.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"

#include <string.h>

#define INVITATION_COLUMNS                                                             \
	"id, activity_id, person_id, state, invited_at, answered_at, place, via,"      \
	" nonce, version"
#define INVITATION_SQL(X)                                                              \
	X(INVITATION_BY_ID,                                                            \
		"SELECT " INVITATION_COLUMNS " FROM invitation WHERE id = :id")        \
	X(INVITATION_OF, "SELECT " INVITATION_COLUMNS " FROM invitation"               \
			 " WHERE activity_id = :activity_id"                           \
			 " AND person_id = :person_id")                                \
	X(INVITATION_BY_TOKEN, "SELECT " INVITATION_COLUMNS " FROM invitation"         \
			       " WHERE token_hash = :hash")                            \
	X(INVITATION_INSERT,                                                           \
		"INSERT INTO invitation (id, activity_id, person_id, state,"           \
		" invited_at, nonce, token_hash) VALUES (:id, :activity_id,"           \
		" :person_id, 'invited', :at, :nonce, :hash)")                         \
	X(INVITATION_ANSWERED, "UPDATE invitation SET answered_at = :at, via = :via"   \
			       " WHERE id = :id")                                      \
	X(INVITATION_SET, "UPDATE invitation SET state = :state, place = :place,"      \
			  " version = version + 1 WHERE id = :id")                     \
	X(INVITATION_LINES, "SELECT i.id, i.state, i.place FROM invitation i"          \
			    " JOIN person p ON p.id = i.person_id"                     \
			    " WHERE i.activity_id = :activity_id"                      \
			    " AND (p.active = 1 OR i.id = :id) ORDER BY i.id")         \
	X(INVITATION_CONCERNED,                                                        \
		"SELECT i.id, i.person_id FROM invitation i"                           \
		" JOIN person p ON p.id = i.person_id AND p.active = 1"                \
		" WHERE i.activity_id = :activity_id AND i.state <> 'declined'"        \
		" ORDER BY i.id")                                                      \
	X(INVITATION_WAITED_FOR,                                                       \
		"SELECT a.id FROM activity a WHERE a.ends_at > :now"                   \
		" AND a.starts_at > :now AND a.cancelled = 0 AND a.id > :after"        \
		" AND EXISTS (SELECT 1 FROM invitation i WHERE i.activity_id = a.id"   \
		" AND i.state = 'waiting') ORDER BY a.id LIMIT 1")                     \
	X(INVITATION_LIST, "SELECT " INVITATION_COLUMNS " FROM invitation"             \
			   " WHERE activity_id = :activity_id AND id > :after"         \
			   " AND (:person_id = 0 OR person_id = :person_id)"           \
			   " ORDER BY id LIMIT :limit")                                \
	X(INVITATION_DUE, "SELECT i.id, i.activity_id, i.person_id, i.state, i.nonce"  \
			  " FROM activity a JOIN invitation i ON i.activity_id = a.id" \
			  " JOIN person p ON p.id = i.person_id AND p.active = 1"      \
			  " WHERE a.ends_at > :from AND a.starts_at >= :from"          \
			  " AND a.starts_at < :to AND a.cancelled = 0"                 \
			  " AND i.state = :state AND i.id > :after"                    \
			  " ORDER BY i.id LIMIT :limit")                               \
	X(INVITATION_CAPACITY,                                                         \
		"SELECT capacity FROM activity WHERE id = :activity_id")               \
	X(INVITATION_CANDIDATES,                                                       \
		"SELECT DISTINCT a.person_id FROM assignment a"                        \
		" JOIN person p ON p.id = a.person_id"                                 \
		" WHERE p.active = 1 AND a.from_day <= :day"                           \
		" AND (a.until_day IS NULL OR a.until_day > :day)"                     \
		" AND (NOT EXISTS (SELECT 1 FROM activity_function f"                  \
		" WHERE f.activity_id = :activity_id)"                                 \
		" OR a.function_id IN (SELECT f.function_id FROM activity_function f"  \
		" WHERE f.activity_id = :activity_id)) ORDER BY a.person_id")
STMT_LIST(invitation, INVITATION_SQL);

static enum invitation_state state_of(struct stmt *s)
{
	return (enum invitation_state)parse_word(
		stmt_text(s, "state"), invitation_state_words, INVITATION_STATES_COUNT);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "activity_id", stmt_int(row, "activity_id"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_text(o, "state", stmt_text(row, "state"));
	fields_set_instant(o, "invited_at", stmt_instant(row, "invited_at"));
	fields_set_instant_or_null(o, "answered_at", stmt_instant(row, "answered_at"));
	fields_set_text(o, "via", stmt_text(row, "via"));
	return ERR_OK;
}

const struct resource invitation_resource = {
	.name = "invitation",
	.event = "invitation",
	.list = &invitation_statements,
	.by_id = INVITATION_BY_ID,
	.insert = -1,
	.update = -1,
	.remove = -1,
	.to_json = to_json,
};

static void read_row(struct stmt *s, struct invitation *ret)
{
	const void *nonce;
	size_t n;

	ret->id = stmt_int(s, "id");
	ret->activity_id = stmt_int(s, "activity_id");
	ret->person_id = stmt_int(s, "person_id");
	ret->state = state_of(s);
	nonce = stmt_blob(s, "nonce", &n);
	REQUIRE(n == sizeof ret->nonce);
	memcpy(ret->nonce, nonce, n);
}

static enum err_code read_one(
	struct stmt *s, struct invitation *ret, const char *sorry, struct err *e)
{
	if (stmt_row(s, e)) {
		read_row(s, ret);
		return ERR_OK;
	}
	return e->code != ERR_OK ? e->code : err_set(e, ERR_NOTFOUND, "%s", sorry);
}

enum err_code invitation_find(
	struct db *db, int64_t id, struct invitation *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &invitation_statements, INVITATION_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return read_one(s, ret, "this invitation does not exist", e);
}

enum err_code invitation_of(struct db *db, int64_t activity_id, int64_t person_id,
	struct invitation *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &invitation_statements, INVITATION_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	return read_one(s, ret, "this person was not invited", e);
}

enum err_code invitation_by_token(struct db *db, const uint8_t token[TOKEN_BYTES],
	struct invitation *ret, struct err *e)
{
	struct digest hash = digest_sha256(token, TOKEN_BYTES);
	STMT_AUTO s = NULL;

	if (stmt_get(db, &invitation_statements, INVITATION_BY_TOKEN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, sizeof hash.bytes);
	return read_one(s, ret, "this link is not right", e);
}

/* The audit record of a change, from how it was. Takes before. */
static enum err_code note(struct db *db, int64_t id, const char *action, json_t *before,
	const struct change *by, struct err *e)
{
	json_t *after = NULL;

	if (resource_get(db, &invitation_resource, id, &after, e) == ERR_OK
		&& resource_audit(db, by, action, "invitation", id, before, after, e)
			   != ERR_OK)
		(void)err_wrap(e, "invitation %" PRId64, id);
	json_decref(before);
	json_decref(after);
	return e->code;
}

enum err_code invitation_add(struct db *db, int64_t activity_id, int64_t person_id,
	const uint8_t nonce[INVITATION_NONCE_BYTES], const struct digest *token_hash,
	const struct change *by, int64_t *ret_id, struct err *e)
{
	STMT_AUTO s = NULL;
	struct invitation known;
	int64_t id;

	*ret_id = 0;
	if (invitation_of(db, activity_id, person_id, &known, e) == ERR_OK)
		return ERR_OK;
	if (e->code != ERR_NOTFOUND)
		return e->code;
	err_clear(e);
	if (ids_next(db, "invitation", &id, e) != ERR_OK
		|| stmt_get(db, &invitation_statements, INVITATION_INSERT, &s, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "at", by->now);
	stmt_bind_blob(s, "nonce", nonce, INVITATION_NONCE_BYTES);
	stmt_bind_blob(s, "hash", token_hash->bytes, sizeof token_hash->bytes);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	stmt_done(&s);
	*ret_id = id;
	return note(db, id, "create", NULL, by, e);
}

/* --- answers */

struct lines {
	struct invitation_line *line, *before;
	size_t n;
	int64_t capacity;
};

/* Who left has no place; whoever answers is looked at. */
static enum err_code load_lines(
	struct db *db, int64_t activity_id, int64_t id, struct lines *l, struct err *e)
{
	STMT_AUTO s = NULL;
	STMT_AUTO c = NULL;

	*l = (struct lines){ .line = base_calloc(INVITATIONS_MAX, sizeof *l->line) };
	if (l->line == NULL)
		return err_set(e, ERR_NOMEM, "no memory for invitations");
	if (stmt_get(db, &invitation_statements, INVITATION_CAPACITY, &c, e) != ERR_OK
		|| stmt_get(db, &invitation_statements, INVITATION_LINES, &s, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_int(c, "activity_id", activity_id);
	if (stmt_row(c, e))
		l->capacity = stmt_int(c, "capacity");
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "id", id);
	while (e->code == ERR_OK && l->n < INVITATIONS_MAX && stmt_row(s, e))
		l->line[l->n++] = (struct invitation_line){ stmt_int(s, "id"),
			state_of(s), stmt_int(s, "place") };
	return e->code;
}

static enum err_code save_line(struct db *db, const struct invitation_line *l,
	const char *action, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *before = NULL;

	if (resource_get(db, &invitation_resource, l->id, &before, e) != ERR_OK)
		return e->code;
	if (stmt_get(db, &invitation_statements, INVITATION_SET, &s, e) == ERR_OK) {
		stmt_bind_text(s, "state", invitation_state_words[l->state]);
		stmt_bind_int(s, "place", l->place);
		stmt_bind_int(s, "id", l->id);
		if (stmt_run(s, e) == ERR_OK) {
			stmt_done(&s);
			return note(db, l->id, action, before, by, e);
		}
	}
	json_decref(before);
	return e->code;
}

/* Settles the activity; id: who answers, 0: nobody. */
static enum err_code settle(struct db *db, int64_t activity_id, int64_t id, bool yes,
	const struct change *by, struct invitation_change *ret, struct err *e)
{
	struct lines l;
	size_t at;

	ret->promoted_count = 0;
	if (load_lines(db, activity_id, id, &l, e) == ERR_OK) {
		l.before = base_calloc(l.n + 1, sizeof *l.before);
		if (l.before == NULL)
			(void)err_set(e, ERR_NOMEM, "no memory for invitations");
	}
	if (e->code == ERR_OK && l.before != NULL) {
		memcpy(l.before, l.line, l.n * sizeof *l.line);
		for (at = 0; at < l.n && l.line[at].id != id; at++)
			;
		invitation_settle(l.line, l.n, at, yes, l.capacity);
	}
	for (size_t i = 0; e->code == ERR_OK && l.before != NULL && i < l.n; i++) {
		bool self = l.line[i].id == id;

		if (l.line[i].state == l.before[i].state
			&& l.line[i].place == l.before[i].place && !self)
			continue;
		if (!self && ret->promoted_count == INVITATION_PROMOTED_MAX)
			continue; /* the chore finds them waiting */
		if (save_line(db, &l.line[i], self ? "answer" : "promote", by, e)
			!= ERR_OK)
			break;
		if (!self)
			ret->promoted[ret->promoted_count++] = l.line[i].id;
	}
	base_free(l.before);
	base_free(l.line);
	return e->code;
}

static enum err_code check_open(struct db *db, int64_t activity_id, const char *via,
	struct instant now, struct err *e)
{
	struct activity a;

	if (activity_find(db, activity_id, &a, e) != ERR_OK)
		return e->code;
	if (a.cancelled)
		return err_set(e, ERR_GONE, "this activity was cancelled");
	if (a.starts.ms <= now.ms && strcmp(via, "coordinator") != 0)
		return err_set(e, ERR_GONE, "this activity has begun");
	return ERR_OK;
}

enum err_code invitation_answer(struct db *db, int64_t id, bool yes, const char *via,
	const struct change *by, struct invitation_change *ret, struct err *e)
{
	struct invitation i = { 0 };
	STMT_AUTO s = NULL;

	if (invitation_find(db, id, &i, e) != ERR_OK
		|| check_open(db, i.activity_id, via, by->now, e) != ERR_OK
		|| stmt_get(db, &invitation_statements, INVITATION_ANSWERED, &s, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "at", by->now);
	stmt_bind_text(s, "via", via);
	stmt_bind_int(s, "id", id);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	stmt_done(&s);
	return settle(db, i.activity_id, id, yes, by, ret, e);
}

enum err_code invitation_make_room(struct db *db, int64_t activity_id,
	const struct change *by, struct invitation_change *ret, struct err *e)
{
	return settle(db, activity_id, 0, false, by, ret, e);
}

/* --- lists */

enum err_code invitation_concerned(struct db *db, int64_t activity_id,
	enum err_code (*each)(void *ctx, int64_t id, int64_t person_id, struct err *e),
	void *ctx, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &invitation_statements, INVITATION_CONCERNED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	while (stmt_row(s, e))
		if (each(ctx, stmt_int(s, "id"), stmt_int(s, "person_id"), e) != ERR_OK)
			break;
	return e->code;
}

enum err_code invitation_waited_for(struct db *db, struct instant now, int64_t after,
	int64_t *ret_activity_id, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_activity_id = 0;
	if (stmt_get(db, &invitation_statements, INVITATION_WAITED_FOR, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	stmt_bind_int(s, "after", after);
	if (stmt_row(s, e))
		*ret_activity_id = stmt_int(s, "id");
	return e->code;
}

enum err_code invitation_list(struct db *db, int64_t activity_id, int64_t person_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &invitation_statements, INVITATION_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &invitation_resource, s, limit, ret, e);
}

enum err_code invitation_due(struct db *db, const struct invitation_due_query *q,
	struct invitation ret[], size_t most, size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &invitation_statements, INVITATION_DUE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "from", q->from);
	stmt_bind_instant(s, "to", q->to);
	stmt_bind_text(s, "state", invitation_state_words[q->state]);
	stmt_bind_int(s, "after", q->after);
	stmt_bind_int(s, "limit", (int64_t)most);
	while (*ret_n < most && stmt_row(s, e))
		read_row(s, &ret[(*ret_n)++]);
	return e->code;
}

enum err_code invitation_candidates(struct db *db, int64_t activity_id,
	void (*each)(void *ctx, int64_t person_id), void *ctx, struct err *e)
{
	struct activity a;
	STMT_AUTO s = NULL;

	if (activity_find(db, activity_id, &a, e) != ERR_OK
		|| stmt_get(db, &invitation_statements, INVITATION_CANDIDATES, &s, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_int(s, "day", date_days(zone_to_civil(a.starts).date));
	stmt_bind_int(s, "activity_id", activity_id);
	while (stmt_row(s, e))
		each(ctx, stmt_int(s, "person_id"));
	return e->code;
}
