/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/network.h"

#include "base/parse.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { ALL_BITS = 128, V4_BITS = 96, SITE_BYTES = 8 };

static const unsigned char v4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool is_v4(const struct network_address *a)
{
	return memcmp(a->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

bool network_parse(const char *text, struct network_address *ret)
{
	struct network_address a;

	memcpy(a.bytes, v4_prefix, sizeof v4_prefix);
	if (inet_pton(AF_INET, text, a.bytes + sizeof v4_prefix) != 1
		&& inet_pton(AF_INET6, text, a.bytes) != 1)
		return false;
	*ret = a;
	return true;
}

bool network_of(const struct sockaddr *a, struct network_address *ret)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)a;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)a;

	if (a == NULL || (a->sa_family != AF_INET && a->sa_family != AF_INET6))
		return false;
	if (a->sa_family == AF_INET6) {
		memcpy(ret->bytes, &v6->sin6_addr, sizeof ret->bytes);
		return true;
	}
	memcpy(ret->bytes, v4_prefix, sizeof v4_prefix);
	memcpy(ret->bytes + sizeof v4_prefix, &v4->sin_addr, sizeof v4->sin_addr);
	return true;
}

void network_text(const struct network_address *a, char *buffer)
{
	if (is_v4(a))
		(void)inet_ntop(
			AF_INET, a->bytes + sizeof v4_prefix, buffer, NETWORK_TEXT);
	else
		(void)inet_ntop(AF_INET6, a->bytes, buffer, NETWORK_TEXT);
}

bool network_same(const struct network_address *a, const struct network_address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct network_address network_site(const struct network_address *a)
{
	struct network_address site = *a;

	if (!is_v4(a))
		memset(site.bytes + SITE_BYTES, 0, sizeof site.bytes - SITE_BYTES);
	return site;
}

/* Are the first bits the same? */
static bool agrees(
	const struct network_address *a, const struct network_address *b, unsigned bits)
{
	unsigned rest = bits % 8;

	if (memcmp(a->bytes, b->bytes, bits / 8) != 0)
		return false;
	return rest == 0
	       || (a->bytes[bits / 8] ^ b->bytes[bits / 8]) >> (8 - rest) == 0;
}

static bool is_prefix(const struct network_address *a, unsigned bits)
{
	for (unsigned i = bits; i < ALL_BITS; i++)
		if ((a->bytes[i / 8] >> (7 - i % 8) & 1) != 0)
			return false;
	return true;
}

static const char *add(struct network_set *n, char *word)
{
	char *slash = strchr(word, '/');
	struct network_address a;
	int64_t bits = ALL_BITS;

	if (n->count == NETWORKS_MAX)
		return "holds more than 16 addresses";
	if (slash != NULL)
		*slash = '\0';
	if (!network_parse(word, &a))
		return "must be addresses or networks such as 10.0.0.5 or "
		       "2001:db8::/64";
	if (slash != NULL && strchr(word, ':') == NULL) {
		if (!parse_int(slash + 1, 1, 32, &bits))
			return "the part after / must be from 1 to 32";
		bits += V4_BITS;
	} else if (slash != NULL && !parse_int(slash + 1, 1, ALL_BITS, &bits)) {
		return "the part after / must be from 1 to 128";
	}
	if (!is_prefix(&a, (unsigned)bits))
		return "names an address inside the network: the bits behind / must "
		       "be 0";
	n->networks[n->count].address = a;
	n->networks[n->count].bits = (unsigned)bits;
	n->count++;
	return NULL;
}

const char *network_set_parse(const char *text, struct network_set *ret)
{
	static const char between[] = " \t,";
	struct network_set n = { 0 };
	char word[NETWORK_TEXT];

	for (text += strspn(text, between); *text != '\0';) {
		size_t len = strcspn(text, between);
		const char *why;

		if (len >= sizeof word)
			return "holds a word that is too long for an address";
		(void)snprintf(word, sizeof word, "%.*s", (int)len, text);
		why = add(&n, word);
		if (why != NULL)
			return why;
		text += len;
		text += strspn(text, between);
	}
	*ret = n;
	return NULL;
}

bool network_set_has(const struct network_set *n, const struct network_address *a)
{
	for (size_t i = 0; i < n->count; i++)
		if (agrees(&n->networks[i].address, a, n->networks[i].bits))
			return true;
	return false;
}
