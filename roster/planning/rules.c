/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/planning/rules.h"

#include "base/parse.h"

#include <string.h>

const char *const severity_words[SEVERITIES] = { "off", "warning", "error" };

static const char *const coverage_words[COVERAGE_KINDS] = {
#define X(name, word, severity) [COVERAGE_##name] = (word),
	COVERAGE_WORDS(X)
#undef X
};

const char *coverage_word(enum coverage_kind kind)
{
	REQUIRE(kind < COVERAGE_KINDS);
	return coverage_words[kind];
}

struct roster_rules roster_rules_default(void)
{
	return (struct roster_rules){ .working_time = working_time_default(),
		.training = SEVERITY_WARNING,
		.reason_for = SEVERITY_ERROR,
		.coverage = {
#define X(name, word, severity) [COVERAGE_##name] = SEVERITY_##severity,
			COVERAGE_WORDS(X)
#undef X
		} };
}

/* One of the words of words[n] into *ret. */
static const char *choose(const char *value, const char *const words[], size_t n,
	const char *why, int *ret)
{
	int i = parse_word(value, words, n);

	if (i < 0)
		return why;
	*ret = i;
	return NULL;
}

static const char *set_severity(
	struct roster_rules *r, const char *key, enum severity severity)
{
	bool known = strcmp(key, "training") == 0;

	for (int i = 0; i < COVERAGE_KINDS; i++)
		if (strcmp(key, coverage_words[i]) == 0) {
			r->coverage[i] = severity;
			known = true;
		}
	for (int i = 0; i < WORKING_TIME_RULES_COUNT; i++)
		if (strcmp(key, working_time_id((enum working_time_rule)i)) == 0) {
			r->working_time.severity[i] = severity;
			known = true;
		}
	if (strcmp(key, "training") == 0)
		r->training = severity;
	return known ? NULL : "is not a key of [roster]";
}

const char *roster_rules_set(struct roster_rules *r, const char *key, const char *value)
{
	static const char *const swaps[] = { "coordinator", "automatic" };
	static const char *const nights[] = { "each", "between_working_days" };
	const char *why;
	int i = 0;

	if (strcmp(key, "swap_approval") == 0) {
		why = choose(value, swaps, 2, "must be coordinator or automatic", &i);
		r->automatic_swaps = i == 1;
		return why;
	}
	if (strcmp(key, "count_nights") == 0) {
		why = choose(
			value, nights, 2, "must be each or between_working_days", &i);
		r->working_time.count_between_working_days = i == 1;
		return why;
	}
	why = choose(
		value, severity_words, SEVERITIES, "must be off, warning or error", &i);
	if (strcmp(key, "reason_for") == 0) {
		r->reason_for = (enum severity)i;
		return why;
	}
	if (why != NULL) {
		struct roster_rules ignored = *r;

		return set_severity(&ignored, key, SEVERITY_OFF) != NULL
			       ? "is not a key of [roster]"
			       : why;
	}
	return set_severity(r, key, (enum severity)i);
}
