/* SPDX-License-Identifier: EUPL-1.2 */
/* Judging working time as a whole: settings, words, memory. The rules one by one:
 * test_working_time_rest.c and test_working_time_hours.c. */
#include "base/alloc.h"
#include "tests/support/hours_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A rule that is off reports nothing; an empty period has nothing to report. */
static void severity_is_a_setting(void **state)
{
	struct working_time_config config = working_time_default();
	struct hours_world w;
	struct err e;
	bool seen[WORKING_TIME_RULES_COUNT] = { false };

	(void)state;
	hours_start(&w);
	hours_ring(&w, 2026, 4, 6, 1, 20);
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	for (size_t i = 0; i < w.found.n; i++) {
		seen[w.found.item[i].rule] = true;
		assert_int_equal(w.found.item[i].severity,
			config.severity[w.found.item[i].rule]);
	}
	assert_true(seen[WORKING_TIME_A2] && seen[WORKING_TIME_A3]
		    && seen[WORKING_TIME_A6]);
	assert_int_equal(config.severity[WORKING_TIME_A2], SEVERITY_ERROR);
	assert_int_equal(config.severity[WORKING_TIME_A6], SEVERITY_WARNING);
	working_time_breaches_fini(&w.found);
	config.severity[WORKING_TIME_A2] = SEVERITY_OFF;
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	for (size_t i = 0; i < w.found.n; i++)
		assert_int_not_equal(w.found.item[i].rule, WORKING_TIME_A2);
	working_time_breaches_fini(&w.found);
	w.given.to = w.given.from;
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	assert_int_equal(w.found.n, 0);
}

/* Words carry both numbers and the article, in two languages. */
static void breaches_have_words(void **state)
{
	struct working_time_breach b = { .rule = WORKING_TIME_A2,
		.unit = WORKING_TIME_PERIODS,
		.allowed = 14,
		.actual = 12 };
	char text[WORKING_TIME_WORDS];

	(void)state;
	assert_string_equal(working_time_words(&b, "nl", text),
		"In 28 dagen 12 keer 24 uur zonder piket; het moet minstens 14 keer"
		" (Arbeidstijdenwet 5:9 lid 2a).");
	assert_string_equal(working_time_id(b.rule), "A2");
	b = (struct working_time_breach){ .rule = WORKING_TIME_A5,
		.unit = WORKING_TIME_MINUTES,
		.allowed = 780,
		.actual = 785 };
	assert_string_equal(working_time_words(&b, "en", text),
		"13:05 hours of work within 24 hours, call-outs included; at most 13:00"
		" (Arbeidstijdenwet 5:9 lid 4).");
	for (int rule = 0; rule < WORKING_TIME_RULES_COUNT; rule++) {
		b.rule = (enum working_time_rule)rule;
		for (int unit = WORKING_TIME_PERIODS; unit <= WORKING_TIME_DAYS;
			unit++) {
			b.unit = (enum working_time_unit)unit;
			for (int i = 0; i < 2; i++) {
				const char *s = working_time_words(
					&b, i == 0 ? "nl" : "en", text);

				assert_true(strlen(s) > 40);
				assert_null(strchr(s, '%'));
				assert_string_equal(s + strlen(s) - 2, ").");
			}
		}
	}
}

/* Out of memory is an error at every allocation, and leaks nothing. */
static void memory_may_fail(void **state)
{
	struct working_time_config config = working_time_default();
	struct hours_world w;
	struct err e;
	long n = 0;

	(void)state;
	hours_start(&w);
	hours_ring(&w, 2026, 4, 6, 1, 20);
	hours_shift(&w, hours_local(2026, 5, 6, 480), 13 * 60);
	hours_call(&w, hours_local(2026, 5, 6, 1320), 13);
	for (bool fired = true; fired;) {
		enum err_code code;

		(void)alloc_fail_at(++n, 0);
		code = working_time_check(&w.given, &config, &w.found, &e);
		fired = alloc_fail_at(0, 0) != 0;
		assert_int_equal(code, fired ? ERR_NOMEM : ERR_OK);
		working_time_breaches_fini(&w.found);
	}
	assert_true(n > 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(severity_is_a_setting),
		cmocka_unit_test(breaches_have_words),
		cmocka_unit_test(memory_may_fail),
	};

	return cmocka_run_group_tests(tests, hours_amsterdam, NULL);
}
