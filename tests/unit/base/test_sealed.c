/* SPDX-License-Identifier: EUPL-1.2 */
/* Sealed texts: only the same key and purpose open them, and a changed byte shows. */
#include "base/sealed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t key[] = "key", other_key[] = "kex";
static const char text[] = "https://p.example/invitation#i_geheim";
enum { KEY = sizeof key - 1, TEXT = sizeof text, SEALED = TEXT + SEALED_MORE };

static void only_its_key_and_purpose_open_it(void **state)
{
	uint8_t sealed[SEALED];
	char opened[TEXT] = "";

	(void)state;
	sealed_make(key, KEY, "a", text, TEXT, sealed);
	assert_true(sealed_open(key, KEY, "a", sealed, SEALED, opened));
	assert_string_equal(opened, text);
	assert_false(sealed_open(other_key, KEY, "a", sealed, SEALED, opened));
	assert_false(sealed_open(key, KEY, "b", sealed, SEALED, opened));
	assert_false(sealed_open(key, KEY, "a", sealed, SEALED - 1, opened));
	assert_false(sealed_open(key, KEY, "a", sealed, SEALED_MORE - 1, opened));
	assert_false(sealed_open(key, KEY, "a", NULL, 0, opened));
	for (size_t i = 0; i < SEALED; i++) {
		sealed[i] ^= 1;
		assert_false(sealed_open(key, KEY, "a", sealed, SEALED, opened));
		sealed[i] ^= 1;
	}
}

/* Two texts never share a nonce; nothing of a text shows. */
static void another_text_looks_wholly_different(void **state)
{
	uint8_t one[SEALED], two[SEALED];
	char almost[TEXT];
	size_t equal = 0;

	(void)state;
	memcpy(almost, text, TEXT);
	almost[TEXT - 2] ^= 1;
	sealed_make(key, KEY, "a", text, TEXT, one);
	sealed_make(key, KEY, "a", almost, TEXT, two);
	assert_memory_not_equal(one, two, 24);
	for (size_t i = 0; i < SEALED; i++)
		equal += one[i] == two[i];
	assert_true(equal < SEALED / 4);
	assert_null(memmem(one, SEALED, "geheim", 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_its_key_and_purpose_open_it),
		cmocka_unit_test(another_text_looks_wholly_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
