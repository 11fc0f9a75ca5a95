/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses of gateways are parsed once, and only so many are kept.
 * Mutation: no limit in curl_urls_find: fails under the address sanitizer. */
#include "service/dispatch/curl_urls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct curl_urls urls;

static int close_urls(void **state)
{
	(void)state;
	curl_urls_fini(&urls);
	assert_int_equal(urls.count, 0);
	return 0;
}

static void an_address_is_parsed_once(void **state)
{
	CURLU *first = curl_urls_find(&urls, "https://sms.example.org:8443/send?a=1");
	char *host = NULL;

	(void)state;
	assert_non_null(first);
	assert_int_equal(curl_url_get(first, CURLUPART_HOST, &host, 0), CURLUE_OK);
	assert_string_equal(host, "sms.example.org");
	curl_free(host);
	assert_ptr_not_equal(first, curl_urls_find(&urls, "https://sms.example.org/"));
	assert_ptr_equal(
		first, curl_urls_find(&urls, "https://sms.example.org:8443/send?a=1"));
}

static void what_is_no_address_is_left_to_curl(void **state)
{
	(void)state;
	assert_null(curl_urls_find(&urls, "http://[half"));
	assert_int_equal(urls.count, 0);
}

static void only_some_are_kept(void **state)
{
	char url[64];

	(void)state;
	for (int i = 0; i < CURL_URLS_MAX; i++) {
		(void)snprintf(url, sizeof url, "http://gateway%d.example.org/", i);
		assert_non_null(curl_urls_find(&urls, url));
	}
	assert_null(curl_urls_find(&urls, "http://one.too.many.example.org/"));
	assert_non_null(curl_urls_find(&urls, url));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_address_is_parsed_once, close_urls),
		cmocka_unit_test_teardown(
			what_is_no_address_is_left_to_curl, close_urls),
		cmocka_unit_test_teardown(only_some_are_kept, close_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
