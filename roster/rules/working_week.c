/* SPDX-License-Identifier: EUPL-1.2 */
/* Day by day: which week holds, and which shifts begin. */
#include "roster/rules/working_week.h"

#include "base/alloc.h"

#include <string.h>

const struct working_week *working_week_on(
	const struct working_week *week, size_t n, int64_t day)
{
	for (size_t i = n; i-- > 0;)
		if (week[i].from_day <= day && day < week[i].until_day)
			return &week[i];
	return NULL;
}

static enum err_code no_memory(struct err *e)
{
	return err_set(e, ERR_NOMEM, "no memory for working hours");
}

/* Days that follow each other and say the same are one. */
static enum err_code add_day(struct working_week_work *w, const struct working_week *k,
	int64_t day, struct err *e)
{
	struct working_time_usual u = { day, day + 1,
		k->minutes < 0 && k->times > 0 ? 0 : k->minutes,
		day < k->under_18_until };
	struct working_time_usual *last =
		w->usuals > 0 ? &w->usual[w->usuals - 1] : NULL;

	if (last != NULL && last->until_day == day
		&& last->week_minutes == u.week_minutes
		&& last->under_18 == u.under_18) {
		last->until_day = day + 1;
		return ERR_OK;
	}
	last = base_room(w->usual, w->usuals, &w->usual_room, sizeof *w->usual);
	if (last == NULL)
		return no_memory(e);
	w->usual = last;
	w->usual[w->usuals++] = u;
	return ERR_OK;
}

/* A time of the next day is that of the calendar, also when the clock changes. */
static enum err_code add_shift(struct working_week_work *w,
	const struct working_week_time *t, const struct local_days *days, size_t i,
	struct err *e)
{
	bool overnight = t->until <= t->from;
	struct span *grown;

	if (overnight && i + 1 >= days->n)
		return ERR_OK;
	grown = base_room(w->shift, w->shifts, &w->shift_room, sizeof *w->shift);
	if (grown == NULL)
		return no_memory(e);
	w->shift = grown;
	w->shift[w->shifts++] = (struct span){ local_days_time(days, i, t->from),
		local_days_time(days, i + overnight, t->until) };
	return ERR_OK;
}

static enum err_code add_shifts(struct working_week_work *w,
	const struct working_week *k, const struct local_days *days, size_t i,
	int weekday, struct err *e)
{
	for (size_t t = 0; t < k->times; t++)
		if (k->time[t].weekday == weekday
			&& add_shift(w, &k->time[t], days, i, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code working_week_work(const struct working_week *week, size_t n,
	const struct local_days *days, struct working_week_work *ret, struct err *e)
{
	int weekday = days->n > 0 ? local_days_weekday(days, 0) : 1;

	memset(ret, 0, sizeof *ret);
	if (n == 0)
		return ERR_OK;
	for (size_t i = 0; i < days->n; i++, weekday = weekday % 7 + 1) {
		int64_t day = days->first + (int64_t)i;
		const struct working_week *k = working_week_on(week, n, day);

		if (k != NULL
			&& (add_day(ret, k, day, e) != ERR_OK
				|| add_shifts(ret, k, days, i, weekday, e) != ERR_OK))
			return e->code;
	}
	return ERR_OK;
}

void working_week_work_fini(struct working_week_work *w)
{
	base_free(w->usual);
	base_free(w->shift);
	memset(w, 0, sizeof *w);
}
