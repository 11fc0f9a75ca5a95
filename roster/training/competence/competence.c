/* SPDX-License-Identifier: EUPL-1.2 */
/* Records and certificates are sorted by person, requirements by whom they concern;
 * then each requirement of each assignment is one walk backwards over the records of
 * one person. */
#include "roster/training/competence/competence.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define NEVER_MET INT64_MIN

#define X(name, text) text,
const char *const competence_status_words[] = { COMPETENCE_STATUSES(X) };
#undef X

/* What one activity adds to a requirement. */
struct sample {
	int64_t day, weight;
};

struct work {
	const struct competence_input *in;
	const struct competence_record **record; /* by person, day, activity */
	const struct competence_certificate **certificate; /* by person */
	const struct competence_requirement **requirement; /* by function, id */
	struct sample *sample;
	struct competence_list *out;
};

/* Of one person. */
struct records {
	const struct competence_record *const *record;
	size_t n;
	const struct competence_certificate *const *certificate;
	size_t certificates;
};

static int64_t later(int64_t day, int64_t days)
{
	return day == COMPETENCE_FOREVER ? day : day + days;
}

/* --- order */

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_person_day(const void *pa, const void *pb)
{
	const struct competence_record *a = *(void *const *)pa, *b = *(void *const *)pb;

	if (a->person_id != b->person_id)
		return compare(a->person_id, b->person_id);
	if (a->day != b->day)
		return compare(a->day, b->day);
	return compare(a->activity_id, b->activity_id);
}

static int by_person(const void *pa, const void *pb)
{
	const struct competence_certificate *a = *(void *const *)pa,
					    *b = *(void *const *)pb;

	return compare(a->person_id, b->person_id);
}

static int by_function(const void *pa, const void *pb)
{
	const struct competence_requirement *a = *(void *const *)pa,
					    *b = *(void *const *)pb;

	if (a->function_id != b->function_id)
		return compare(a->function_id, b->function_id);
	return compare(a->id, b->id);
}

static int by_holder(const void *pa, const void *pb)
{
	const struct competence *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return compare(a->person_id, b->person_id);
	return compare(a->function_id, b->function_id);
}

static int by_requirement(const void *pa, const void *pb)
{
	const struct competence_gap *a = pa, *b = pb;

	return compare(a->requirement->id, b->requirement->id);
}

/* The part of the sorted records and certificates that is of the person. */
static struct records records_of(const struct work *w, int64_t person_id)
{
	size_t low = 0, high = w->in->records, c_low = 0, c_high = w->in->certificates;
	struct records r;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->record[middle]->person_id < person_id)
			low = middle + 1;
		else
			high = middle;
	}
	for (; high < w->in->records && w->record[high]->person_id == person_id; high++)
		;
	while (c_low < c_high) {
		size_t middle = c_low + (c_high - c_low) / 2;

		if (w->certificate[middle]->person_id < person_id)
			c_low = middle + 1;
		else
			c_high = middle;
	}
	for (; c_high < w->in->certificates
		&& w->certificate[c_high]->person_id == person_id;
		c_high++)
		;
	r.record = w->record + low;
	r.n = high - low;
	r.certificate = w->certificate + c_low;
	r.certificates = c_high - c_low;
	return r;
}

/* --- one requirement */

static bool is_for(const struct competence_record *r, int64_t function_id)
{
	if (r->functions_count == 0 || function_id == 0)
		return true;
	for (size_t i = 0; i < r->functions_count; i++)
		if (r->functions[i] == function_id)
			return true;
	return false;
}

bool competence_counts(
	const struct competence_record *r, const struct competence_requirement *q)
{
	bool right_kind = q->kind == REQUIREMENT_HOURS || (int)q->kind == (int)r->kind
			  || (q->deployments_count && r->kind == ACTIVITY_DEPLOYMENT);

	return right_kind && is_for(r, q->function_id)
	       && (q->subject[0] == '\0' || strcmp(q->subject, r->subject) == 0);
}

/* What counts up to the day, oldest first; one sample an activity. */
static size_t gather(
	struct work *w, const struct records *r, const struct competence_requirement *q)
{
	int64_t last = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n && r->record[i]->day <= w->in->day; i++) {
		const struct competence_record *a = r->record[i];
		int64_t weight = q->kind == REQUIREMENT_HOURS ? a->minutes : 1;

		if (!competence_counts(a, q))
			continue;
		if (n > 0 && a->activity_id == last) {
			if (weight > w->sample[n - 1].weight)
				w->sample[n - 1].weight = weight;
			continue;
		}
		w->sample[n++] = (struct sample){ a->day, weight };
		last = a->activity_id;
	}
	return n;
}

/* The end of the last period in which the samples were enough: NEVER_MET, or
 * COMPETENCE_FOREVER. Both indexes only go down: one walk. */
static int64_t enough_until(
	const struct sample *s, size_t n, int64_t need, int64_t window_months)
{
	int64_t sum = 0, end;
	size_t first = n;

	for (size_t last = n; last-- > 0; sum -= s[last].weight) {
		while (sum < need && first > 0)
			sum += s[--first].weight;
		if (sum < need)
			return NEVER_MET;
		if (window_months == 0)
			return COMPETENCE_FOREVER;
		end = date_months_after(s[first].day, window_months);
		if (s[last].day < end)
			return end;
	}
	return NEVER_MET;
}

static int64_t certified_until(const struct work *w, const struct records *r,
	const struct competence_requirement *q)
{
	int64_t until = NEVER_MET;

	for (size_t i = 0; i < r->certificates; i++) {
		const struct competence_certificate *c = r->certificate[i];
		int64_t end = c->until_day;

		if (c->from_day > w->in->day || strcmp(c->title, q->subject) != 0)
			continue;
		if (q->window_months > 0
			&& date_months_after(c->from_day, q->window_months) < end)
			end = date_months_after(c->from_day, q->window_months);
		if (end > until)
			until = end;
	}
	return until;
}

/* How much counts on the day itself. */
static int64_t have_on(const struct work *w, size_t n, int64_t window_months)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (window_months == 0
			|| date_months_after(w->sample[i].day, window_months)
				   > w->in->day)
			sum += w->sample[i].weight;
	return sum;
}

static struct competence_gap judge(struct work *w, const struct records *r,
	const struct competence_assignment *a, const struct competence_requirement *q)
{
	int64_t start = a->from_day > q->from_day ? a->from_day : q->from_day;
	int64_t need = q->kind == REQUIREMENT_HOURS ? q->count * 60 : q->count;
	struct competence_gap g = { .requirement = q };
	size_t n = 0;

	if (q->kind == REQUIREMENT_CERTIFICATE) {
		g.until_day = certified_until(w, r, q);
	} else {
		n = gather(w, r, q);
		g.until_day = enough_until(w->sample, n, need, q->window_months);
	}
	g.met = g.until_day > w->in->day;
	g.never = g.until_day <= start;
	if (g.until_day < start)
		g.until_day = start;
	g.lapse_day = later(g.until_day, q->grace_days);
	if (!g.met)
		g.have = have_on(w, n, q->window_months);
	return g;
}

/* --- all of them */

static bool add_gap(struct competence_list *l, const struct competence_gap *g)
{
	if (l->gap_n == l->gap_cap) {
		size_t cap = l->gap_cap == 0 ? 256 : l->gap_cap * 2;
		struct competence_gap *gap =
			base_realloc_array(l->gap, cap, sizeof *gap);

		if (gap == NULL)
			return false;
		l->gap = gap;
		l->gap_cap = cap;
	}
	l->gap[l->gap_n++] = *g;
	return true;
}

static size_t first_requirement(const struct work *w, int64_t function_id)
{
	size_t low = 0, high = w->in->requirements;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->requirement[middle]->function_id < function_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Judges the requirements of one function (0: those of persons in all functions). */
static bool judge_all(struct work *w, const struct records *r,
	const struct competence_assignment *a, int64_t function_id,
	struct competence *c)
{
	int64_t day = w->in->day;

	for (size_t i = first_requirement(w, function_id);
		i < w->in->requirements
		&& w->requirement[i]->function_id == function_id;
		i++) {
		const struct competence_requirement *q = w->requirement[i];
		struct competence_gap g;

		if (day < q->from_day || day >= q->until_day
			|| (q->person_id != 0 && q->person_id != a->person_id))
			continue;
		g = judge(w, r, a, q);
		if (g.until_day < c->expires_day)
			c->expires_day = g.until_day;
		if (g.lapse_day < c->lapses_day)
			c->lapses_day = g.lapse_day;
		if (g.until_day <= later(day, w->in->horizon_days)
			&& !add_gap(w->out, &g))
			return false;
	}
	return true;
}

static enum competence_status status_of(const struct work *w,
	const struct competence_assignment *a, const struct competence *c)
{
	if (a->aspirant)
		return COMPETENCE_ASPIRANT;
	if (c->lapses_day <= w->in->day)
		return COMPETENCE_LAPSED;
	return c->expires_day <= later(w->in->day, w->in->horizon_days)
		       ? COMPETENCE_EXPIRING
		       : COMPETENCE_CURRENT;
}

static bool add_person(struct work *w, const struct competence_assignment *a)
{
	struct competence_list *l = w->out;
	struct records r = records_of(w, a->person_id);
	struct competence c = { .person_id = a->person_id,
		.function_id = a->function_id,
		.expires_day = COMPETENCE_FOREVER,
		.lapses_day = COMPETENCE_FOREVER,
		.gap = l->gap_n };

	if (!judge_all(w, &r, a, a->function_id, &c) || !judge_all(w, &r, a, 0, &c))
		return false;
	c.gaps = l->gap_n - c.gap;
	if (c.gaps > 1)
		qsort(l->gap + c.gap, c.gaps, sizeof *l->gap, by_requirement);
	c.status = status_of(w, a, &c);
	l->item[l->n++] = c;
	return true;
}

static bool sorted(struct work *w)
{
	const struct competence_input *in = w->in;

	w->record = base_calloc(in->records + 1, sizeof(void *));
	w->certificate = base_calloc(in->certificates + 1, sizeof(void *));
	w->requirement = base_calloc(in->requirements + 1, sizeof(void *));
	w->sample = base_calloc(in->records + 1, sizeof *w->sample);
	w->out->item = base_calloc(in->assignments + 1, sizeof *w->out->item);
	if (w->record == NULL || w->certificate == NULL || w->requirement == NULL
		|| w->sample == NULL || w->out->item == NULL)
		return false;
	for (size_t i = 0; i < in->records; i++)
		w->record[i] = &in->record[i];
	for (size_t i = 0; i < in->certificates; i++)
		w->certificate[i] = &in->certificate[i];
	for (size_t i = 0; i < in->requirements; i++)
		w->requirement[i] = &in->requirement[i];
	qsort(w->record, in->records, sizeof(void *), by_person_day);
	qsort(w->certificate, in->certificates, sizeof(void *), by_person);
	qsort(w->requirement, in->requirements, sizeof(void *), by_function);
	return true;
}

enum err_code competence_compute(
	const struct competence_input *in, struct competence_list *ret, struct err *e)
{
	struct work w = { .in = in, .out = ret };
	bool ok;

	*ret = (struct competence_list){ .item = NULL };
	ok = sorted(&w);
	for (size_t i = 0; i < in->assignments && ok; i++) {
		const struct competence_assignment *a = &in->assignment[i];

		if (a->from_day <= in->day && in->day < a->until_day)
			ok = add_person(&w, a);
	}
	if (ok && ret->n > 0)
		qsort(ret->item, ret->n, sizeof *ret->item, by_holder);
	base_free(w.sample);
	base_free(w.requirement);
	base_free(w.certificate);
	base_free(w.record);
	if (ok)
		return ERR_OK;
	competence_list_fini(ret);
	return err_set(e, ERR_NOMEM, "no memory to compute competence");
}

void competence_list_fini(struct competence_list *l)
{
	base_free(l->item);
	base_free(l->gap);
	*l = (struct competence_list){ .item = NULL };
}
