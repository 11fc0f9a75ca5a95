/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/day/invitation.h"

#include <string.h>

#define X(name, text) text,
const char *const invitation_state_words[] = { INVITATION_STATES(X) };
#undef X

static size_t first_waiting(const struct invitation_line *lines, size_t n)
{
	size_t first = n;

	for (size_t i = 0; i < n; i++)
		if (lines[i].state == INVITATION_WAITING
			&& (first == n || lines[i].place < lines[first].place))
			first = i;
	return first;
}

static int64_t count_accepted(const struct invitation_line *lines, size_t n)
{
	int64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += lines[i].state == INVITATION_ACCEPTED;
	return count;
}

void invitation_settle(
	struct invitation_line *lines, size_t n, size_t at, bool yes, int64_t capacity)
{
	int64_t last = 0, accepted;
	size_t next;

	for (size_t i = 0; i < n; i++)
		if (lines[i].place > last)
			last = lines[i].place;
	if (at < n && !yes)
		lines[at].state = INVITATION_DECLINED;
	if (at < n && yes && lines[at].state != INVITATION_ACCEPTED
		&& lines[at].state != INVITATION_WAITING) {
		lines[at].state = INVITATION_WAITING;
		lines[at].place = last + 1;
	}
	accepted = count_accepted(lines, n);
	while ((capacity == 0 || accepted < capacity)
		&& (next = first_waiting(lines, n)) < n) {
		lines[next].state = INVITATION_ACCEPTED;
		accepted++;
	}
}

void invitation_token(const void *secret, size_t secret_len,
	const uint8_t nonce[INVITATION_NONCE_BYTES], uint8_t ret[TOKEN_BYTES])
{
	static const char purpose[] = "invitation";
	uint8_t what[sizeof purpose + INVITATION_NONCE_BYTES];
	struct digest d;

	memcpy(what, purpose, sizeof purpose);
	memcpy(what + sizeof purpose, nonce, INVITATION_NONCE_BYTES);
	d = digest_hmac(secret, secret_len, what, sizeof what);
	memcpy(ret, d.bytes, TOKEN_BYTES);
}
