/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses and networks, bit by bit.
 *
 * Mutations: the bits of IPv4 are not moved behind its prefix; agrees() forgets the
 * last bits of a byte; network_site() cuts IPv4 too. */
#include "service/http/network.h"

#include "base/random.h"
#include "service/http/address.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

static struct network_address address(const char *text)
{
	struct network_address a;

	assert_true(network_parse(text, &a));
	return a;
}

static bool has(const char *networks, const char *text)
{
	struct network_set set;
	struct network_address a = address(text);

	assert_null(network_set_parse(networks, &set));
	return network_set_has(&set, &a);
}

static unsigned bit(const struct network_address *a, unsigned i)
{
	return a->bytes[i / 8] >> (7 - i % 8) & 1;
}

static bool begins_alike(
	const struct network_address *a, const struct network_address *b, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if (bit(a, i) != bit(b, i))
			return false;
	return true;
}

/* A random address of which few bits are set or differ from another. */
static struct network_address drawn(struct prng *p, bool v4)
{
	struct network_address a = address(v4 ? "0.0.0.0" : "::");

	for (size_t i = v4 ? 12 : 0; i < sizeof a.bytes; i++)
		a.bytes[i] = (unsigned char)prng_below(p, 256);
	return a;
}

static void cut(struct network_address *a, unsigned bits)
{
	for (unsigned i = bits; i < 128; i++)
		a->bytes[i / 8] &= (unsigned char)~(1U << (7 - i % 8));
}

static void a_network_has_what_begins_like_it(void **state)
{
	struct prng p;
	int inside = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 4000; seed++) {
		bool v4 = seed % 2 == 0;
		unsigned own, first = v4 ? 96 : 0;
		struct network_address net, other;
		struct network_set set;
		char text[NETWORK_TEXT], written[NETWORK_TEXT + 8];

		prng_init(&p, seed);
		own = 1 + (unsigned)prng_below(&p, 128 - first);
		net = drawn(&p, v4);
		other = net;
		if (prng_below(&p, 3) > 0) /* one bit differs */
			other.bytes[first / 8 + prng_below(&p, (128 - first) / 8)] ^=
				(unsigned char)(1U << prng_below(&p, 8));
		cut(&net, first + own);
		network_text(&net, text);
		(void)snprintf(written, sizeof written, "%s/%u", text, own);
		/* what begins like an IPv4 address is written as one */
		if (!v4 && strchr(text, ':') == NULL)
			continue;
		assert_null(network_set_parse(written, &set));
		assert_int_equal(network_set_has(&set, &other),
			begins_alike(&net, &other, first + own));
		inside += network_set_has(&set, &other);
	}
	assert_in_range(inside, 1000, 3500);
}

static void both_spellings_are_one_address(void **state)
{
	struct network_address a = address("192.0.2.7"),
			       b = address("::ffff:192.0.2.7");
	char text[NETWORK_TEXT];

	(void)state;
	assert_true(network_same(&a, &b));
	network_text(&b, text);
	assert_string_equal(text, "192.0.2.7");
	assert_true(has("10.0.0.0/8, 192.0.2.7", "::ffff:192.0.2.7"));
	assert_false(has("10.0.0.0/8 2001:db8::/64", "11.0.0.1"));
	assert_false(has("::1", "127.0.0.1"));
	assert_false(has("", "127.0.0.1"));
}

static void a_site_is_what_one_can_change_within(void **state)
{
	struct network_address v4 = address("192.0.2.7"),
			       v6 = address("2001:db8::1:2:3:4");
	struct network_address here = network_site(&v4), site = network_site(&v6),
			       net = address("2001:db8::");

	(void)state;
	assert_true(network_same(&here, &v4));
	assert_true(network_same(&site, &net));
}

static void what_is_no_network_is_told(void **state)
{
	static const char *const bad[] = {
		"10.0.0", "10.0.0.1/33", "10.0.0.1/0", "::/129", "10.0.0.1/8",
		"2001:db8::1/64", "localhost", "10.0.0.0/8/8", "10.0.0.0/",
		"2001:0db8:0000:0000:0000:0000:0000:0001:2001:0db8:0000:0000:0000:0000"
	};
	char many[NETWORKS_MAX * 10 + 10] = "";
	struct network_set set;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (network_set_parse(bad[i], &set) == NULL)
			fail_msg("taken: %s", bad[i]);
	for (int i = 0; i < NETWORKS_MAX; i++)
		(void)snprintf(many + strlen(many), 11, "10.0.0.%d ", i);
	assert_null(network_set_parse(many, &set));
	assert_int_equal(set.count, NETWORKS_MAX);
	(void)snprintf(many + strlen(many), 11, "10.0.0.99");
	assert_non_null(network_set_parse(many, &set));
}

static void sockets_have_addresses(void **state)
{
	struct network_address a;
	struct sockaddr_storage s;
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char text[NETWORK_TEXT];
	socklen_t len;

	(void)state;
	assert_true(address_parse("127.0.0.1:80", &s, &len));
	assert_int_equal(ntohs(((struct sockaddr_in *)(void *)&s)->sin_port), 80);
	assert_int_equal(len, sizeof(struct sockaddr_in));
	assert_true(network_of((struct sockaddr *)(void *)&s, &a));
	network_text(&a, text);
	assert_string_equal(text, "127.0.0.1");
	assert_true(address_parse("[2001:db8::1]:0", &s, &len));
	assert_int_equal(len, sizeof(struct sockaddr_in6));
	assert_true(network_of((struct sockaddr *)(void *)&s, &a));
	network_text(&a, text);
	assert_string_equal(text, "2001:db8::1");
	assert_false(network_of((struct sockaddr *)(void *)&un, &a));
	assert_false(network_of(NULL, &a));
}

static void where_to_listen_is_an_address_with_a_port(void **state)
{
	static const char *const bad[] = { "", ":", ":80", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1]",
		"[::1:80", "[]:80", "localhost:80", "[127.0.0.1]:80" };
	struct sockaddr_storage s;
	char path[200] = "unix:";
	socklen_t len;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (address_parse(bad[i], &s, &len))
			fail_msg("taken: %s", bad[i]);
	assert_string_equal(address_unix("unix:/run/paraat.sock"), "/run/paraat.sock");
	assert_null(address_unix("unix:"));
	assert_null(address_unix("/run/paraat.sock"));
	memset(path + 5, 'x', 107);
	assert_non_null(address_unix(path));
	path[5 + 107] = 'x';
	assert_null(address_unix(path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_has_what_begins_like_it),
		cmocka_unit_test(both_spellings_are_one_address),
		cmocka_unit_test(a_site_is_what_one_can_change_within),
		cmocka_unit_test(what_is_no_network_is_told),
		cmocka_unit_test(sockets_have_addresses),
		cmocka_unit_test(where_to_listen_is_an_address_with_a_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
