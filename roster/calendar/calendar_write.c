/* SPDX-License-Identifier: EUPL-1.2 */
/* Builds the component tree and lets libical escape and fold it. */
#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/calendar/calendar_internal.h"

#include <stdio.h>
#include <string.h>

const char *calendar_uid(
	const char *what, int64_t id, const char *host, char buffer[CALENDAR_UID_MAX])
{
	(void)snprintf(
		buffer, CALENDAR_UID_MAX, "%.60s-%" PRId64 "@%.160s", what, id, host);
	return buffer;
}

struct icaltimetype calendar_time(struct civil c, bool is_utc)
{
	struct icaltimetype t = icaltime_null_time();

	t.year = c.date.year;
	t.month = c.date.month;
	t.day = c.date.day;
	t.hour = c.hour;
	t.minute = c.minute;
	t.second = c.second;
	if (is_utc)
		t.zone = icaltimezone_get_utc_timezone();
	return t;
}

/* A copy without control characters but for the line feed; NULL without memory. */
static char *clean(const char *s)
{
	char *copy = base_strdup(parse_is_utf8(s, strlen(s)) ? s : "?");

	if (copy == NULL)
		return NULL;
	for (char *c = copy; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && *c != '\n') || *c == 0x7f)
			*c = ' ';
	return copy;
}

static bool add_text(icalcomponent *to, icalproperty_kind kind, const char *s)
{
	icalproperty *p;
	char *copy;

	if (s == NULL || s[0] == '\0')
		return true;
	copy = clean(s);
	p = copy != NULL ? icalproperty_new(kind) : NULL;
	if (p != NULL) {
		icalproperty_set_value(p, icalvalue_new_text(copy));
		icalcomponent_add_property(to, p);
	}
	base_free(copy);
	return p != NULL;
}

/* Local with TZID; in UTC where the wall clock shows the time twice. */
static void add_time(icalcomponent *to, icalproperty_kind kind, struct instant t)
{
	struct instant whole = { t.ms - (t.ms % 1000 + 1000) % 1000 }, same;
	struct civil c = zone_to_civil(whole);
	struct err e;
	bool is_local = zone_to_instant(c, ZONE_REJECT, &same, &e) == ERR_OK;
	icalproperty *p = icalproperty_new(kind);

	if (p == NULL)
		return; /* UNTESTED: libical's own memory; the event shows it */
	if (is_local) {
		icalproperty_set_value(
			p, icalvalue_new_datetime(calendar_time(c, false)));
		icalproperty_add_parameter(p, icalparameter_new_tzid(zone_name()));
	} else {
		icalproperty_set_value(p, icalvalue_new_datetime(calendar_time(
						  civil_from_ms(whole.ms), true)));
	}
	icalcomponent_add_property(to, p);
}

static void add_utc(icalcomponent *to, icalproperty_kind kind, struct instant t)
{
	icalproperty *p = icalproperty_new(kind);

	if (p == NULL)
		return; /* UNTESTED: libical's own memory */
	icalproperty_set_value(
		p, icalvalue_new_datetime(calendar_time(civil_from_ms(t.ms), true)));
	icalcomponent_add_property(to, p);
}

static bool add_event(icalcomponent *calendar, const struct calendar_event *from)
{
	icalcomponent *event = icalcomponent_new_vevent();
	int64_t sequence = from->sequence < 0           ? 0
			   : from->sequence > INT32_MAX ? INT32_MAX
							: from->sequence;

	if (event == NULL)
		return false;
	icalcomponent_add_component(calendar, event);
	if (!add_text(event, ICAL_UID_PROPERTY, from->uid))
		return false;
	add_utc(event, ICAL_DTSTAMP_PROPERTY, from->modified);
	add_utc(event, ICAL_LASTMODIFIED_PROPERTY, from->modified);
	icalcomponent_add_property(event, icalproperty_new_sequence((int)sequence));
	add_time(event, ICAL_DTSTART_PROPERTY, from->starts);
	add_time(event, ICAL_DTEND_PROPERTY, from->ends);
	icalcomponent_add_property(event,
		icalproperty_new_status(from->is_cancelled ? ICAL_STATUS_CANCELLED
							   : ICAL_STATUS_CONFIRMED));
	icalcomponent_add_property(
		event, icalproperty_new_transp(from->is_free || from->is_cancelled
						       ? ICAL_TRANSP_TRANSPARENT
						       : ICAL_TRANSP_OPAQUE));
	return add_text(event, ICAL_SUMMARY_PROPERTY, from->summary)
	       && add_text(event, ICAL_DESCRIPTION_PROPERTY, from->description)
	       && add_text(event, ICAL_LOCATION_PROPERTY, from->location)
	       && (from->url == NULL || from->url[0] == '\0'
		       || add_text(event, ICAL_URL_PROPERTY, from->url));
}

static bool add_extension(icalcomponent *to, const char *name, const char *value)
{
	icalproperty *p;
	char *copy;

	if (value == NULL || value[0] == '\0')
		return true;
	copy = clean(value);
	p = copy != NULL ? icalproperty_new_x(copy) : NULL;
	if (p != NULL) {
		icalproperty_set_x_name(p, name);
		icalcomponent_add_property(to, p);
	}
	base_free(copy);
	return p != NULL;
}

/* What every reader needs, and how often to come back. */
static bool add_head(icalcomponent *calendar, const struct calendar *c)
{
	char prodid[64];
	const char *language =
		c->language != NULL && strcmp(c->language, "en") == 0 ? "EN" : "NL";

	(void)snprintf(prodid, sizeof prodid, "-//Paraat//Paraat//%s", language);
	icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(calendar, icalproperty_new_prodid(prodid));
	icalcomponent_add_property(calendar, icalproperty_new_calscale("GREGORIAN"));
	return add_extension(calendar, "X-WR-CALNAME", c->name)
	       && add_extension(calendar, "X-WR-TIMEZONE", zone_name())
	       && add_extension(calendar, "X-PUBLISHED-TTL", "PT1H");
}

/* The zone component is made for the span of all events. */
static bool add_zone(icalcomponent *calendar, const struct calendar *c)
{
	struct instant from = INSTANT_MAX, to = INSTANT_MIN;
	icalcomponent *zone;

	for (size_t i = 0; i < c->events; i++) {
		from = instant_min(from, c->event[i].starts);
		if (instant_before(to, c->event[i].ends))
			to = c->event[i].ends;
	}
	if (c->events == 0)
		return true;
	zone = calendar_zone(from, to);
	if (zone == NULL)
		return false;
	icalcomponent_add_component(calendar, zone);
	return true;
}

enum err_code calendar_write(const struct calendar *c, struct text *out, struct err *e)
{
	icalcomponent *calendar;
	char *bytes = NULL;
	bool ok;

	if (c->events > CALENDAR_EVENTS_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d events in a calendar",
			(int)CALENDAR_EVENTS_MAX);
	calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	ok = calendar != NULL && add_head(calendar, c) && add_zone(calendar, c);
	for (size_t i = 0; i < c->events && ok; i++)
		ok = add_event(calendar, &c->event[i]);
	if (ok)
		bytes = icalcomponent_as_ical_string_r(calendar);
	icalcomponent_free(calendar);
	if (bytes == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	ok = text_add(out, bytes);
	icalmemory_free_buffer(bytes);
	return ok ? ERR_OK : err_set(e, ERR_TOO_LARGE, "the calendar is too long");
}
