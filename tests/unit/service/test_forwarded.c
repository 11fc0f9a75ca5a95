/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/forwarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* "malformed", "nobody" (a unix socket and nothing told), or the address. */
static const char *client(const char *peer, const char *proxies, const char *header)
{
	static char text[NETWORK_TEXT];
	struct network_set set;
	struct network_address a = { { 0 } };
	bool known = network_parse(peer, &a);

	assert_null(network_set_parse(proxies, &set));
	if (!forwarded_client(header, &set, &a, &known))
		return "malformed";
	if (!known)
		return "nobody";
	network_text(&a, text);
	return text;
}

/* The last hop is what our own proxy saw; the examples of RFC 7239 are read. */
static void the_proxy_tells_where_from(void **state)
{
	static const struct {
		const char *header, *client;
	} cases[] = {
		{ "for=192.0.2.43", "192.0.2.43" },
		{ "For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17" },
		{ "for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60" },
		{ "proto=https;for=192.0.2.60", "192.0.2.60" },
		{ "for=192.0.2.43, for=198.51.100.17", "198.51.100.17" },
		{ "for=192.0.2.43,for=\"[2001:db8:cafe::17]\"", "2001:db8:cafe::17" },
		{ "for=\"192.0.2.43:47011\"", "192.0.2.43" },
		{ "for=\"192.0.2.43:_x\"", "192.0.2.43" },
		{ "for=\"\\192.0.2.43\"", "192.0.2.43" },
		{ "for=\"[::ffff:192.0.2.1]\"", "192.0.2.1" },
		{ "for=192.0.2.43, , ", "192.0.2.43" },
		{ "for=192.0.2.43;", "192.0.2.43" },
		{ "by=\"a, for=1.2.3.4\";for=192.0.2.43", "192.0.2.43" },
		{ "", "nobody" },
		{ "for=unknown", "nobody" },
		{ "for=_hidden", "nobody" },
		{ "for=\"_gazonk:4711\"", "nobody" },
		{ "for=1.2.3.4, for=_SEVKISEK", "nobody" },
		{ "for=1.2.3.4, proto=https", "nobody" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strcmp(client("local", "", cases[i].header), cases[i].client) != 0)
			fail_msg("%s: %s", cases[i].header,
				client("local", "", cases[i].header));
}

/* What strangers write left of the first hop that is no proxy of ours counts for
 * nothing. */
static void strangers_are_not_believed(void **state)
{
	static const char proxies[] = "10.0.0.0/8, 2001:db8:1::/48";

	(void)state;
	assert_string_equal(
		client("10.0.0.1", proxies, "for=1.1.1.1, for=192.0.2.9"), "192.0.2.9");
	assert_string_equal(
		client("10.0.0.1", proxies, "for=1.1.1.1, for=192.0.2.9, for=10.2.3.4"),
		"192.0.2.9");
	assert_string_equal(
		client("10.0.0.1", proxies,
			"for=1.1.1.1, for=192.0.2.9, for=\"[2001:db8:1:2::3]\""),
		"192.0.2.9");
	assert_string_equal(
		client("10.0.0.1", proxies, "for=1.1.1.1, for=unknown, for=10.2.3.4"),
		"10.2.3.4");
	assert_string_equal(
		client("10.0.0.1", proxies, "for=10.9.9.9, for=10.2.3.4"), "10.9.9.9");
	assert_string_equal(client("10.0.0.1", proxies, ""), "10.0.0.1");
}

/* What is no such header is refused as a whole, not read in part. */
static void hostile_values_are_refused(void **state)
{
	static const char *const cases[] = { "192.0.2.1", "for=", "for=\"",
		"for=\"1.2.3.4", "for=1.2.3.4 x", "for=1.2.3.4;for=5.6.7.8",
		"for =1.2.3.4", "for= 1.2.3.4", "for=1.2.3", "for=1.2.3.4.5",
		"for=256.1.1.1", "for=01.2.3.4x", "for=[2001:db8::1]",
		"for=2001:db8::1", "for=\"2001:db8::1\"", "for=\"[2001:db8::1\"",
		"for=\"[1.2.3.4]\"", "for=\"[::1]x\"", "for=\"[::1]:\"",
		"for=\"[::1]:123456\"", "for=\"1.2.3.4:\"", "for=\"1.2.3.4:12a\"",
		"for=\"1.2.3.4:_\"", "for=\"[fe80::1%eth0]\"", "for=\"\"", "for=_",
		"for=\"_a b\"", "for=localhost", "for=1.2.3.4, <script>",
		"for=1.2.3.4\nx", "for=\"a\nb\"", "for=\"\\", "=1.2.3.4", "for",
		";,=", "for=1.2.3.4/24", "\x80" };
	char many[1024] = "for=1.2.3.4";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strcmp(client("local", "", cases[i]), "malformed") != 0)
			fail_msg("taken: %s as %s", cases[i],
				client("local", "", cases[i]));
	for (int i = 0; i < 20; i++)
		(void)strcat(many, ",for=1.2.3.4");
	assert_string_equal(client("local", "", many), "malformed");
}

static const char *wrong(const char *text)
{
	struct network_set n;

	return network_set_parse(text, &n);
}

/* Networks are written with the bits behind the prefix 0; a mistake is named. */
static void sets_are_read_strictly(void **state)
{
	static const char *const bad[] = { "10.0.0.0/0", "10.0.0.0/33", "10.0.0.1/8",
		"10.0.0.0/", "10.0.0.0/8/8", "::/129", "2001:db8::1/64", "localhost",
		"10.0.0", "unix", "10.0.0.1;10.0.0.2" };
	struct network_set n;
	struct network_address a;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (wrong(bad[i]) == NULL)
			fail_msg("taken: %s", bad[i]);
	assert_null(network_set_parse(" 10.0.0.0/9,192.0.2.7  2001:db8::/33 ", &n));
	assert_int_equal(n.count, 3);
	assert_true(network_parse("10.127.255.255", &a) && network_set_has(&n, &a));
	assert_true(network_parse("::ffff:10.1.2.3", &a) && network_set_has(&n, &a));
	assert_true(network_parse("10.128.0.0", &a) && !network_set_has(&n, &a));
	assert_true(network_parse("192.0.2.7", &a) && network_set_has(&n, &a));
	assert_true(network_parse("192.0.2.6", &a) && !network_set_has(&n, &a));
	assert_true(network_parse("2001:db8:7fff::1", &a) && network_set_has(&n, &a));
	assert_true(network_parse("2001:db8:8000::1", &a) && !network_set_has(&n, &a));
	assert_null(network_set_parse("", &n));
	assert_int_equal(n.count, 0);
}

/* One household has 2^64 addresses of IPv6, and one of IPv4. */
static void a_site_is_one_household(void **state)
{
	struct network_address a, b, c;

	(void)state;
	assert_true(network_parse("2001:db8:1:2:3:4:5:6", &a));
	assert_true(network_parse("2001:db8:1:2:ffff::9", &b));
	assert_true(network_parse("2001:db8:1:3::9", &c));
	a = network_site(&a);
	b = network_site(&b);
	c = network_site(&c);
	assert_true(network_same(&a, &b));
	assert_false(network_same(&a, &c));
	assert_true(network_parse("192.0.2.1", &a) && network_parse("192.0.2.2", &b));
	a = network_site(&a);
	b = network_site(&b);
	assert_false(network_same(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_proxy_tells_where_from),
		cmocka_unit_test(strangers_are_not_believed),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(sets_are_read_strictly),
		cmocka_unit_test(a_site_is_one_household),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
