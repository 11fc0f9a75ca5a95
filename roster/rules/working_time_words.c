/* SPDX-License-Identifier: EUPL-1.2 */
/* Breaches in words. */
#include "roster/rules/working_time.h"

#include <stdio.h>
#include <string.h>

const char *working_time_id(enum working_time_rule rule)
{
	static const char *const ids[] = {
#define X(name, id, article, severity) [WORKING_TIME_##name] = (id),
		WORKING_TIME_RULES(X)
#undef X
	};

	REQUIRE(rule < WORKING_TIME_RULES_COUNT);
	return ids[rule];
}

const char *working_time_article(enum working_time_rule rule)
{
	static const char *const articles[] = {
#define X(name, id, article, severity)                                                 \
	[WORKING_TIME_##name] = "Arbeidstijdenwet " article,
		WORKING_TIME_RULES(X)
#undef X
	};

	REQUIRE(rule < WORKING_TIME_RULES_COUNT);
	return articles[rule];
}

struct words {
	const char *nl, *en; /* the actual number, then the allowed one */
};

static struct words sentence(const struct working_time_breach *b)
{
	static const struct words many_nights = {
		"Piket raakt %s nachten in 16 weken; bij meer dan %s mag er gemiddeld"
		" hoogstens 40 uur per week worden gewerkt",
		"On call in %s nights of 16 weeks; beyond %s the average working week "
		"is"
		" at most 40 hours"
	};
	static const struct words all[WORKING_TIME_RULES_COUNT] = {
		[WORKING_TIME_A1] = { "Piket gedurende %s uur van iemand die nog geen "
				      "18 is;"
				      " toegestaan is %s",
			"On call for %s hours before the age of 18; allowed is %s" },
		[WORKING_TIME_A2] = { "In 28 dagen %s keer 24 uur zonder piket; het"
				      " moet minstens %s keer",
			"In 28 days %s times 24 hours without duty; at least %s"
			" needed" },
		[WORKING_TIME_A3] = { "In 28 dagen %s keer 48 uur zonder piket en "
				      "zonder"
				      " werk; het moet minstens %s keer",
			"In 28 days %s times 48 hours without duty and without work; at"
			" least %s needed" },
		[WORKING_TIME_A4] = { "Piket gedurende %s uur in de 11 uur voor of de "
				      "14"
				      " uur na een nachtdienst; toegestaan is %s",
			"On call for %s hours in the 11 hours before or the 14 hours"
			" after a night shift; allowed is %s" },
		[WORKING_TIME_A5] = { "%s uur werk binnen 24 uur, oproepen meegeteld;"
				      " hoogstens %s",
			"%s hours of work within 24 hours, call-outs included; at most"
			" %s" },
		[WORKING_TIME_A6] = { "Gemiddeld %s uur werk per week bij 16 of meer"
				      " nachten piket in 16 weken; hoogstens %s",
			"On average %s hours of work a week with 16 or more nights on"
			" call in 16 weeks; at most %s" },
		[WORKING_TIME_A7] = { "Gemiddeld %s uur werk per week bij 16 of meer"
				      " nachten piket met rust na de oproep; hoogstens "
				      "%s",
			"On average %s hours of work a week with 16 or more nights on"
			" call and rest after calls; at most %s" },
		[WORKING_TIME_B1_SHIFT] = { "Een dienst van %s uur; hoogstens %s",
			"A shift of %s hours; at most %s" },
		[WORKING_TIME_B1_WEEK] = { "%s uur werk in een week; hoogstens %s",
			"%s hours of work in a week; at most %s" },
		[WORKING_TIME_B1_FOUR] = { "Gemiddeld %s uur werk per week over 4 "
					   "weken;"
					   " hoogstens %s",
			"On average %s hours of work a week over 4 weeks; at most %s" },
		[WORKING_TIME_B1_SIXTEEN] = { "Gemiddeld %s uur werk per week over 16"
					      " weken; hoogstens %s",
			"On average %s hours of work a week over 16 weeks; at most"
			" %s" },
		[WORKING_TIME_C1] = { "Het rooster is %s dagen vooraf bekendgemaakt; "
				      "het"
				      " moet minstens %s dagen",
			"The roster was made known %s days ahead; at least %s days"
			" needed" },
		[WORKING_TIME_C1_TIMES] = { "De tijden zijn %s dagen vooraf"
					    " bekendgemaakt; het moet minstens %s "
					    "dagen",
			"The times were made known %s days ahead; at least %s days"
			" needed" },
	};

	REQUIRE(b->rule < WORKING_TIME_RULES_COUNT);
	return b->unit == WORKING_TIME_NIGHTS ? many_nights : all[b->rule];
}

/* Minutes as hours, "13:05"; everything else as it is. */
static void number(enum working_time_unit unit, int64_t n, char *buffer, size_t size)
{
	if (unit == WORKING_TIME_MINUTES)
		(void)snprintf(buffer, size, "%" PRId64 ":%02d", n / 60, (int)(n % 60));
	else
		(void)snprintf(buffer, size, "%" PRId64, n);
}

const char *working_time_words(const struct working_time_breach *b,
	const char *language, char buffer[WORKING_TIME_WORDS])
{
	struct words w = sentence(b);
	const char *format = strcmp(language, "en") == 0 ? w.en : w.nl;
	char value[2][32];
	size_t len = 0;
	int used = 0;

	number(b->unit, b->actual, value[0], sizeof value[0]);
	number(b->unit, b->allowed, value[1], sizeof value[1]);
	for (const char *s = format; *s != '\0' && len + 1 < WORKING_TIME_WORDS; s++) {
		if (s[0] == '%' && s[1] == 's' && used < 2) {
			size_t n = strlen(value[used]);

			if (len + n >= WORKING_TIME_WORDS)
				break;
			memcpy(buffer + len, value[used++], n);
			len += n;
			s++;
		} else {
			buffer[len++] = *s;
		}
	}
	(void)snprintf(buffer + len, WORKING_TIME_WORDS - len, " (%s).",
		working_time_article(b->rule));
	return buffer;
}
