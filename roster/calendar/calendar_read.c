/* SPDX-License-Identifier: EUPL-1.2 */
/* Absences from what calendar_filter left of an .ics file: libical reads the
 * components, the repeated events and foreign zones; our own zone is base/zone.h's. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/calendar/calendar_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	REPEATING_MAX = 200,  /* repeated events in one file */
	STEPS_MAX = 500000,   /* dates tried in one file */
	EXCEPTIONS_MAX = 2000 /* dates taken out in one file */
};

/* A date that an event with this uid does not have after all. */
struct exception {
	const char *uid;
	struct instant at;
};

struct reader {
	struct instant from, to;
	struct calendar_absences *out;
	size_t cap;
	struct exception *exception;
	size_t exceptions;
	size_t repeating, steps, zone_rules;
};

enum pass { PASS_ZONES, PASS_EXCEPTIONS, PASS_EVENTS };

static enum err_code add_absence(
	struct reader *r, const char *uid, struct span when, struct err *e)
{
	struct calendar_absences *a = r->out;

	if (!instant_before(when.starts, r->to) || !instant_before(r->from, when.ends)
		|| !instant_before(when.starts, when.ends))
		return ERR_OK;
	if (a->n == CALENDAR_ABSENCES_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d absences in this file",
			(int)CALENDAR_ABSENCES_MAX);
	if (a->n == r->cap) {
		size_t cap = r->cap == 0 ? 16 : r->cap * 2;
		struct calendar_absence *item =
			base_realloc_array(a->item, cap, sizeof *item);

		if (item == NULL)
			return err_set(e, ERR_NOMEM, "no memory for absences");
		a->item = item;
		r->cap = cap;
	}
	a->item[a->n] =
		(struct calendar_absence){ .starts = when.starts, .ends = when.ends };
	(void)snprintf(a->item[a->n++].uid, CALENDAR_UID_MAX, "%s", uid);
	return ERR_OK;
}

static int by_instant(const void *pa, const void *pb)
{
	const struct exception *a = pa, *b = pb;

	return (a->at.ms > b->at.ms) - (a->at.ms < b->at.ms);
}

static bool is_excepted(const struct reader *r, const char *uid, struct instant at)
{
	size_t low = 0, high = r->exceptions;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (instant_before(r->exception[middle].at, at))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->exceptions && r->exception[low].at.ms == at.ms; low++)
		if (strcmp(r->exception[low].uid, uid) == 0)
			return true;
	return false;
}

/* The occasion on the date and time `t`. */
static enum err_code add_occasion(struct reader *r, const struct calendar_occasion *o,
	struct icaltimetype t, bool may_be_excepted, struct err *e)
{
	struct span when;
	struct err ignored;

	t.is_date = o->is_day;
	if (!calendar_instant(t, o->is_ours, &when.starts))
		return ERR_OK;
	if (may_be_excepted && is_excepted(r, o->uid, when.starts))
		return ERR_OK;
	when.ends.ms = when.starts.ms + o->length_ms;
	if (o->is_day) {
		struct civil last = calendar_civil(t);

		last.date = date_from_days(date_days(last.date) + o->days);
		if (zone_to_instant(last, ZONE_FIRST, &when.ends, &ignored) != ERR_OK)
			return ERR_OK;
	}
	return add_absence(r, o->uid, when, e);
}

static enum err_code repeat(struct reader *r, const struct calendar_occasion *o,
	struct icalrecurrencetype rule, bool *ret_understood, struct err *e)
{
	struct icaltimetype stop =
		calendar_time(civil_from_ms(r->to.ms + INT64_C(2) * 86400000), true);
	icalrecur_iterator *dates;
	struct icaltimetype t;
	enum err_code code = ERR_OK;

	*ret_understood =
		calendar_rule_is_plain(&rule) && ++r->repeating <= REPEATING_MAX;
	if (!*ret_understood)
		return ERR_OK;
	if (icaltime_is_null_time(rule.until) || icaltime_compare(stop, rule.until) < 0)
		rule.until = stop;
	dates = icalrecur_iterator_new(rule, o->start);
	if (dates == NULL) {
		*ret_understood = false;
		return ERR_OK;
	}
	while (code == ERR_OK
		&& !icaltime_is_null_time(t = icalrecur_iterator_next(dates))
		&& icaltime_compare(t, stop) < 0) {
		if (++r->steps > STEPS_MAX) {
			code = err_set(e, ERR_TOO_LARGE,
				"the events of this file repeat too often");
			break;
		}
		code = add_occasion(r, o, t, true, e);
	}
	icalrecur_iterator_free(dates);
	return code;
}

static enum err_code add_dates(struct reader *r, icalcomponent *event,
	const struct calendar_occasion *o, bool *ret_understood, struct err *e)
{
	for (icalproperty *p =
			icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
		p != NULL && *ret_understood;
		p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
		struct calendar_occasion same = *o;
		struct icaltimetype t;

		/* A period has a length of its own. */
		*ret_understood = calendar_time_of(event, p, &t, &same.is_ours)
				  && t.is_date == o->is_day;
		if (*ret_understood && add_occasion(r, &same, t, true, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code add_event(struct reader *r, icalcomponent *event, struct err *e)
{
	icalproperty *rule =
		icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	icalproperty *transp =
		icalcomponent_get_first_property(event, ICAL_TRANSP_PROPERTY);
	bool is_exception =
		icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)
		!= NULL;
	bool understood = true;
	struct calendar_occasion o;
	enum err_code code;

	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED
		|| (transp != NULL
			&& icalproperty_get_transp(transp) == ICAL_TRANSP_TRANSPARENT))
		return ERR_OK;
	if (!calendar_occasion_of(event, &o)) {
		r->out->not_understood++;
		return ERR_OK;
	}
	if (rule != NULL && !is_exception)
		code = repeat(r, &o, icalproperty_get_rrule(rule), &understood, e);
	else
		code = add_occasion(r, &o, o.start, !is_exception, e);
	if (code == ERR_OK && understood)
		code = add_dates(r, event, &o, &understood, e);
	if (!understood)
		r->out->not_understood++;
	return code;
}

/* Dates taken out (EXDATE) and dates that have an event of their own. */
static enum err_code note_exceptions(
	struct reader *r, icalcomponent *event, icalproperty_kind kind, struct err *e)
{
	const char *uid = icalcomponent_get_uid(event);

	for (icalproperty *p = icalcomponent_get_first_property(event, kind); p != NULL;
		p = icalcomponent_get_next_property(event, kind)) {
		struct icaltimetype t;
		struct instant at;
		bool ours;

		if (!calendar_time_of(event, p, &t, &ours)
			|| !calendar_instant(t, ours, &at))
			continue;
		if (r->exceptions == EXCEPTIONS_MAX)
			return err_set(e, ERR_TOO_LARGE,
				"more than %d exceptions in this file",
				(int)EXCEPTIONS_MAX);
		r->exception[r->exceptions++] =
			(struct exception){ uid != NULL ? uid : "", at };
	}
	return ERR_OK;
}

static enum err_code each_event(
	struct reader *r, icalcomponent *calendar, bool notes, struct err *e)
{
	enum err_code code = ERR_OK;

	for (icalcomponent *event = icalcomponent_get_first_component(
		     calendar, ICAL_VEVENT_COMPONENT);
		event != NULL && code == ERR_OK;
		event = icalcomponent_get_next_component(
			calendar, ICAL_VEVENT_COMPONENT)) {
		if (!notes) {
			code = add_event(r, event, e);
			continue;
		}
		code = note_exceptions(r, event, ICAL_EXDATE_PROPERTY, e);
		if (code == ERR_OK)
			code = note_exceptions(r, event, ICAL_RECURRENCEID_PROPERTY, e);
	}
	return code;
}

static enum err_code each_pass(
	struct reader *r, icalcomponent *calendar, enum pass pass, struct err *e)
{
	if (pass != PASS_ZONES)
		return each_event(r, calendar, pass == PASS_EXCEPTIONS, e);
	if (!calendar_zones_are_plain(calendar, &r->zone_rules))
		return err_set(e, ERR_INVALID, "its time zones are not understood");
	return ERR_OK;
}

/* A file may hold one calendar or several after each other. */
static enum err_code each_calendar(
	struct reader *r, icalcomponent *root, enum pass pass, struct err *e)
{
	enum err_code code = ERR_OK;

	if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT)
		return each_pass(r, root, pass, e);
	for (icalcomponent *c = icalcomponent_get_first_component(
		     root, ICAL_VCALENDAR_COMPONENT);
		c != NULL && code == ERR_OK;
		c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
		code = each_pass(r, c, pass, e);
	return code;
}

static int by_start(const void *pa, const void *pb)
{
	const struct calendar_absence *a = pa, *b = pb;

	if (a->starts.ms != b->starts.ms)
		return a->starts.ms < b->starts.ms ? -1 : 1;
	return strcmp(a->uid, b->uid);
}

static enum err_code read_filtered(struct reader *r, const char *lines, struct err *e)
{
	icalcomponent *root = icalparser_parse_string(lines);
	enum err_code code;

	if (root == NULL)
		return err_set(e, ERR_INVALID, "is not an iCalendar file");
	r->exception = base_calloc(EXCEPTIONS_MAX, sizeof *r->exception);
	if (r->exception == NULL)
		code = err_set(e, ERR_NOMEM, "no memory to read a calendar");
	else
		code = each_calendar(r, root, PASS_ZONES, e);
	if (code == ERR_OK)
		code = each_calendar(r, root, PASS_EXCEPTIONS, e);
	if (code == ERR_OK) {
		if (r->exceptions > 0)
			qsort(r->exception, r->exceptions, sizeof *r->exception,
				by_instant);
		code = each_calendar(r, root, PASS_EVENTS, e);
	}
	icalcomponent_free(root);
	base_free(r->exception);
	return code;
}

enum err_code calendar_read_absences(const char *bytes, size_t n, struct instant from,
	struct instant to, struct calendar_absences *ret, struct err *e)
{
	struct reader r = { .from = from, .to = to, .out = ret };
	struct text lines;
	enum err_code code;

	*ret = (struct calendar_absences){ .item = NULL };
	if (n > CALENDAR_READ_MAX)
		return err_set(e, ERR_TOO_LARGE, "larger than %d bytes",
			(int)CALENDAR_READ_MAX);
	text_init(&lines, CALENDAR_READ_MAX + 1);
	code = calendar_filter(bytes, n, &lines, e);
	if (code == ERR_OK)
		code = read_filtered(&r, text_str(&lines), e);
	text_fini(&lines);
	if (code != ERR_OK)
		calendar_absences_fini(ret);
	else if (ret->n > 0)
		qsort(ret->item, ret->n, sizeof *ret->item, by_start);
	return code;
}

void calendar_absences_fini(struct calendar_absences *a)
{
	base_free(a->item);
	*a = (struct calendar_absences){ .item = NULL };
}
