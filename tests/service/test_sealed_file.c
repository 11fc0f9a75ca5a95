/* SPDX-License-Identifier: EUPL-1.2 */
/* Sealed files: any length comes back as it was; a change of any byte, a cut at any
 * place, anything added, and chunks in another order are found. */
#include "service/backup/sealed_file.h"

#include "base/alloc.h"
#include "base/random.h"
#include "service/real.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CHUNK = 64 * 1024, BIG = 3 * CHUNK + 100 };

static char folder[64], plain[96], sealed[96], back[96];
static const uint8_t key[SEALED_KEY_BYTES] = { 9 };
static unsigned char bytes[BIG], read_back[BIG + 1], container[BIG + 4096];

static int begin(void **state)
{
	struct prng r;

	(void)state;
	real_init();
	prng_init(&r, 5);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)prng_next(&r);
	(void)strcpy(folder, "/tmp/paraat-sealed-XXXXXX");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(plain, sizeof plain, "%s/plain", folder);
	(void)snprintf(sealed, sizeof sealed, "%s/sealed", folder);
	(void)snprintf(back, sizeof back, "%s/back", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	(void)unlink(plain);
	(void)unlink(sealed);
	(void)unlink(back);
	return rmdir(folder);
}

static void put(const char *file, const void *data, size_t n)
{
	FILE *f = fopen(file, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static size_t get(const char *file, void *data, size_t max)
{
	FILE *f = fopen(file, "re");
	size_t n;

	assert_non_null(f);
	n = fread(data, 1, max, f);
	(void)fclose(f);
	return n;
}

/* Seals the first n bytes; returns the length of the container. */
static size_t seal(size_t n)
{
	struct err e = { 0 };

	put(plain, bytes, n);
	test_ok(sealed_file_write(plain, sealed, key, &e), &e);
	return get(sealed, container, sizeof container);
}

/* Is this container refused, leaving nothing? */
static void check_refused(const unsigned char *data, size_t n)
{
	struct err e = { 0 };

	put(sealed, data, n);
	assert_int_equal(sealed_file_read(sealed, back, key, &e), ERR_INVALID);
	assert_int_not_equal(access(back, F_OK), 0);
}

static void any_length_comes_back(void **state)
{
	static const size_t lengths[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK,
		BIG };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		(void)seal(lengths[i]);
		assert_true(sealed_file_is(sealed));
		test_ok(sealed_file_read(sealed, back, key, &e), &e);
		assert_int_equal(get(back, read_back, sizeof read_back), lengths[i]);
		assert_memory_equal(read_back, bytes, lengths[i]);
	}
	assert_false(sealed_file_is(plain));
	assert_false(sealed_file_is("/nonexistent"));
}

static void every_changed_byte_is_found(void **state)
{
	size_t n = seal(40);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		container[i] ^= 1;
		check_refused(container, n);
		container[i] ^= 1;
	}
}

static void every_cut_is_found(void **state)
{
	size_t n = seal(40);

	(void)state;
	for (size_t i = 0; i < n; i++)
		check_refused(container, i);
	n = seal(2 * CHUNK);
	check_refused(container, n - (CHUNK + 17)); /* exactly the last chunk */
	(void)seal(40);
	container[n = seal(40)] = 0;
	check_refused(container, n + 1);
}

static void chunks_keep_their_order(void **state)
{
	enum { HEAD = 16 + 24, SEALED = CHUNK + 17 };
	static unsigned char other[sizeof container];
	size_t n = seal(BIG);

	(void)state;
	memcpy(other, container, n);
	memcpy(other + HEAD, container + HEAD + SEALED, SEALED);
	memcpy(other + HEAD + SEALED, container + HEAD, SEALED);
	check_refused(other, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_length_comes_back),
		cmocka_unit_test(every_changed_byte_is_found),
		cmocka_unit_test(every_cut_is_found),
		cmocka_unit_test(chunks_keep_their_order),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
