/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords: hashed with Argon2id, checked, and refused when they are poor. */
#include "service/accounts/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

static void hashes_match_their_password_only(void **state)
{
	char one[PASSWORD_HASH], two[PASSWORD_HASH];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(password_hash("een goed wachtwoord", one, &e), ERR_OK);
	assert_int_equal(password_hash("een goed wachtwoord", two, &e), ERR_OK);
	assert_string_not_equal(one, two);
	assert_non_null(strstr(one, "$argon2id$"));
	assert_non_null(strstr(one, "m=65536"));
	assert_true(password_matches(one, "een goed wachtwoord"));
	assert_false(password_matches(one, "een goed wachtwoorD"));
	assert_false(password_matches("", ""));
}

/* The hash of nobody costs the same work as a real one, and nothing matches it. */
static void nobody_takes_as_long(void **state)
{
	(void)state;
	assert_int_equal(crypto_pwhash_str_needs_rehash(password_of_nobody,
				 crypto_pwhash_OPSLIMIT_INTERACTIVE,
				 crypto_pwhash_MEMLIMIT_INTERACTIVE),
		0);
	assert_false(password_matches(password_of_nobody, "een goed wachtwoord"));
}

static void poor_passwords_are_refused(void **state)
{
	static const struct {
		const char *password, *fault;
	} cases[] = { { "", "12 to" }, { "elf tekens!", "12 to" },
		{ "planner2026!!", "name" }, { "PLANNER-2026!", "name" },
		{ "aaaaaaaaaaaaaaa", "different" }, { "abcabcabcabcabc", "different" },
		{ "een goed wachtwoord", NULL } };
	char long_one[PASSWORD_MAX + 2];
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		err_clear(&e);
		password_check(cases[i].password, "planner", "password", &e);
		if (cases[i].fault == NULL) {
			assert_int_equal(e.code, ERR_OK);
			continue;
		}
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.fault[0].field, "password");
		assert_non_null(strstr(e.fault[0].message, cases[i].fault));
	}
	for (size_t i = 0; i < PASSWORD_MAX + 1; i++)
		long_one[i] = (char)('a' + i % 20);
	long_one[PASSWORD_MAX + 1] = '\0';
	err_clear(&e);
	password_check(long_one, "planner", "password", &e);
	assert_int_equal(e.code, ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_match_their_password_only),
		cmocka_unit_test(nobody_takes_as_long),
		cmocka_unit_test(poor_passwords_are_refused),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
