/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules for alarms of a control room: what they hold for, and the texts made of them.
 *
 * Mutations: an alarm without the field meets a rule; a control character is put as it
 * is; the cut does not look for the border of a character. */
#include "alert/alarm/alarm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool matches(const char *rules, const char *alarm)
{
	json_t *r = json_loads(rules, JSON_DECODE_ANY, NULL);
	json_t *a = json_loads(alarm, 0, NULL);
	bool ret;

	assert_non_null(r);
	assert_non_null(a);
	ret = alarm_matches(r, a);
	json_decref(r);
	json_decref(a);
	return ret;
}

static void rules_hold_or_not(void **state)
{
	static const char alarm[] =
		"{\"kind\":\"GRIP 3 – Évacuatie\",\"level\":3,\"real\":true,"
		"\"none\":null,\"list\":[1]}";
	static const struct {
		const char *rules;
		bool holds;
	} cases[] = {
		{ "[]", true },
		{ "[{\"field\":\"kind\",\"is\":\"contains\",\"value\":\"evac\"}]",
			true },
		{ "[{\"field\":\"kind\",\"is\":\"starts_with\",\"value\":\"grip 3\"}]",
			true },
		{ "[{\"field\":\"kind\",\"is\":\"starts_with\",\"value\":\"3\"}]",
			false },
		{ "[{\"field\":\"kind\",\"is\":\"equals\",\"value\":\"GRIP 3\"}]",
			false },
		{ "[{\"field\":\"level\",\"is\":\"equals\",\"value\":\"3\"}]", true },
		{ "[{\"field\":\"level\",\"is\":\"equals\",\"value\":\"03\"}]", false },
		{ "[{\"field\":\"real\",\"is\":\"equals\",\"value\":\"true\"}]", true },
		{ "[{\"field\":\"gone\",\"is\":\"contains\",\"value\":\"\"}]", false },
		{ "[{\"field\":\"none\",\"is\":\"equals\",\"value\":\"\"}]", true },
		{ "[{\"field\":\"list\",\"is\":\"equals\",\"value\":\"1\"}]", false },
		{ "[{\"field\":\"level\",\"is\":\"equals\",\"value\":\"3\"},"
		  "{\"field\":\"kind\",\"is\":\"contains\",\"value\":\"brand\"}]",
			false },
		{ "[{\"field\":\"level\",\"is\":\"near\",\"value\":\"3\"}]", false },
		{ "[{\"field\":\"level\",\"value\":\"3\"}]", false },
		{ "[7]", false },
		{ "null", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (matches(cases[i].rules, alarm) != cases[i].holds)
			fail_msg("%s", cases[i].rules);
}

static void renders(const char *template, bool line, size_t max, const char *reads)
{
	json_t *a = json_pack("{s:s,s:i,s:s}", "place", "Zwolle\r\nCentrum", "level", 2,
		"evil", "{place}\x1b[2J");
	TEXT_AUTO out = { 0 };

	text_init(&out, 1000);
	assert_true(alarm_render(&out, template, a, line, max));
	assert_string_equal(text_str(&out), reads);
	json_decref(a);
}

/* What an alarm says is text for people: in one line where that is asked, without what
 * a terminal or a telephone would act on, and never read as a template itself. */
static void texts_are_made_of_what_is_said(void **state)
{
	(void)state;
	renders("Brand {place} ({level})", true, 100, "Brand Zwolle  Centrum (2)");
	renders("{place}", false, 100, "Zwolle \nCentrum");
	renders("{evil}", true, 100, "{place} [2J");
	renders("a {gone} b", true, 100, "a  b");
	renders("open {place", true, 100, "open {place");
	renders("", true, 100, "");
	renders("abcdef", true, 3, "abc");
	renders("caf\u00e9", true, 4, "caf"); /* not half a letter */
	renders("caf\u00e9", true, 5, "caf\u00e9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_hold_or_not),
		cmocka_unit_test(texts_are_made_of_what_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
