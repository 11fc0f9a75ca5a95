/* SPDX-License-Identifier: EUPL-1.2 */
/* Names as the Dutch write and sort them; addresses in the form that is stored. */
#include "roster/people/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *given, *infix, *family, *display, *list, *sort, *search;
} names[] = {
	{ "Jan", "van den", "Berg", "Jan van den Berg", "Berg, van den, Jan",
		"berg jan van den", "jan van den berg" },
	{ "", "", "Smit", "Smit", "Smit", "smit", "smit" },
	{ "Zo\xc3\xab", "",
		"M\xc3\xbcller-\xc3\x87"
		"elik",
		"Zo\xc3\xab M\xc3\xbcller-\xc3\x87"
		"elik",
		"M\xc3\xbcller-\xc3\x87"
		"elik, Zo\xc3\xab",
		"muller-celik zoe", "zoe muller-celik" },
	{ "A\xc3\xaf"
	  "cha",
		"", "El Hamdaoui",
		"A\xc3\xaf"
		"cha El Hamdaoui",
		"El Hamdaoui, A\xc3\xaf"
		"cha",
		"el hamdaoui aicha", "aicha el hamdaoui" },
	{ "Piet", "op 't", "Veld", "Piet op 't Veld", "Veld, op 't, Piet",
		"veld piet op 't", "piet op 't veld" },
};

/* Trailing blanks of a key are of no account. */
static void check_key(char *key, const char *expected)
{
	size_t n = strlen(key);

	while (n > 0 && key[n - 1] == ' ')
		key[--n] = '\0';
	assert_string_equal(key, expected);
}

static void names_are_written_sorted_and_found(void **state)
{
	char name[PERSON_NAME_MAX], key[PERSON_KEY_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		person_display_name(
			names[i].given, names[i].infix, names[i].family, name);
		assert_string_equal(name, names[i].display);
		person_list_name(names[i].given, names[i].infix, names[i].family, name);
		assert_string_equal(name, names[i].list);
		person_sort_key(names[i].given, names[i].infix, names[i].family, key);
		check_key(key, names[i].sort);
		person_search_key(names[i].given, names[i].infix, names[i].family, key);
		check_key(key, names[i].search);
	}
}

/* Van der Poel stands under the P, and one Berg before another by first name. */
static void the_core_word_decides_the_order(void **state)
{
	static const char *const people[][3] = { { "Zara", "van den", "Berg" },
		{ "Anna", "", "Bergsma" }, { "Kees", "de", "Boer" },
		{ "Anna", "", "Jansen" }, { "Bea", "", "Jansen" },
		{ "Jo", "van der", "Poel" }, { "Al", "", "Visser" } };
	char before[PERSON_KEY_MAX] = "", key[PERSON_KEY_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		person_sort_key(people[i][0], people[i][1], people[i][2], key);
		assert_true(strcmp(before, key) < 0);
		memcpy(before, key, sizeof before);
	}
}

/* The longest names that an item may have fit. */
static void the_longest_names_fit(void **state)
{
	char given[81], infix[41], family[81], name[PERSON_NAME_MAX];
	char key[PERSON_KEY_MAX];

	(void)state;
	memset(given, 'g', 80);
	memset(infix, 'i', 40);
	memset(family, 'f', 80);
	given[80] = infix[40] = family[80] = '\0';
	person_display_name(given, infix, family, name);
	assert_int_equal(strlen(name), 202);
	person_list_name(given, infix, family, name);
	assert_int_equal(strlen(name), 204);
	assert_string_equal(name + 204 - 80, given);
	person_search_key(given, infix, family, key);
	assert_int_equal(strlen(key), 202);
}

static void addresses_take_their_stored_form(void **state)
{
	static const struct {
		enum contact_kind kind;
		const char *written, *stored; /* NULL: refused */
	} addresses[] = {
		{ CONTACT_MOBILE, "06-12345678", "+31612345678" },
		{ CONTACT_MOBILE, "+31 (0)6 1234 5678", "+31612345678" },
		{ CONTACT_MOBILE, "0031 6 12 34 56 78", "+31612345678" },
		{ CONTACT_MOBILE, "+49 151 23456789", "+4915123456789" },
		{ CONTACT_MOBILE, "0529-488388", NULL },
		{ CONTACT_MOBILE, "112", NULL },
		{ CONTACT_MOBILE, "", NULL },
		{ CONTACT_MOBILE, "mobiel", NULL },
		{ CONTACT_LANDLINE, "0529-488388", "+31529488388" },
		{ CONTACT_LANDLINE, "0612345678", "+31612345678" },
		{ CONTACT_LANDLINE, "0529-48838", NULL },
		{ CONTACT_EMAIL, "j.berg@gemeente.example", "j.berg@gemeente.example" },
		{ CONTACT_EMAIL, "j.berg", NULL },
		{ CONTACT_EMAIL, "@gemeente.example", NULL },
		{ CONTACT_EMAIL, "a@b@gemeente.example", NULL },
		{ CONTACT_EMAIL, "a@gemeente", NULL },
		{ CONTACT_EMAIL, "a b@gemeente.example", NULL },
		{ CONTACT_EMAIL, "a@gemeente.example,b@gemeente.example", NULL },
		{ CONTACT_PUSH, "a-topic-1", "a-topic-1" },
		{ CONTACT_PUSH, "short", NULL },
		{ CONTACT_PUSH, "a/b/c/d/e", NULL },
	};
	char stored[256];
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		enum err_code rc;

		err_clear(&e);
		rc = contact_normalise(addresses[i].kind, addresses[i].written, stored,
			sizeof stored, &e);
		if ((rc == ERR_OK) != (addresses[i].stored != NULL))
			fail_msg("'%s': %s", addresses[i].written, e.msg);
		if (rc == ERR_OK)
			assert_string_equal(stored, addresses[i].stored);
		else
			assert_true(e.msg[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_written_sorted_and_found),
		cmocka_unit_test(the_core_word_decides_the_order),
		cmocka_unit_test(the_longest_names_fit),
		cmocka_unit_test(addresses_take_their_stored_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
