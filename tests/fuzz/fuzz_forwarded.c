/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as the header Forwarded: refused and nothing changed, or an address that can
 * be written and read again; one that was believed stands behind a proxy of ours. */
#include "service/http/forwarded.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), text[NETWORK_TEXT];
	struct network_set proxies;
	struct network_address peer, a, again;
	bool known = true, ok;

	REQUIRE(network_set_parse("10.0.0.0/8 2001:db8::/32", &proxies) == NULL);
	REQUIRE(network_parse("10.0.0.1", &peer));
	a = peer;
	ok = forwarded_client(s, &proxies, &a, &known);
	REQUIRE(known && (ok || network_same(&a, &peer)));
	network_text(&a, text);
	REQUIRE(network_parse(text, &again) && network_same(&a, &again));
	known = false;
	a = (struct network_address){ { 0 } };
	REQUIRE(forwarded_client(s, &proxies, &a, &known) == ok);
	base_free(s);
	return 0;
}
