/* SPDX-License-Identifier: EUPL-1.2 */
/* The section [roster] of the configuration. */
#include "service/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* What it says holds; without it the usual weights do. */
static void severities_are_read(void **state)
{
	static struct config c;
	struct err e;

	(void)state;
	assert_int_equal(config_parse("[service]\n", "x", &c, &e), ERR_OK);
	assert_int_equal(c.rules.coverage[COVERAGE_GAP], SEVERITY_ERROR);
	assert_int_equal(c.rules.reason_for, SEVERITY_ERROR);
	assert_false(c.rules.automatic_swaps);
	assert_int_equal(config_parse("[roster]\ngap = warning\nA6 = off\n"
				      "swap_approval = automatic\n",
				 "x", &c, &e),
		ERR_OK);
	assert_int_equal(c.rules.coverage[COVERAGE_GAP], SEVERITY_WARNING);
	assert_int_equal(c.rules.working_time.severity[WORKING_TIME_A6], SEVERITY_OFF);
	assert_true(c.rules.automatic_swaps);
}

/* Mistakes name file, line and key. */
static void mistakes_are_named(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "[roster]\n\ngaps = off\n", "x, line 3: gaps: is not a key" },
		{ "[roster]\nA2 = never\n", "x, line 2: A2: must be off" },
		{ "[roster]\nswap_approval = yes\n", "line 2: swap_approval: must be" },
		{ "[rosters]\nA2 = off\n", "rosters" },
	};
	static struct config c;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(config_parse(cases[i].text, "x", &c, &e), ERR_INVALID);
		if (strstr(e.msg, cases[i].says) == NULL)
			fail_msg("'%s' does not say '%s'", e.msg, cases[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(severities_are_read),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
