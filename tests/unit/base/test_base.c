/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors, log lines, memory on demand, and the generator that repeats. */
#include "base/err.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_sentence_grows_from_the_inside_out(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_set(&e, ERR_IO, "disk %d", 7), ERR_IO);
	assert_int_equal(err_wrap(&e, "call-out %d", 41), ERR_IO);
	assert_string_equal(e.msg, "call-out 41: disk 7");
	err_clear(&e);
	assert_int_equal(e.code, ERR_OK);
	assert_string_equal(e.msg, "");
	/* the sentence may be made of itself */
	(void)err_set(&e, ERR_BUSY, "one");
	(void)err_set(&e, ERR_BUSY, "%s and %s", e.msg, e.msg);
	assert_string_equal(e.msg, "one and one");
}

static void faults_are_collected_and_bounded(void **state)
{
	struct err e = { 0 };
	char name[200];

	(void)state;
	memset(name, 'f', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_int_equal(err_fault(&e, "need", "must be %d", 1), ERR_INVALID);
	for (int i = 0; i < 20; i++)
		(void)err_fault(&e, name, "%s", name);
	assert_int_equal(e.faults, ERR_FAULTS_MAX);
	assert_string_equal(e.fault[0].field, "need");
	assert_string_equal(e.fault[0].message, "must be 1");
	assert_int_equal(strlen(e.fault[1].field), ERR_FIELD_MAX - 1);
	assert_non_null(strstr(e.msg, "must be 1"));
	(void)err_set(&e, ERR_IO, "%s", name);
	assert_int_equal(e.faults, 0);
}

static void every_code_has_words(void **state)
{
	(void)state;
	for (int code = 0; code < ERR_CODES_COUNT; code++)
		assert_string_not_equal(err_text((enum err_code)code), "");
}

/* --- log */

static char last_line[4096];

static void keep(struct log_sink *sink, enum log_level level, const char *line)
{
	(void)sink;
	(void)level;
	(void)snprintf(last_line, sizeof last_line, "%s", line);
}

static struct instant fixed_now(const struct clock *c)
{
	(void)c;
	return (struct instant){ 1500 };
}

static void lines_have_time_level_and_event(void **state)
{
	static struct log_sink sink = { keep };
	static const struct clock clock = { .now = fixed_now };
	char long_text[3000];

	(void)state;
	log_event(LOG_ERROR, "nowhere", "%s", "before log_init lines go nowhere");
	assert_string_equal(last_line, "");
	log_init(&sink, &clock, LOG_INFO);
	log_event(LOG_INFO, "callout.started", "callout=%d slots=%d", 41, 3);
	assert_string_equal(last_line,
		"ts=1970-01-01T00:00:01.500Z level=info event=callout.started "
		"callout=41 slots=3");
	log_event(LOG_DEBUG, "quiet", "%s", "");
	assert_non_null(strstr(last_line, "callout.started"));
	memset(long_text, 'x', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	log_event(LOG_WARN, "long", "%s", long_text);
	assert_string_equal(last_line, "event=log.too_long");
	log_init(NULL, NULL, LOG_INFO);
}

/* --- memory */

static void memory_fails_when_asked(void **state)
{
	void *p;

	(void)state;
	(void)alloc_fail_at(2, 0);
	p = base_alloc(8);
	assert_non_null(p);
	assert_null(base_calloc(1, 8));
	base_free(p);
	p = base_strdup("x");
	assert_non_null(p);
	base_free(p);
	assert_true(alloc_fail_at(1, 1));
	assert_null(base_alloc(1));
	assert_null(base_strndup("abc", 2));
	assert_true(alloc_fail_at(0, 0));
	assert_null(base_calloc(SIZE_MAX / 2, 4));
	assert_null(base_realloc_array(NULL, SIZE_MAX / 2, 4));
}

/* --- random */

static void the_same_seed_gives_the_same_numbers(void **state)
{
	struct prng a, b, c;
	int counts[10] = { 0 };

	(void)state;
	prng_init(&a, 42);
	prng_init(&b, 42);
	prng_init(&c, 43);
	for (int i = 0; i < 1000; i++) {
		uint64_t v = prng_next(&a);

		assert_true(v == prng_next(&b));
		assert_true(v != prng_next(&c));
	}
	for (int i = 0; i < 100000; i++) {
		double u = prng_unit(&a);

		assert_true(u >= 0 && u < 1);
		counts[prng_below(&a, 10)]++;
	}
	for (int i = 0; i < 10; i++)
		assert_in_range(counts[i], 9500, 10500);
	assert_int_equal(prng_below(&a, 1), 0);
	assert_true(prng_mix(1, 2) != prng_mix(2, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_grows_from_the_inside_out),
		cmocka_unit_test(faults_are_collected_and_bounded),
		cmocka_unit_test(every_code_has_words),
		cmocka_unit_test(lines_have_time_level_and_event),
		cmocka_unit_test(memory_fails_when_asked),
		cmocka_unit_test(the_same_seed_gives_the_same_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
