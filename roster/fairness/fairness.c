/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties and calls are sorted by person and function; each group becomes one row, day
 * by day over a calendar that is made once. */
#include "roster/fairness/fairness.h"

#include "base/alloc.h"
#include "base/zone.h"
#include "roster/rules/local_days.h"
#include "roster/rules/working_time.h"

#include <stdlib.h>

struct entry {
	int64_t person_id, function_id;
	bool is_call;
	struct span when;
};

struct day {
	enum fairness_day kind;
	int weight_percent; /* of a holiday */
	bool is_weekend;
};

struct work {
	const struct fairness_input *in;
	struct entry *entry;
	size_t entries;
	struct span *span; /* of one group */
	struct local_days days;
	struct day *day;
};

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_key(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return compare(a->person_id, b->person_id);
	if (a->function_id != b->function_id)
		return compare(a->function_id, b->function_id);
	return (int)a->is_call - (int)b->is_call;
}

static void take_entries(struct work *w)
{
	const struct fairness_input *in = w->in;

	for (size_t i = 0; i < in->duties; i++) {
		const struct fairness_duty *d = &in->duty[i];
		struct span s = { d->starts, instant_min(d->ends, in->to) };

		if (instant_before(s.starts, in->from))
			s.starts = in->from;
		if (instant_before(s.starts, s.ends))
			w->entry[w->entries++] = (struct entry){ d->person_id,
				d->function_id, false, s };
	}
	for (size_t i = 0; i < in->calls; i++) {
		const struct fairness_call *c = &in->call[i];

		if (!instant_before(c->called, in->from)
			&& instant_before(c->called, in->to))
			w->entry[w->entries++] = (struct entry){ c->person_id,
				c->function_id, true, { c->called, c->ended } };
	}
	if (w->entries > 0)
		qsort(w->entry, w->entries, sizeof *w->entry, by_key);
}

static struct day day_of(const struct work *w, size_t i)
{
	int weekday = local_days_weekday(&w->days, i);
	struct day d = { .is_weekend = weekday >= 6 };
	struct holiday h;

	if (holiday_on(w->in->holidays, local_days_date(&w->days, i), &h)) {
		d.kind = FAIRNESS_HOLIDAY;
		d.weight_percent = h.weight_percent;
	} else {
		d.kind = weekday == 6   ? FAIRNESS_SATURDAY
			 : weekday == 7 ? FAIRNESS_SUNDAY
					: FAIRNESS_WEEKDAY;
	}
	return d;
}

/* The calendar reaches to the end of the last call-out, half an hour included. */
static enum err_code make_days(struct work *w, struct err *e)
{
	struct instant last = w->in->to;

	for (size_t i = 0; i < w->entries; i++)
		if (instant_before(last, w->entry[i].when.ends))
			last = w->entry[i].when.ends;
	if (local_days_init(date_days(zone_to_civil(w->in->from).date),
		    date_days(zone_to_civil(last).date) + 2, &w->days, e)
		!= ERR_OK)
		return e->code;
	w->day = base_calloc(w->days.n + 1, sizeof *w->day);
	if (w->day == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	for (size_t i = 0; i < w->days.n; i++)
		w->day[i] = day_of(w, i);
	return ERR_OK;
}

/* `part` of a stretch that lasts `length` and counts as `whole`. */
static int64_t scaled(int64_t part, int64_t length, int64_t whole)
{
	return length == whole ? part : (part * whole + length / 2) / length;
}

static int64_t overlap(struct span s, struct instant from, struct instant to)
{
	int64_t a = s.starts.ms > from.ms ? s.starts.ms : from.ms;
	int64_t b = s.ends.ms < to.ms ? s.ends.ms : to.ms;

	return a < b ? b - a : 0;
}

static void add_burden(
	const struct work *w, size_t i, struct span s, struct fairness_row *row)
{
	struct instant midnight = w->days.midnight[i], next = w->days.midnight[i + 1];
	struct instant six = local_days_time(&w->days, i, 6 * 60);
	int64_t part = scaled(
		overlap(s, midnight, next), next.ms - midnight.ms, FAIRNESS_ONE_DAY);

	row->week_ms += part;
	row->night_ms +=
		scaled(overlap(s, midnight, six), six.ms - midnight.ms, FAIRNESS_NIGHT);
	if (w->day[i].is_weekend)
		row->weekend_ms += part;
	row->holiday_ms += part * w->day[i].weight_percent / 100;
}

static void add_time(
	const struct work *w, struct span s, bool is_call, struct fairness_row *row)
{
	int64_t *ms = is_call ? row->work_ms : row->duty_ms;

	for (size_t i = local_days_at(&w->days, s.starts);
		i < w->days.n && instant_before(w->days.midnight[i], s.ends); i++) {
		ms[w->day[i].kind] +=
			overlap(s, w->days.midnight[i], w->days.midnight[i + 1]);
		if (!is_call)
			add_burden(w, i, s, row);
	}
}

/* The duties, or the calls, of one person and function. */
static enum err_code add_group(
	struct work *w, size_t from, size_t to, struct fairness_row *row, struct err *e)
{
	bool is_call = w->entry[from].is_call;
	struct spans spans = { .item = NULL };
	enum err_code code;

	for (size_t i = from; i < to; i++)
		w->span[i - from] = w->entry[i].when;
	if (is_call) {
		row->calls = (int64_t)(to - from);
		code = working_time_book(w->span, to - from, &spans, e);
	} else {
		code = spans_union(w->span, to - from, &spans, e);
	}
	for (size_t i = 0; i < spans.n; i++)
		add_time(w, spans.item[i], is_call, row);
	spans_fini(&spans);
	return code;
}

static enum err_code make_rows(struct work *w, struct fairness_rows *ret, struct err *e)
{
	for (size_t i = 0, end; i < w->entries; i = end) {
		const struct entry *a = &w->entry[i];
		struct fairness_row *row = ret->n > 0 ? &ret->item[ret->n - 1] : NULL;

		for (end = i + 1; end < w->entries; end++)
			if (by_key(a, &w->entry[end]) != 0)
				break;
		if (row == NULL || row->person_id != a->person_id
			|| row->function_id != a->function_id) {
			row = &ret->item[ret->n++];
			*row = (struct fairness_row){ .person_id = a->person_id,
				.function_id = a->function_id };
		}
		if (add_group(w, i, end, row, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code fairness_report(
	const struct fairness_input *in, struct fairness_rows *ret, struct err *e)
{
	struct work w = { .in = in };
	size_t most = in->duties + in->calls + 1;
	enum err_code code = ERR_OK;

	*ret = (struct fairness_rows){ .item = NULL };
	if (!instant_before(in->from, in->to))
		return ERR_OK;
	w.entry = base_calloc(most, sizeof *w.entry);
	w.span = base_calloc(most, sizeof *w.span);
	ret->item = base_calloc(most, sizeof *ret->item);
	if (w.entry == NULL || w.span == NULL || ret->item == NULL)
		code = err_set(e, ERR_NOMEM, "no memory to add up duties");
	if (code == ERR_OK) {
		take_entries(&w);
		code = make_days(&w, e);
	}
	if (code == ERR_OK)
		code = make_rows(&w, ret, e);
	if (code != ERR_OK)
		fairness_rows_fini(ret);
	local_days_fini(&w.days);
	base_free(w.day);
	base_free(w.span);
	base_free(w.entry);
	return code;
}

void fairness_rows_fini(struct fairness_rows *r)
{
	base_free(r->item);
	*r = (struct fairness_rows){ .item = NULL };
}
