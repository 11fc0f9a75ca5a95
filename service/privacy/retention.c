/* SPDX-License-Identifier: EUPL-1.2 */
/* One night of retention, and its report. What goes tonight is what is past its term
 * and was announced so many days ago; what will be past it in so many days is
 * announced tonight. */
#include "service/privacy/retention.h"

#include "base/zone.h"
#include "service/privacy/erase.h"
#include "service/privacy/retention_internal.h"

#include <string.h>

#define RETENTION_SQL(X)                                                               \
	X(RETENTION_READ, "SELECT announced_at, before, count, deleted_at, deleted,"   \
			  " reached FROM retention WHERE kind = :kind")                \
	X(RETENTION_WRITE,                                                             \
		"INSERT INTO retention (kind, announced_at, before, count,"            \
		" deleted_at, deleted, reached) VALUES (:kind, :announced_at,"         \
		" :before, :count, :deleted_at, :deleted, :reached)"                   \
		" ON CONFLICT (kind) DO UPDATE SET"                                    \
		" announced_at = excluded.announced_at, before = excluded.before,"     \
		" count = excluded.count, deleted_at = excluded.deleted_at,"           \
		" deleted = excluded.deleted, reached = excluded.reached")             \
	X(ANNOUNCED, "SELECT announced_at, before, upto FROM retention_announced"      \
		     " WHERE kind = :kind ORDER BY announced_at")                      \
	X(ANNOUNCE, "INSERT INTO retention_announced (kind, announced_at, before,"     \
		    " upto) VALUES (:kind, :at, :before, :upto)")                      \
	X(ANNOUNCED_OVER, "DELETE FROM retention_announced WHERE kind = :kind"         \
			  " AND announced_at < :at")
STMT_LIST(retention, RETENTION_SQL);

#define DAY  INT64_C(86400000)
#define HOUR INT64_C(3600000)

/* How it stands with a kind. */
struct standing {
	struct instant announced_at; /* the first that still waits; ms 0: none */
	struct instant before;       /* what the last one named */
	struct instant deleted_at;   /* ms 0: never */
	int64_t count, deleted, reached;
};

/* What was announced. */
struct announced {
	struct instant ripe_at; /* the last one of long enough ago; ms 0: none */
	struct retention_span ripe;
	struct instant waits_at; /* the first one after it; ms 0: none */
};

static int64_t day_of(struct instant t)
{
	return date_days(zone_to_civil(t).date);
}

/* How old something must be: what goes within its term goes the night before. */
static int64_t least_age(const struct retention_kind *k, const struct policy *policy)
{
	int64_t days = retention_days(k, policy) - k->within;

	return days > 0 ? days * DAY : 0;
}

/* --- how it stands */

static enum err_code read_standing(struct db *db, const struct retention_kind *k,
	struct standing *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &retention_statements, RETENTION_READ, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	if (stmt_row(s, e)) {
		ret->announced_at = stmt_instant(s, "announced_at");
		ret->before = stmt_instant(s, "before");
		ret->count = stmt_int(s, "count");
		ret->deleted_at = stmt_instant(s, "deleted_at");
		ret->deleted = stmt_int(s, "deleted");
		ret->reached = stmt_int(s, "reached");
	}
	return e->code;
}

static enum err_code write_standing(struct db *db, const struct retention_kind *k,
	const struct standing *t, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, RETENTION_WRITE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	stmt_bind_instant_or_null(s, "announced_at", t->announced_at);
	stmt_bind_instant_or_null(s, "before", t->before);
	stmt_bind_int(s, "count", t->count);
	stmt_bind_instant_or_null(s, "deleted_at", t->deleted_at);
	stmt_bind_int(s, "deleted", t->deleted);
	stmt_bind_int(s, "reached", t->reached);
	return stmt_run(s, e);
}

/* --- what was announced */

static enum err_code read_announced(struct db *db, const struct retention_kind *k,
	const struct policy *policy, struct instant now, struct announced *ret,
	struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &retention_statements, ANNOUNCED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	while (stmt_row(s, e)) {
		struct instant at = stmt_instant(s, "announced_at");

		if (day_of(at) + policy->grace_days <= day_of(now)) {
			ret->ripe_at = at;
			ret->ripe.before = stmt_instant(s, "before");
			ret->ripe.upto = stmt_int(s, "upto");
		} else if (ret->waits_at.ms == 0) {
			ret->waits_at = at;
		}
	}
	return e->code;
}

/* Those that have had their time. */
static enum err_code forget_announced(struct db *db, const struct retention_kind *k,
	struct instant until, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, ANNOUNCED_OVER, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	stmt_bind_instant(s, "at", until);
	return stmt_run(s, e);
}

static enum err_code add_announced(struct db *db, const struct retention_kind *k,
	const struct retention_span *span, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, ANNOUNCE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	stmt_bind_instant(s, "at", now);
	stmt_bind_instant(s, "before", span->before);
	stmt_bind_int(s, "upto", span->upto);
	return stmt_run(s, e);
}

/* --- one night */

static enum err_code record(struct db *db, const struct retention_kind *k, int64_t n,
	const struct change *by, struct err *e)
{
	json_t *after = json_object();

	fields_set_text(after, "kind", k->name);
	fields_set_int(after, "count", n);
	e->code = resource_audit(db, by, "delete", "retention", 0, NULL, after, e);
	json_decref(after);
	return e->code;
}

/* What was announced long enough ago and is past its term. */
static enum err_code remove_ripe(struct db *db, const struct retention_kind *k,
	const struct announced *a, struct standing *t, const struct policy *policy,
	const struct change *by, struct err *e)
{
	struct retention_span span = a->ripe;
	int64_t n = 0;

	span.reached = t->reached;
	if (span.before.ms > by->now.ms - least_age(k, policy))
		span.before.ms = by->now.ms - least_age(k, policy);
	if (k->work(db, k, &span, true, by, &n, e) != ERR_OK)
		return err_wrap(e, "%s", k->name);
	t->reached = span.reached;
	if (n == 0)
		return ERR_OK;
	t->deleted_at = by->now;
	t->deleted = n;
	return record(db, k, n, by, e);
}

/* What will be past its term when this announcement is ripe; two hours more, because
 * no two nights are equally long. */
static enum err_code announce(struct db *db, const struct retention_kind *k,
	struct standing *t, const struct policy *policy, const struct change *by,
	struct err *e)
{
	struct retention_span span = { .upto = INT64_MAX, .reached = t->reached };

	span.before.ms =
		by->now.ms - least_age(k, policy) + policy->grace_days * DAY + 2 * HOUR;
	span.before = instant_min(span.before, by->now);
	t->before = span.before;
	if (k->sequence != NULL && ids_peek(db, k->sequence, &span.upto, e) != ERR_OK)
		return e->code;
	span.upto -= k->sequence != NULL;
	t->count = 0;
	if (k->work(db, k, &span, false, by, &t->count, e) != ERR_OK)
		return err_wrap(e, "%s", k->name);
	return t->count > 0 ? add_announced(db, k, &span, by->now, e) : ERR_OK;
}

static enum err_code night_of(struct db *db, const struct retention_kind *k,
	const struct policy *policy, const struct change *by, struct err *e)
{
	struct announced a;
	struct standing t;

	if (read_standing(db, k, &t, e) != ERR_OK
		|| read_announced(db, k, policy, by->now, &a, e) != ERR_OK)
		return e->code;
	if (a.ripe_at.ms != 0
		&& (remove_ripe(db, k, &a, &t, policy, by, e) != ERR_OK
			|| forget_announced(db, k, a.ripe_at, e) != ERR_OK))
		return e->code;
	if (announce(db, k, &t, policy, by, e) != ERR_OK)
		return e->code;
	t.announced_at = t.count == 0         ? (struct instant){ 0 }
			 : a.waits_at.ms != 0 ? a.waits_at
					      : by->now;
	return write_standing(db, k, &t, e);
}

enum err_code retention_run(struct db *db, const struct policy *policy,
	const struct change *by, struct err *e)
{
	if (privacy_note_departures(db, by->now, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < retention_kinds_count; i++)
		if (night_of(db, &retention_kinds[i], policy, by, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

/* --- the report */

static json_t *report_line(const struct retention_kind *k, const struct standing *t,
	const struct policy *policy)
{
	const struct instant none = { 0 };
	const bool due = t->announced_at.ms != 0;
	json_t *o = json_object();

	fields_set_text(o, "kind", k->name);
	fields_set_text(o, "what", k->what);
	fields_set_int(o, "keep_days", retention_days(k, policy));
	fields_set_int(o, "to_delete", due ? t->count : 0);
	fields_set_instant_or_null(o, "older_than", due ? t->before : none);
	fields_set_instant_or_null(o, "announced_at", t->announced_at);
	fields_set_instant_or_null(o, "deletes_from",
		due ? instant_add(
			t->announced_at, seconds(policy->grace_days * INT64_C(86400)))
		    : none);
	fields_set_instant_or_null(o, "deleted_at", t->deleted_at);
	fields_set_int(o, "deleted", t->deleted);
	return o;
}

enum err_code retention_report(
	struct db *db, const struct policy *policy, json_t **ret, struct err *e)
{
	json_t *list = json_object(), *items = json_array();

	json_object_set_new(list, "items", items);
	fields_set_text(list, "next", NULL);
	for (size_t i = 0; i < retention_kinds_count; i++) {
		struct standing t;

		if (read_standing(db, &retention_kinds[i], &t, e) != ERR_OK) {
			json_decref(list);
			return e->code;
		}
		json_array_append_new(
			items, report_line(&retention_kinds[i], &t, policy));
	}
	*ret = list;
	return ERR_OK;
}
