/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/simulated_provider.h"

#include <string.h>

enum { TIMED_OUT_MS = 15000, JUST_IN_TIME_MS = 14000, FLAP_MS = 10000 };

const char *const manner_words[] = { "works", "down", "nameless", "untrusted", "slow",
	"late", "half-open", "twice", "wrong", "rubbish", "redirects", "floods",
	"loses", "halves", "lies", "later", "refuses", "flaps" };

/* What comes back: status 0 with why, as the transport says it. */
static const struct {
	int status;
	const char *body, *why;
	int64_t after_ms;
	int copies;
} replies[MANNERS] = {
	[MANNER_WORKS] = { 200, "{\"id\":\"7\"}", "", 0, 1 },
	[MANNER_DOWN] = { 0, "", "the gateway refuses connections", 0, 0 },
	[MANNER_NAMELESS] = { 0, "", "the gateway's name cannot be found", 0, 0 },
	[MANNER_UNTRUSTED] = { 0, "", "the gateway's certificate is not trusted", 0,
		0 },
	[MANNER_SLOW] = { 200, "{\"id\":\"7\"}", "", JUST_IN_TIME_MS, 1 },
	[MANNER_LATE] = { 0, "", "the gateway did not answer in time", TIMED_OUT_MS,
		1 },
	[MANNER_HALF_OPEN] = { 0, "", "the gateway did not answer in time",
		TIMED_OUT_MS, 0 },
	[MANNER_TWICE] = { 200, "{\"id\":\"7\"}", "", 0, 2 },
	[MANNER_WRONG] = { 200, "{\"id\":\"7\"}", "", 0, 1 },
	[MANNER_RUBBISH] = { 200, "<html>Welkom bij de hotspot</html>", "", 0, 0 },
	[MANNER_REDIRECTS] = { 302, "", "", 0, 0 },
	[MANNER_FLOODS] = { 0, "", "the gateway answers with too much", 0, 0 },
	[MANNER_LOSES] = { 200, "{\"id\":\"7\"}", "", 0, 1 },
	[MANNER_HALVES] = { 200, "{\"id\":\"7\"}", "", 0, 1 },
	[MANNER_LIES] = { 200, "{\"id\":\"7\"}", "", 0, 0 },
	[MANNER_LATER] = { 429, "", "", 0, 0 },
	[MANNER_REFUSES] = { 422, "", "", 0, 0 },
	[MANNER_FLAPS] = { 200, "{\"id\":\"7\"}", "", 0, 1 },
};

bool manner_delivers(enum manner m)
{
	return replies[m].copies > 0 && !manner_deceives(m) && m != MANNER_FLAPS;
}

bool manner_deceives(enum manner m)
{
	return m == MANNER_LOSES || m == MANNER_HALVES || m == MANNER_LIES;
}

struct simulated_answer simulated_answer(
	enum manner manner, int64_t now_ms, struct prng *chance)
{
	struct simulated_answer a = { .after_ms =
					      20 + (int64_t)prng_below(chance, 80) };
	struct carrier_reply said;

	if (manner == MANNER_FLAPS && now_ms / FLAP_MS % 2 != 0)
		manner = MANNER_DOWN;
	a.after_ms += replies[manner].after_ms;
	a.copies = replies[manner].copies;
	a.is_another = manner == MANNER_WRONG;
	if ((manner == MANNER_LOSES && prng_below(chance, 10) == 0)
		|| (manner == MANNER_HALVES && prng_below(chance, 2) == 0))
		a.copies = 0;
	if (replies[manner].status == 0) {
		carrier_no_reply(replies[manner].why, &a.what);
		return a;
	}
	said = (struct carrier_reply){ .status = replies[manner].status,
		.body = replies[manner].body,
		.len = strlen(replies[manner].body),
		.retry_after_seconds = manner == MANNER_LATER ? 3600 : 0 };
	carrier_spryng.decode(&said, &a.what);
	a.what.provider_id[0] = '\0'; /* all would have the same */
	return a;
}
