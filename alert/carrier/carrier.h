/* SPDX-License-Identifier: EUPL-1.2 */
/* What all carriers share: a message to be sent, what became of it, and what comes
 * back. Encoders and decoders are pure; sending is the service's transport. */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#define CHANNELS(X)   X(SMS, "sms") X(VOICE, "voice") X(EMAIL, "email") X(PUSH, "push")
#define X(name, text) CHANNEL_##name,
enum channel { CHANNELS(X) CHANNELS_COUNT };
#undef X
extern const char *const channel_words[];

struct carrier_message {
	int64_t attempt_id;
	int64_t callout_id; /* 0: none */
	const char *to, *from, *text;
};

enum carrier_result {
	CARRIER_SENT,   /* the provider has taken it */
	CARRIER_RETRY,  /* not now: busy, broken, unreachable */
	CARRIER_FAILED, /* never: this message or address is refused */
};

struct carrier_outcome {
	enum carrier_result result;
	char provider_id[80]; /* "" when none was given */
	char reason[120];
	int retry_after_seconds; /* 0: not said */
};

/* A delivery report. */
struct carrier_receipt {
	char id[80]; /* attempt or provider id */
	bool delivered;
	char reason[120];
};

/* A text that came in. */
struct carrier_inbound {
	char from[32]; /* as sent; may not be a number */
	char text[512];
	char at[40];
};

/* Does header ("sha256=<hex>") hold the HMAC-SHA256 of the body under secret? Constant
 * time; false for an empty secret. */
bool carrier_signed(
	const char *header, const char *secret, const char *body, size_t len);
MUST_USE enum err_code carrier_receipt_read(
	const char *body, size_t len, struct carrier_receipt *ret, struct err *e);
MUST_USE enum err_code carrier_inbound_read(
	const char *body, size_t len, struct carrier_inbound *ret, struct err *e);

/* http-sms: the request body, and what a reply means. */
bool http_sms_encode(const struct carrier_message *m, struct text *body);
void http_sms_decode(int status, const char *body, size_t len, int retry_after_seconds,
	struct carrier_outcome *ret);
/* No reply at all: refused, timed out, reset: outcome unknown, try again. */
void carrier_no_reply(const char *why, struct carrier_outcome *ret);
