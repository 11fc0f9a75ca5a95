/* SPDX-License-Identifier: EUPL-1.2 */
/* What replies are shared by, and which tags are the same (RFC 9110 13.1.2).
 *
 * Mutations: the key forgets the cookie, or who takes gzip; a tag matches one that only
 * begins like it; a reply holds after a commit. */
#include "service/api/reply_cache.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void who_asks_something_else_gets_something_else(void **state)
{
	static const struct {
		const char *token, *cookie, *takes, *target;
	} asks[] = { { "Bearer a", NULL, NULL, "/api/v1/people" },
		{ "Bearer b", NULL, NULL, "/api/v1/people" },
		{ NULL, "Bearer a", NULL, "/api/v1/people" },
		{ "Bearer a", NULL, "gzip", "/api/v1/people" },
		{ "Bearer a", NULL, NULL, "/api/v1/people?limit=2" } };
	enum { ASKS = sizeof asks / sizeof *asks };
	char *keys[ASKS];

	(void)state;
	for (size_t i = 0; i < ASKS; i++) {
		struct http_request q = { .target = asks[i].target };

		q.header[HTTP_AUTHORIZATION] = asks[i].token;
		q.header[HTTP_COOKIE] = asks[i].cookie;
		q.header[HTTP_ACCEPT_ENCODING] = asks[i].takes;
		keys[i] = reply_cache_key(&q);
		assert_non_null(keys[i]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(keys[i], keys[k]);
	}
	for (size_t i = 0; i < ASKS; i++)
		base_free(keys[i]);
}

static void entries_are_found_and_bounded(void **state)
{
	struct reply_cache c;
	struct reply_entry *first, *busy[REPLY_CACHE_ENTRIES];
	char key[32];

	(void)state;
	reply_cache_init(&c);
	assert_null(reply_cache_find(&c, "a"));
	first = reply_cache_entry(&c, "a");
	assert_ptr_equal(reply_cache_entry(&c, "a"), first);
	assert_ptr_equal(reply_cache_find(&c, "a"), first);
	first->filling = true;
	for (int i = 1; i < REPLY_CACHE_ENTRIES; i++) {
		(void)snprintf(key, sizeof key, "%d", i);
		busy[i] = reply_cache_entry(&c, key);
		busy[i]->filling = true;
	}
	assert_null(reply_cache_entry(&c, "one more"));
	busy[1]->filling = false;
	assert_non_null(reply_cache_entry(&c, "one more"));
	assert_null(reply_cache_find(&c, "1")); /* what is not being made went */
	first->filling = false;
	for (int i = 2; i < REPLY_CACHE_ENTRIES; i++)
		busy[i]->filling = false;
	reply_cache_fini(&c);
}

static void tags_are_compared_weakly_and_whole(void **state)
{
	static const struct {
		const char *header;
		bool matches;
	} cases[] = { { "\"5\"", true }, { "W/\"5\"", true }, { "*", true },
		{ "\"4\", W/\"5\"", true }, { " \"4\" ,\t\"5\" ", true },
		{ "\"55\"", false }, { "\"5\"x", false }, { "5", false }, { "", false },
		{ ",,", false }, { NULL, false }, { "W/", false } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (reply_tag_matches(cases[i].header, "\"5\"") != cases[i].matches)
			fail_msg("%s", cases[i].header);
	assert_false(reply_tag_matches("*", "")); /* nothing to compare */
}

static void a_reply_holds_until_a_commit_and_a_second(void **state)
{
	struct reply_entry r = { .commits = 7, .made = { 1000 } };
	const struct tick then = { 1999 }, later = { 2000 };

	(void)state;
	assert_false(reply_entry_holds(&r, 7, then)); /* there is none */
	r.response = http_response_static(200, NULL, "", 0);
	assert_non_null(r.response);
	assert_true(reply_entry_holds(&r, 7, then));
	assert_false(reply_entry_holds(&r, 8, then));
	assert_false(reply_entry_holds(&r, 7, later));
	r.filling = true;
	assert_false(reply_entry_holds(&r, 7, then));
	http_response_unref(r.response);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_asks_something_else_gets_something_else),
		cmocka_unit_test(entries_are_found_and_bounded),
		cmocka_unit_test(tags_are_compared_weakly_and_whole),
		cmocka_unit_test(a_reply_holds_until_a_commit_and_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
