/* SPDX-License-Identifier: EUPL-1.2 */
/* A feed out of the database: the events of each function, in words. */
#include "roster/calendar/feed.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/people/function.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <string.h>

#define FEED_SQL(X)                                                                    \
	X(FEED_LAYERS, "SELECT kind, source_id, person_id, rank, starts_at, ends_at,"  \
		       " known_from, known_until FROM layer"                           \
		       " WHERE function_id = :function_id AND ends_at > 0"             \
		       " ORDER BY id")                                                 \
	X(FEED_FIRST, "SELECT min(starts_at) AS first FROM layer"                      \
		      " WHERE function_id = :function_id AND ends_at > :from")         \
	X(FEED_ACTIVITIES,                                                             \
		"SELECT a.id, a.title, a.starts_at, a.ends_at, a.location,"            \
		" a.cancelled, a.version + ifnull(i.version, 0) AS version,"           \
		" ifnull(i.state, '') AS state FROM activity a"                        \
		" LEFT JOIN invitation i ON i.activity_id = a.id"                      \
		" AND i.person_id = :person_id"                                        \
		" WHERE a.ends_at > :from AND (i.id IS NOT NULL OR a.kind = 'course'"  \
		" OR a.kind = 'training' OR a.kind = 'exercise')"                      \
		" AND CASE WHEN :person_id = 0"                                        \
		" THEN EXISTS (SELECT 1 FROM activity_function f"                      \
		" WHERE f.activity_id = a.id AND f.function_id = :function_id)"        \
		" ELSE i.id IS NOT NULL OR NOT EXISTS"                                 \
		" (SELECT 1 FROM activity_function f"                                  \
		" WHERE f.activity_id = a.id)"                                         \
		" OR EXISTS (SELECT 1 FROM activity_function f JOIN assignment s"      \
		" ON s.function_id = f.function_id WHERE f.activity_id = a.id"         \
		" AND s.person_id = :person_id AND s.status <> 'suspended'"            \
		" AND s.from_day <= :day"                                              \
		" AND (s.until_day IS NULL OR s.until_day > :day)) END"                \
		" ORDER BY a.starts_at, a.id")                                         \
	X(FEED_PERSON, "SELECT given_name, infix, family_name, language FROM person"   \
		       " WHERE id = :id")
STMT_LIST(feed, FEED_SQL);

enum { HOST_MAX = 160 };

struct words {
	char uid[CALENDAR_UID_MAX];
	char summary[PERSON_NAME_MAX + 500], description[160];
	char location[801]; /* of an activity */
};

struct rendering {
	struct db *db;
	const struct calendar_owner *owner;
	const char *base_url;
	char host[HOST_MAX];
	struct instant now;
	bool english;
	char name[PERSON_NAME_MAX + 8]; /* of the calendar */
	struct calendar_event *event;
	struct words *words; /* what each event borrows */
	size_t n;
};

static void host_of(const char *url, char host[HOST_MAX])
{
	const char *start = strstr(url, "://");
	size_t n;

	start = start != NULL ? start + 3 : url;
	n = strcspn(start, ":/?#");
	if (n == 0)
		(void)snprintf(host, HOST_MAX, "paraat");
	else
		(void)snprintf(host, HOST_MAX, "%.*s", (int)n, start);
}

static enum err_code name_of(struct db *db, int64_t person_id,
	char name[PERSON_NAME_MAX], bool *ret_english, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &feed_statements, FEED_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", person_id);
	name[0] = '\0';
	if (!stmt_row(s, e))
		return e->code;
	*ret_english = strcmp(stmt_text(s, "language"), "en") == 0;
	person_row_name(s, name);
	return ERR_OK;
}

/* --- one function */

static enum layer_kind kind_of(const char *word)
{
	for (int i = 0; i < LAYER_NONE; i++)
		if (strcmp(roster_word((enum layer_kind)i), word) == 0)
			return (enum layer_kind)i;
	return LAYER_NONE;
}

struct layer_list {
	struct feed_layer *item;
	size_t n, cap;
};

static enum err_code add_layer(struct layer_list *list, struct stmt *s, struct err *e)
{
	if (list->n == list->cap) {
		size_t cap = list->cap > 0 ? 2 * list->cap : 64;
		struct feed_layer *grown =
			base_realloc_array(list->item, cap, sizeof *list->item);

		if (grown == NULL)
			return err_set(e, ERR_NOMEM, "no memory for a calendar");
		list->item = grown;
		list->cap = cap;
	}
	list->item[list->n++] =
		(struct feed_layer){ .kind = kind_of(stmt_text(s, "kind")),
			.id = stmt_int(s, "source_id"),
			.person_id = stmt_int(s, "person_id"),
			.rank = (int)stmt_int(s, "rank"),
			.starts = stmt_instant(s, "starts_at"),
			.ends = stmt_instant(s, "ends_at"),
			.known_from = stmt_instant(s, "known_from"),
			.known_until = stmt_instant(s, "known_until") };
	return ERR_OK;
}

static enum err_code load_layers(
	struct db *db, int64_t function_id, struct layer_list *list, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &feed_statements, FEED_LAYERS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	while (stmt_row(s, e))
		if (add_layer(list, s, e) != ERR_OK)
			return e->code;
	return e->code;
}

/* No stretch of duty that ends after `from` is cut there. */
static enum err_code load_spans(struct db *db, int64_t function_id, struct instant from,
	struct roster_spans *ret, struct err *e)
{
	struct roster_query q = { .function_id = function_id, .to = INSTANT_MAX };
	STMT_AUTO s = NULL;

	if (stmt_get(db, &feed_statements, FEED_FIRST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_instant(s, "from", from);
	if (!stmt_row(s, e) || stmt_is_null(s, "first"))
		return e->code;
	q.from = stmt_instant(s, "first");
	return roster_resolve(db, &q, ret, e);
}

/* --- words */

static const char *uid_word(enum layer_kind kind)
{
	return kind == LAYER_OVERRIDE || kind == LAYER_SWAP ? roster_word(kind)
							    : "duty";
}

static void put_uid(const struct rendering *r, const struct feed_event *v, char *uid)
{
	char what[64];

	if (v->piece > 1)
		(void)snprintf(
			what, sizeof what, "%s-piece%d", uid_word(v->kind), v->piece);
	else
		(void)snprintf(what, sizeof what, "%s", uid_word(v->kind));
	(void)calendar_uid(what, v->id, r->host, uid);
}

static enum err_code put_words(const struct rendering *r, const struct function *f,
	const struct feed_event *v, struct words *w, struct err *e)
{
	char rank[24] = "", name[PERSON_NAME_MAX] = "";
	bool ignored;

	put_uid(r, v, w->uid);
	if (v->rank > 1)
		(void)snprintf(rank, sizeof rank,
			r->english ? " (rank %d)" : " (rang %d)", v->rank);
	if (r->owner->person_id == 0
		&& name_of(r->db, v->person_id, name, &ignored, e) != ERR_OK)
		return e->code;
	if (r->owner->person_id == 0)
		(void)snprintf(
			w->summary, sizeof w->summary, "%s: %s%s", f->code, name, rank);
	else
		(void)snprintf(w->summary, sizeof w->summary, "%s %s%s",
			r->english ? "On duty:" : "Piket", f->name, rank);
	w->description[0] = w->location[0] = '\0';
	if (f->norm_minutes > 0)
		(void)snprintf(w->description, sizeof w->description,
			r->english ? "Be there within %d minutes of the call."
				   : "Opkomst binnen %d minuten na de oproep.",
			f->norm_minutes);
	return ERR_OK;
}

static enum err_code make_room(struct rendering *r, size_t more, struct err *e)
{
	struct calendar_event *event;
	struct words *words;

	if (r->n + more > CALENDAR_EVENTS_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d events in a calendar",
			(int)CALENDAR_EVENTS_MAX);
	event = base_realloc_array(r->event, r->n + more + 1, sizeof *event);
	if (event != NULL)
		r->event = event;
	words = base_realloc_array(r->words, r->n + more + 1, sizeof *words);
	if (words != NULL)
		r->words = words;
	if (event == NULL || words == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	return ERR_OK;
}

static enum err_code put_events(struct rendering *r, const struct function *f,
	const struct feed_events *events, struct err *e)
{
	if (make_room(r, events->n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < events->n; i++) {
		const struct feed_event *v = &events->item[i];

		if (put_words(r, f, v, &r->words[r->n], e) != ERR_OK)
			return e->code;
		r->event[r->n++] = (struct calendar_event){ .sequence = v->sequence,
			.starts = v->starts,
			.ends = v->ends,
			.modified = v->modified,
			.url = r->base_url,
			.is_cancelled = v->is_cancelled,
			.is_free = true };
	}
	return ERR_OK;
}

static enum err_code put_function(
	struct rendering *r, int64_t function_id, struct err *e)
{
	struct feed_part part = { .person_id = r->owner->person_id,
		.from = { r->now.ms - FEED_PAST_DAYS * INT64_C(86400000) },
		.now = r->now };
	struct roster_spans spans = { .item = NULL };
	struct layer_list layers = { .item = NULL };
	struct feed_events events = { .item = NULL };
	struct function f;

	if (function_find(r->db, function_id, &f, e) == ERR_OK
		&& load_layers(r->db, function_id, &layers, e) == ERR_OK
		&& load_spans(r->db, function_id, part.from, &spans, e) == ERR_OK) {
		part.span = spans.item;
		part.spans = spans.n;
		part.layer = layers.item;
		part.layers = layers.n;
		if (feed_events(&part, &events, e) == ERR_OK)
			(void)put_events(r, &f, &events, e);
	}
	feed_events_fini(&events);
	roster_spans_fini(&spans);
	base_free(layers.item);
	return e->code;
}

/* --- activities */

static const char *activity_prefix(const struct rendering *r, const char *state)
{
	if (strcmp(state, "invited") == 0)
		return r->english ? "Invitation: " : "Uitnodiging: ";
	if (strcmp(state, "waiting") == 0)
		return r->english ? "Waiting list: " : "Wachtlijst: ";
	return "";
}

/* An activity for the person's functions, for everybody, or for the function. Nobody
 * keeps when it was changed: it is as it stands today. */
static enum err_code put_activity(struct rendering *r, struct stmt *s, struct err *e)
{
	const char *state = stmt_text(s, "state"); /* of the invitation; "": none */
	struct words *w;

	if (make_room(r, 1, e) != ERR_OK)
		return e->code;
	w = &r->words[r->n];
	(void)calendar_uid("activity", stmt_int(s, "id"), r->host, w->uid);
	(void)snprintf(w->summary, sizeof w->summary, "%s%s", activity_prefix(r, state),
		stmt_text(s, "title"));
	w->summary[parse_utf8_fit(w->summary, sizeof w->summary - 1)] = '\0';
	stmt_copy(s, "location", w->location, sizeof w->location);
	w->description[0] = '\0';
	r->event[r->n++] =
		(struct calendar_event){ .sequence = stmt_int(s, "version") - 1,
			.starts = stmt_instant(s, "starts_at"),
			.ends = stmt_instant(s, "ends_at"),
			.modified = { r->now.ms - r->now.ms % INT64_C(86400000) },
			.url = r->base_url,
			.is_cancelled = stmt_bool(s, "cancelled")
					|| strcmp(state, "declined") == 0,
			.is_free = strcmp(state, "accepted") != 0 };
	return ERR_OK;
}

static enum err_code put_activities(struct rendering *r, struct err *e)
{
	struct instant from = { r->now.ms - FEED_PAST_DAYS * INT64_C(86400000) };
	STMT_AUTO s = NULL;

	if (stmt_get(r->db, &feed_statements, FEED_ACTIVITIES, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "from", from);
	stmt_bind_int(s, "person_id", r->owner->person_id);
	stmt_bind_int(s, "function_id", r->owner->function_id);
	stmt_bind_int(s, "day", date_days(zone_to_civil(r->now).date));
	while (stmt_row(s, e))
		if (put_activity(r, s, e) != ERR_OK)
			return e->code;
	return e->code;
}

/* --- the whole */

static enum err_code put_person(struct rendering *r, struct err *e)
{
	int64_t function[ROSTER_FUNCTIONS_MAX];
	char name[PERSON_NAME_MAX];
	size_t n;

	if (name_of(r->db, r->owner->person_id, name, &r->english, e) != ERR_OK
		|| roster_functions(r->db, r->owner->person_id, function, &n, e)
			   != ERR_OK)
		return e->code;
	(void)snprintf(r->name, sizeof r->name, "%s %s",
		r->english ? "On duty:" : "Piket", name);
	for (size_t i = 0; i < n && e->code == ERR_OK; i++)
		(void)put_function(r, function[i], e);
	return e->code;
}

static enum err_code put_one_function(struct rendering *r, struct err *e)
{
	struct function f;

	if (function_find(r->db, r->owner->function_id, &f, e) != ERR_OK)
		return e->code;
	(void)snprintf(r->name, sizeof r->name, "Piket %s", f.code);
	return put_function(r, f.id, e);
}

static enum err_code write_all(struct rendering *r, struct text *out, struct err *e)
{
	struct calendar c = { .name = r->name,
		.language = r->english ? "en" : "nl",
		.event = r->event,
		.events = r->n };

	for (size_t i = 0; i < r->n; i++) {
		r->event[i].uid = r->words[i].uid;
		r->event[i].summary = r->words[i].summary;
		r->event[i].description = r->words[i].description;
		r->event[i].location = r->words[i].location;
	}
	return calendar_write(&c, out, e);
}

enum err_code feed_render(struct db *db, const struct calendar_owner *owner,
	const char *base_url, struct instant now, struct text *out, struct err *e)
{
	struct rendering r = {
		.db = db, .owner = owner, .base_url = base_url, .now = now
	};

	err_clear(e);
	host_of(base_url, r.host);
	if ((owner->person_id != 0 ? put_person(&r, e) : put_one_function(&r, e))
			== ERR_OK
		&& put_activities(&r, e) == ERR_OK)
		(void)write_all(&r, out, e);
	base_free(r.event);
	base_free(r.words);
	return e->code;
}
