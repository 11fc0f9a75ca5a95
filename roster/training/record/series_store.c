/* SPDX-License-Identifier: EUPL-1.2 */
/* Series of activities in the database. */
#include "roster/training/record/series.h"

#include "base/zone.h"

#define SERIES_SQL(X)                                                                  \
	X(SERIES_FOLLOWING,                                                            \
		"SELECT b.id FROM activity a JOIN activity b ON b.series = a.series"   \
		" WHERE a.id = :id AND a.series <> '' AND (b.starts_at > a.starts_at"  \
		" OR b.id = a.id) ORDER BY b.starts_at, b.id LIMIT :limit")            \
	X(SERIES_COMING, "SELECT count(*) AS n FROM activity WHERE series = :series"   \
			 " AND series <> '' AND ends_at > :now")
STMT_LIST(series, SERIES_SQL);

#define X(name, text) text,
static const char *const unit_words[] = { REPEAT_UNITS(X) };
#undef X

/* --- making one */

static void read_repeat(const json_t *body, struct repeat *ret, struct err *e)
{
	static const char *const names[] = { "every", "unit", "until", NULL };
	const json_t *o = json_object_get(body, "repeat");
	int64_t every = 1;
	int unit = REPEAT_WEEK;

	if (!json_is_object(o)) {
		(void)err_fault(e, "repeat", "must say every, unit and until");
		return;
	}
	fields_only(o, names, e);
	(void)fields_int(o, "every", FIELDS_OPTIONAL, 1, REPEAT_EVERY_MAX, &every, e);
	(void)fields_word(
		o, "unit", FIELDS_REQUIRED, unit_words, REPEAT_UNITS_COUNT, &unit, e);
	(void)fields_date(o, "until", FIELDS_REQUIRED, &ret->until, e);
	ret->every = (int)every;
	ret->unit = (enum repeat_unit)unit;
}

/* What belongs to one activity only. */
static void refuse_single(const json_t *body, struct err *e)
{
	static const char *const single[] = { "external_id", "callout_id", NULL };

	for (size_t i = 0; single[i] != NULL; i++)
		if (json_object_get(body, single[i]) != NULL
			&& !json_is_null(json_object_get(body, single[i])))
			(void)err_fault(
				e, single[i], "is of one activity, not of a series");
}

static bool set_local(json_t *o, const char *field, int64_t local_ms, struct err *e)
{
	struct instant t;

	return zone_to_instant(civil_from_ms(local_ms), ZONE_FIRST, &t, e) == ERR_OK
	       && fields_set_instant(o, field, t);
}

struct series_times {
	int64_t starts, ends; /* local time of the first, in ms as if UTC */
};

static void read_times(const json_t *body, struct series_times *ret, struct err *e)
{
	struct instant starts, ends;

	if (!fields_instant(body, "starts_at", FIELDS_REQUIRED, &starts, e)
		|| !fields_instant(body, "ends_at", FIELDS_REQUIRED, &ends, e))
		return;
	ret->starts = civil_ms(zone_to_civil(starts));
	ret->ends = civil_ms(zone_to_civil(ends));
}

/* `days` after the first. */
static enum err_code make_one(struct db *db, json_t *o, const struct series_times *t,
	int64_t days, const struct change *by, json_t *items, struct err *e)
{
	const int64_t later = days * 86400000;
	json_t *made = NULL;

	if (days > 0 /* the first keeps its very moments, also in the repeated hour */
		&& (!set_local(o, "starts_at", t->starts + later, e)
			|| !set_local(o, "ends_at", t->ends + later, e)))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOMEM, "no memory for a series");
	if (resource_create(db, &activity_resource, o, by, &made, e) != ERR_OK)
		return e->code;
	return json_array_append_new(items, made) == 0
		       ? ERR_OK
		       : err_set(e, ERR_NOMEM, "no memory for a series");
}

static enum err_code make_all(struct db *db, const json_t *body, const struct repeat *r,
	const struct series_times *t, const struct change *by, json_t *items,
	struct err *e)
{
	const struct date first = civil_from_ms(t->starts).date;
	json_t *o = json_copy((json_t *)(uintptr_t)body);

	(void)json_object_del(o, "repeat");
	(void)json_object_del(o, "extend");
	for (int n = 0; e->code == ERR_OK; n++) {
		const struct date day = repeat_day(first, r, n);

		if (n > 0 && date_days(day) > date_days(r->until))
			break;
		if (n == SERIES_MAX)
			(void)err_fault(e, "repeat.until",
				"makes more than %d activities", SERIES_MAX);
		else
			(void)make_one(db, o, t, date_days(day) - date_days(first), by,
				items, e);
	}
	json_decref(o);
	return e->code;
}

/* What is changed from one of them on is changed in all that have the name: another
 * series must not come among them unasked. */
static void refuse_taken(struct db *db, const char *name, struct instant now,
	const json_t *body, struct err *e)
{
	struct err failed = { 0 };
	STMT_AUTO s = NULL;
	bool extend = false;

	if (fields_bool(body, "extend", FIELDS_OPTIONAL, &extend, e) && extend)
		return;
	if (stmt_get(db, &series_statements, SERIES_COMING, &s, &failed) == ERR_OK) {
		stmt_bind_text(s, "series", name);
		stmt_bind_instant(s, "now", now);
		if (stmt_row(s, &failed) && stmt_int(s, "n") > 0)
			(void)err_fault(e, "series",
				"is the name of a series that is still to come: choose "
				"another, or extend that one");
	}
	if (failed.code != ERR_OK)
		*e = failed;
}

enum err_code series_create(struct db *db, const json_t *body, const struct change *by,
	json_t **ret, struct err *e)
{
	struct repeat r = { .every = 1 };
	struct series_times t = { 0 };
	const char *name;
	json_t *items;

	err_clear(e);
	if (fields_object(body, e) != ERR_OK)
		return e->code;
	read_repeat(body, &r, e);
	if (fields_line(body, "series", FIELDS_REQUIRED, 120, &name, e))
		refuse_taken(db, name, by->now, body, e);
	refuse_single(body, e);
	read_times(body, &t, e);
	if (e->code == ERR_OK
		&& date_days(r.until) < date_days(civil_from_ms(t.starts).date))
		(void)err_fault(e, "repeat.until", "must not be before the first day");
	if (e->code != ERR_OK)
		return e->code;
	items = json_array();
	if (make_all(db, body, &r, &t, by, items, e) != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret = json_pack("{s:o}", "items", items);
	return *ret != NULL ? ERR_OK : err_set(e, ERR_NOMEM, "no memory for a series");
}

/* --- changing one from some activity on */

enum err_code series_following(
	struct db *db, int64_t id, int64_t *ids, size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t n = 0;

	if (stmt_get(db, &series_statements, SERIES_FOLLOWING, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "limit", SERIES_MAX + 1);
	while (stmt_row(s, e)) {
		if (n == SERIES_MAX)
			return err_set(e, ERR_CONFLICT,
				"more than %d activities of this series follow: "
				"begin with a later one",
				SERIES_MAX);
		ids[n++] = stmt_int(s, "id");
	}
	if (e->code == ERR_OK && n == 0)
		return err_set(e, ERR_CONFLICT, "this activity is not of a series");
	*ret_n = n;
	return e->code;
}

static int64_t local_of(const json_t *o, const char *field, struct err *e)
{
	struct instant t = { 0 };

	(void)fields_instant(o, field, FIELDS_REQUIRED, &t, e);
	return civil_ms(zone_to_civil(t));
}

/* Moves a time of `other` as far as that of the first moved. */
static void move(json_t *change, const char *field, const json_t *body,
	const json_t *first, const json_t *other, struct err *e)
{
	const int64_t by = local_of(body, field, e) - local_of(first, field, e);
	const int64_t is = local_of(other, field, e);

	if (by != 0 && e->code == ERR_OK && !set_local(change, field, is + by, e)
		&& e->code == ERR_OK)
		(void)err_set(e, ERR_NOMEM, "no memory for a series");
}

enum err_code series_change(const json_t *body, const json_t *first,
	const json_t *other, json_t **ret, struct err *e)
{
	static const char *const times[] = { "starts_at", "ends_at", NULL };
	json_t *change;
	const char *key;
	json_t *value;

	err_clear(e);
	if (fields_object(body, e) != ERR_OK)
		return e->code;
	change = json_object();
	json_object_foreach((json_t *)(uintptr_t)body, key, value)
	{
		if (!json_equal(value, json_object_get(first, key)))
			(void)json_object_set(change, key, value);
	}
	refuse_single(change, e);
	for (size_t i = 0; times[i] != NULL; i++)
		if (json_object_del(change, times[i]) == 0)
			move(change, times[i], body, first, other, e);
	if (e->code != ERR_OK) {
		json_decref(change);
		return e->code;
	}
	*ret = change;
	return ERR_OK;
}
