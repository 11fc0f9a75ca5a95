/* SPDX-License-Identifier: EUPL-1.2 */
/* Gaps in words, for people. */
#include "roster/training/competence/competence.h"

#include <stdio.h>
#include <string.h>

static const char *date_words(int64_t day, char buffer[16])
{
	struct date d = date_from_days(day);

	(void)snprintf(buffer, 16, "%02d-%02d-%04d", d.day, d.month, d.year);
	return buffer;
}

/* "12.5", in Dutch "12,5" */
static const char *hours_words(int64_t minutes, bool english, char buffer[32])
{
	char *point;

	(void)snprintf(buffer, 32, "%g", (double)minutes / 60);
	point = strchr(buffer, '.');
	if (point != NULL && !english)
		*point = ',';
	return buffer;
}

/* "12 of 40 hours", "1 of 2" */
static void amount(const struct competence_gap *g, bool english, char *s, size_t size)
{
	const struct competence_requirement *q = g->requirement;
	const char *of = english ? "of" : "van";
	char hours[32];

	if (q->kind == REQUIREMENT_HOURS)
		(void)snprintf(s, size, "%s %s %" PRId64 " %s",
			hours_words(g->have, english, hours), of, q->count,
			english ? "hours" : "uur");
	else
		(void)snprintf(
			s, size, "%" PRId64 " %s %" PRId64, g->have, of, q->count);
}

static void what(const struct competence_gap *g, bool english, char *s, size_t size)
{
	const struct competence_requirement *q = g->requirement;
	char have[64];

	if (q->kind == REQUIREMENT_CERTIFICATE) {
		(void)snprintf(s, size, "%s",
			english ? "no valid certificate" : "geen geldig certificaat");
		return;
	}
	amount(g, english, have, sizeof have);
	if (q->window_months == 0)
		(void)snprintf(s, size, "%s", have);
	else
		(void)snprintf(s, size,
			english ? "%s in the last %" PRId64 " months"
				: "%s in de laatste %" PRId64 " maanden",
			have, q->window_months);
}

const char *competence_words(
	const struct competence_gap *g, bool english, char buffer[COMPETENCE_WORDS_MAX])
{
	char until[16], about[128];

	(void)date_words(g->until_day, until);
	if (g->met) {
		(void)snprintf(buffer, COMPETENCE_WORDS_MAX,
			english ? "%s: valid until %s" : "%s: geldig tot %s",
			g->requirement->title, until);
		return buffer;
	}
	what(g, english, about, sizeof about);
	if (g->never)
		(void)snprintf(buffer, COMPETENCE_WORDS_MAX, "%s: %s",
			g->requirement->title, about);
	else
		(void)snprintf(buffer, COMPETENCE_WORDS_MAX,
			english ? "%s: %s, since %s" : "%s: %s, sinds %s",
			g->requirement->title, about, until);
	return buffer;
}
