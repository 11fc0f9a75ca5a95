/* SPDX-License-Identifier: EUPL-1.2 */
/* The outbox: messages to be sent, as rows that survive anything; leased in batches,
 * sent by the service, their outcomes recorded in batches. Delivery is at least once:
 * each carries its attempt id. Store thread. */
#pragma once

#include "alert/call/call.h"

/* For outbox_ask: the asks of one step are written together. They are in the database
 * after stmt_run; stmt_done afterwards. */
MUST_USE enum err_code outbox_asks(struct db *db, struct stmt **ret, struct err *e);
MUST_USE enum err_code outbox_ask(struct db *db, const struct call_settings *settings,
	struct stmt *asks, const struct call *call, uint32_t person, int path,
	bool again, struct instant now, struct err *e);
/* body: only for PURPOSE_MESSAGE (the text) and PURPOSE_SHORT (the function's name). */
MUST_USE enum err_code outbox_tell(struct db *db, const struct call_settings *settings,
	const struct call *call, uint32_t person, enum call_purpose purpose,
	const char *body_or_null, struct instant now, struct err *e);
/* To somebody outside the recipients: a coordinator on duty. */
MUST_USE enum err_code outbox_notify(struct db *db,
	const struct call_settings *settings, const struct call *call,
	int64_t person_id, const char *body, struct instant now, struct err *e);
/* How to answer, to the number a text came from. */
MUST_USE enum err_code outbox_help(struct db *db, const struct call *call,
	int64_t person_id, const char *address, struct instant now, struct err *e);
/* A message of a notice (alert/outbox/notice.h): one path. */
struct outbox_notice_row {
	int64_t notice_id, person_id;
	int path;
	enum channel channel;
	const char *address;
	bool urgent;
	struct instant due_at;
};
MUST_USE enum err_code outbox_notice(struct db *db,
	const struct outbox_notice_row *notice, struct instant now, struct err *e);
/* A test message through one gateway and no other (alert/outbox/watch.h). */
MUST_USE enum err_code outbox_test(struct db *db, const char *gateway,
	enum channel channel, const char *address, struct instant now, struct err *e);
/* Asks of this recipient that are not under way need not be sent. */
MUST_USE enum err_code outbox_cancel(
	struct db *db, int64_t recipient_id, struct err *e);

/* A gateway as the outbox sees it. */
struct outbox_gateway {
	char name[64];
	enum channel channel;
	bool any_channel;    /* the simulator */
	bool gone;           /* gets no more: only outcomes of before name it */
	int rank;            /* lower first */
	bool usable;         /* not known to be broken, or to be probed */
	bool broken;         /* if usable: what fits in its room is a probe */
	size_t room;         /* how many more it takes now */
	int receipt_seconds; /* no receipt by then: as if not sent; 0: it gives none */
	const char *test_to; /* where it may be tried; NULL or "": nowhere */
	/* filled by outbox_run */
	bool in_doubt;    /* takes messages, and no receipts come (outbox/receipts.h) */
	bool loses;       /* in doubt: too few come */
	bool passed_over; /* for that: another one of its channel works */
};

/* What the service has to send. */
struct outbox_message {
	int64_t attempt_id, callout_id, recipient_id, person_id;
	enum call_purpose purpose;
	int path; /* of an ask: round * 100 + contact path */
	enum channel channel;
	size_t gateway; /* index in the gateways given */
	bool on_duty;
	bool asks; /* an answer is wanted */
	bool english, urgent;
	char link[320];  /* the answer page; "" for who is no recipient */
	char title[240]; /* "" for none */
	char to[256];
	char *text; /* base_free by the service */
};

/* What became of one. */
struct outbox_outcome {
	int64_t attempt_id, callout_id, recipient_id, person_id;
	enum call_purpose purpose;
	int path;
	enum channel channel;
	size_t gateway; /* as in the message */
	bool unsent;    /* it never left: due at once, as if nobody had taken it */
	struct instant at;
	struct carrier_outcome what;
};

enum { OUTBOX_LEASE_SECONDS = 60 };

struct outbox_batch {
	const struct outbox_outcome *outcomes;
	size_t outcomes_count;
	struct outbox_gateway *gateways; /* room is used up */
	size_t gateways_count;
	uint64_t chance;                 /* random: jitter */
	struct outbox_message *messages; /* filled; room for messages_max */
	size_t messages_max, messages_count;
	struct instant next_due; /* when to come again; INSTANT_NEVER: nothing waits */
	unsigned stuck;  /* bit CHANNEL_x: calls wait, and no gateway of it works */
	unsigned unsure; /* of them: some take messages, and no receipts come */
};
/* Records outcomes (with the steps of their call-outs), then leases what is due. When
 * the job fails the messages must be thrown away. */
MUST_USE enum err_code outbox_run(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e);

/* At the start of the program: whoever held a lease is gone, so that what was leased is
 * due at once, by the same gateway as before (which knows the attempt's id). Which
 * gateways were in doubt is known again. */
MUST_USE enum err_code outbox_recover(struct db *db, struct instant now, struct err *e);

/* The wall clock was set: what is known of receipts goes along. */
void outbox_receipts_shift(struct db *db, struct duration jump);

/* A delivery report. *ret_known false: no such message (ignored). Repeats and late
 * reports change nothing. */
MUST_USE enum err_code outbox_receipt(struct db *db,
	const struct call_settings *settings, const char *gateway,
	const struct carrier_receipt *receipt, const struct change *by, bool *ret_known,
	struct err *e);

/* Try again after: exponential with jitter, 2 s, 4 s … at most 60 s; never sooner than
 * the gateway asks. Pure. */
struct duration outbox_backoff(int failures, int retry_after_seconds, uint64_t chance);

extern const struct stmt_list outbox_statements;
