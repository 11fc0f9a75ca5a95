/* SPDX-License-Identifier: EUPL-1.2 */
/* The contacts of a person as they come in: what is stored, and what is wrong with
 * them. */
#include "roster/people/person_internal.h"
#include "tests/support/fields_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void becomes(const char *contacts, const char *stored)
{
	json_t *o = fields_probe(contacts);
	struct err e = { 0 };

	contacts_check(o, &e);
	assert_string_equal(fields_probe_faults(&e), "");
	assert_string_equal(fields_probe_text(o), stored);
	json_decref(o);
}

static void is_wrong(const char *contacts, const char *fields)
{
	json_t *o = fields_probe(contacts);
	struct err e = { 0 };

	contacts_check(o, &e);
	assert_string_equal(fields_probe_faults(&e), fields);
	assert_int_equal(e.code, ERR_INVALID);
	json_decref(o);
}

static void addresses_are_stored_in_one_form(void **state)
{
	(void)state;
	becomes("{'contacts':[{'kind':'mobile','address':'06 - 12 34 56 78'}]}",
		"{'contacts':[{'address':'+31612345678','kind':'mobile','rank':1}]}");
	becomes("{'contacts':[{'kind':'email','address':'Jan@Voorbeeld.NL','rank':7}]}",
		"{'contacts':[{'address':'Jan@Voorbeeld.NL','kind':'email','rank':7}]"
		"}");
}

/* Where none is given: the place in the list. */
static void ranks_follow_the_order(void **state)
{
	(void)state;
	becomes("{'contacts':[{'kind':'mobile','address':'0612345678'},"
		"{'kind':'landline','address':'0384276000'}]}",
		"{'contacts':[{'address':'+31612345678','kind':'mobile','rank':1},"
		"{'address':'+31384276000','kind':'landline','rank':2}]}");
}

static void none_is_no_fault(void **state)
{
	(void)state;
	becomes("{}", "{}");
	becomes("{'contacts':null}", "{'contacts':null}");
	becomes("{'contacts':[]}", "{'contacts':[]}");
}

static void every_wrong_part_is_named(void **state)
{
	(void)state;
	is_wrong("{'contacts':{}}", "contacts");
	is_wrong("{'contacts':[{'kind':'fax','address':'0612345678'}]}",
		"contacts[0].kind");
	is_wrong("{'contacts':[{'kind':'mobile'}]}", "contacts[0].address");
	is_wrong("{'contacts':[{'kind':'mobile','address':'12'},"
		 "{'kind':'email','address':'nobody'}]}",
		"contacts[0].address contacts[1].address");
	is_wrong("{'contacts':[{'kind':'mobile','address':'0612345678','rank':0}]}",
		"contacts[0].rank");
}

/* The same number in two spellings is the same number. */
static void nothing_is_there_twice(void **state)
{
	(void)state;
	is_wrong("{'contacts':[{'kind':'mobile','address':'0612345678'},"
		 "{'kind':'mobile','address':'+31 6 12345678'}]}",
		"contacts[1].address");
	is_wrong("{'contacts':[{'kind':'mobile','address':'0612345678','rank':2},"
		 "{'kind':'mobile','address':'0687654321','rank':2}]}",
		"contacts[1].rank");
}

static void twelve_is_the_most(void **state)
{
	char list[2048] = "{'contacts':[";

	(void)state;
	for (int i = 0; i < PERSON_CONTACTS_MAX; i++)
		(void)snprintf(list + strlen(list), sizeof list - strlen(list),
			"%s{'kind':'mobile','address':'06123456%02d'}",
			i > 0 ? "," : "", i);
	for (int more = 0; more < 2; more++) {
		char whole[sizeof list + 64];
		json_t *o;
		struct err e = { 0 };

		(void)snprintf(whole, sizeof whole, "%s%s]}", list,
			more ? ",{'kind':'mobile','address':'0611111111'}" : "");
		o = fields_probe(whole);
		contacts_check(o, &e);
		assert_string_equal(fields_probe_faults(&e), more ? "contacts" : "");
		json_decref(o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_stored_in_one_form),
		cmocka_unit_test(ranks_follow_the_order),
		cmocka_unit_test(none_is_no_fault),
		cmocka_unit_test(every_wrong_part_is_named),
		cmocka_unit_test(nothing_is_there_twice),
		cmocka_unit_test(twelve_is_the_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
