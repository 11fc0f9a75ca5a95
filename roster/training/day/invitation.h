/* SPDX-License-Identifier: EUPL-1.2 */
/* Invitations to activities: who is asked, who comes, and who waits for a place.
 *
 * While there is room, yes means accepted; when it is full, waiting, in the order of
 * the answers. Whenever a place comes free (somebody says no, the capacity grows) the
 * first who waits gets it. Answers can change until the activity begins. Telling people
 * is the caller's: the changes that others must hear of come back. */
#pragma once

#include "base/digest.h"
#include "roster/training/record/activity.h"

#define INVITATION_STATES(X)                                                           \
	X(INVITED, "invited")                                                          \
	X(ACCEPTED, "accepted") X(WAITING, "waiting") X(DECLINED, "declined")
#define X(name, text) INVITATION_##name,
enum invitation_state { INVITATION_STATES(X) INVITATION_STATES_COUNT };
#undef X
extern const char *const invitation_state_words[];

extern const struct resource invitation_resource; /* read with resource_get only */
extern const struct stmt_list invitation_statements;

/* --- the rule. Pure. */

struct invitation_line {
	int64_t id;
	enum invitation_state state;
	int64_t place; /* order of the answers */
};

/* Line `at` answers: its state and place change. Then, while there is room (capacity 0:
 * always), the first who waits becomes accepted. at >= n: nobody answers, only room is
 * looked for. */
void invitation_settle(
	struct invitation_line *lines, size_t n, size_t at, bool yes, int64_t capacity);

/* --- in the database */

enum { INVITATION_NONCE_BYTES = 16, INVITATIONS_MAX = 5000 };

struct invitation {
	int64_t id, activity_id, person_id;
	enum invitation_state state;
	uint8_t nonce[INVITATION_NONCE_BYTES];
};

/* The token of a link, and how it is stored: its SHA-256. */
void invitation_token(const void *secret, size_t secret_len,
	const uint8_t nonce[INVITATION_NONCE_BYTES], uint8_t ret[TOKEN_BYTES]);

/* Invites somebody; *ret_id is 0 when that was done before. */
MUST_USE enum err_code invitation_add(struct db *db, int64_t activity_id,
	int64_t person_id, const uint8_t nonce[INVITATION_NONCE_BYTES],
	const struct digest *token_hash, const struct change *by, int64_t *ret_id,
	struct err *e);

/* Who got a place because of a change; the others wait for invitation_make_room. */
enum { INVITATION_PROMOTED_MAX = 64 };
struct invitation_change {
	int64_t promoted[INVITATION_PROMOTED_MAX]; /* ids of invitations */
	size_t promoted_count;
};
/* via: "link", "member" or "coordinator". ERR_GONE when the activity has begun or was
 * cancelled (a coordinator can still note an answer). */
MUST_USE enum err_code invitation_answer(struct db *db, int64_t id, bool yes,
	const char *via, const struct change *by, struct invitation_change *ret,
	struct err *e);
/* After the capacity changed, or somebody left: who left has no place. */
MUST_USE enum err_code invitation_make_room(struct db *db, int64_t activity_id,
	const struct change *by, struct invitation_change *ret, struct err *e);

MUST_USE enum err_code invitation_find(
	struct db *db, int64_t id, struct invitation *ret, struct err *e);
/* ERR_NOTFOUND when there is none. */
MUST_USE enum err_code invitation_of(struct db *db, int64_t activity_id,
	int64_t person_id, struct invitation *ret, struct err *e);
MUST_USE enum err_code invitation_by_token(struct db *db,
	const uint8_t token[TOKEN_BYTES], struct invitation *ret, struct err *e);
MUST_USE enum err_code invitation_list(struct db *db, int64_t activity_id,
	int64_t person_id, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* Who is to hear of a change: who did not say no, and is active. */
MUST_USE enum err_code invitation_concerned(struct db *db, int64_t activity_id,
	enum err_code (*each)(void *ctx, int64_t id, int64_t person_id, struct err *e),
	void *ctx, struct err *e);
/* The first activity with an id above `after` that is still to come and for which
 * somebody waits; 0: none. */
MUST_USE enum err_code invitation_waited_for(struct db *db, struct instant now,
	int64_t after, int64_t *ret_activity_id, struct err *e);
/* Those in that state, of people who are active and activities that begin in [from, to)
 * and were not cancelled; with a number above `after`, in order, `most` at most. */
struct invitation_due_query {
	struct instant from, to;
	enum invitation_state state;
	int64_t after;
};
MUST_USE enum err_code invitation_due(struct db *db,
	const struct invitation_due_query *q, struct invitation ret[], size_t most,
	size_t *ret_n, struct err *e);

/* Everybody who holds one of the activity's functions (all functions when it names
 * none) on the day of the activity, aspirants too, and is active; by person id. */
MUST_USE enum err_code invitation_candidates(struct db *db, int64_t activity_id,
	void (*each)(void *ctx, int64_t person_id), void *ctx, struct err *e);
