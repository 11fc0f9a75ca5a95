/* SPDX-License-Identifier: EUPL-1.2 */
/* What a client accepts is read as RFC 9110 writes it, and what was made small reads
 * back the same; what cannot become smaller stays as it is.
 *
 * Mutations: `strstr` for the coding takes "xgzip" for gzip; is_zero() always false
 * sends gzip to who refuses it; one block of output only loses what does not fit in it.
 */
#include "base/alloc.h"
#include "service/http/encoding.h"
#include "tests/support/gunzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void what_is_accepted(void **state)
{
	static const struct {
		const char *header;
		bool gzip, br;
	} cases[] = {
		{ NULL, false, false },
		{ "", false, false },
		{ "gzip", true, false },
		{ "GZIP", true, false },
		{ "gzip, deflate, br", true, true },
		{ "br;q=1.0, gzip;q=0.8, *;q=0.1", true, true },
		{ " br , gzip ; q=0", false, true },
		{ "gzip;q=0.000,br", false, true },
		{ "gzip;q=0.001", true, false },
		{ "xgzip, gzipx, brr", false, false },
		{ "identity;q=1, *;q=0.5", false, false },
		{ ",,;q=0, gzip", true, false },
		{ "deflate;gzip", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (encoding_accepted(cases[i].header, "gzip") != cases[i].gzip
			|| encoding_accepted(cases[i].header, "br") != cases[i].br)
			fail_msg("%s", cases[i].header);
}

/* A list of people, more or less, of about that many bytes. */
static void fill(struct text *t, size_t bytes)
{
	text_init(t, bytes + 100);
	while (t->len < bytes)
		(void)text_addf(t, "{\"id\":%zu,\"display_name\":\"Müller %zu\"},",
			t->len, t->len * 7919 % 1009);
}

static void what_was_made_small_reads_back(void **state)
{
	(void)state;
	for (size_t bytes = 600; bytes < 2 * 1024 * 1024; bytes = bytes * 3 + 1) {
		struct text plain, small;
		char *back;
		size_t len = 0;

		fill(&plain, bytes);
		assert_true(encoding_gzip(&plain, &small));
		assert_true(small.len < plain.len / 2);
		back = gunzip(text_str(&small), small.len, &len);
		assert_non_null(back);
		assert_int_equal(len, plain.len);
		assert_memory_equal(back, text_str(&plain), len);
		free(back);
		text_fini(&small);
		text_fini(&plain);
	}
}

static void what_cannot_become_smaller_stays(void **state)
{
	struct text plain, small;
	uint32_t x = 1;

	(void)state;
	text_init(&plain, 8192);
	assert_false(encoding_gzip(&plain, &small)); /* nothing */
	for (int i = 0; i < 4096; i++) {
		char c;

		x = x * 1664525 + 1013904223;
		c = (char)(x >> 24);
		(void)text_addn(&plain, &c, 1);
	}
	assert_false(encoding_gzip(&plain, &small));
	text_fini(&plain);
}

static void without_memory_nothing_is_lost(void **state)
{
	(void)state;
	for (long n = 1; n < 50; n++) {
		struct text plain, small = { 0 };
		bool ok;

		fill(&plain, 50000);
		(void)alloc_fail_at(n, 1);
		ok = encoding_gzip(&plain, &small);
		if (!alloc_fail_at(0, 0)) {
			assert_true(ok);
			text_fini(&small);
			text_fini(&plain);
			return;
		}
		assert_false(ok);
		assert_int_equal(text_str(&plain)[0], '{');
		text_fini(&plain);
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_accepted),
		cmocka_unit_test(what_was_made_small_reads_back),
		cmocka_unit_test(what_cannot_become_smaller_stays),
		cmocka_unit_test(without_memory_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
