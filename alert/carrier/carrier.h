/* SPDX-License-Identifier: EUPL-1.2 */
/* What all carriers share: a message to be sent, what became of it, and what comes
 * back. Encoders and decoders are pure; sending is the service's transport. */
#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "base/text.h"

#include <jansson.h>

#define CHANNELS(X)   X(SMS, "sms") X(VOICE, "voice") X(EMAIL, "email") X(PUSH, "push")
#define X(name, text) CHANNEL_##name,
enum channel { CHANNELS(X) CHANNELS_COUNT };
#undef X
extern const char *const channel_words[];

struct carrier_message {
	int64_t attempt_id;
	int64_t callout_id; /* 0: none */
	const char *to, *from, *text;
	/* for the channels that can show more; NULL or 0 when there is none */
	const char *title; /* subject of a mail, head of a push message */
	const char *link;  /* the answer page */
	bool asks;         /* an answer is wanted */
	bool english;      /* else Dutch */
	bool urgent;       /* real, or an exercise of it */
	struct instant at; /* when it is sent */
};

/* How a gateway is spoken to: from the configuration. Texts are borrowed, never NULL,
 * "" for what is not given. */
struct carrier_account {
	const char *url;      /* of the provider */
	const char *user;     /* account or login name */
	const char *token;    /* key or password */
	const char *callback; /* our own address for it: "https://…/gateway/NAME" */
	const char *secret;   /* guards its callbacks */
};

enum carrier_method { CARRIER_POST, CARRIER_GET, CARRIER_MAIL };

/* What is sent to a provider. */
struct carrier_request {
	enum carrier_method method;
	struct text url, body;
	const char *content_type; /* a literal; NULL: there is no body */
	char authorization[400];  /* "" for none */
	char from[128], to[256];  /* of the envelope; only for CARRIER_MAIL */
};
void carrier_request_init(struct carrier_request *r);
void carrier_request_fini(struct carrier_request *r);

struct carrier_reply {
	int status;
	const char *body;
	size_t len;
	int retry_after_seconds; /* 0: not said */
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

/* How far a message came, as its provider tells it. Reports come in any order, twice,
 * or never: one that is final stands, others only go up (carrier_progress_after). */
enum carrier_progress {
	CARRIER_UNKNOWN, /* a word that we do not know: noted, changes nothing */
	CARRIER_QUEUED,
	CARRIER_ON_ITS_WAY,
	CARRIER_CALL_OVER,   /* voice: what it was worth, the keys tell */
	CARRIER_UNDELIVERED, /* final */
	CARRIER_DELIVERED,   /* final */
};
static inline bool carrier_is_final(enum carrier_progress p)
{
	return p >= CARRIER_UNDELIVERED;
}
enum carrier_progress carrier_progress_after(
	enum carrier_progress known, enum carrier_progress told);

/* A delivery report. */
struct carrier_receipt {
	char id[80];    /* attempt or provider id */
	bool delivered; /* progress is CARRIER_DELIVERED */
	enum carrier_progress progress;
	char reason[120];
};

/* A text that came in. */
struct carrier_inbound {
	char from[32]; /* as sent; may not be a number */
	char text[512];
	char at[40];
	char id[80]; /* the provider's, "" when it gives none: tells repeats apart */
};

enum carrier_what { CARRIER_RECEIPT, CARRIER_INBOUND, CARRIER_VOICE };

/* What a provider sends to us. Texts are borrowed, never NULL. */
struct carrier_callback {
	enum carrier_what what; /* by the address it came to */
	const char *url;        /* as the provider called it, with its query */
	const char *query;      /* of that, without "?" */
	const char *body;
	size_t len;
	const char *signature;             /* X-Paraat-Signature */
	const char *twilio_signature;      /* X-Twilio-Signature */
	const char *messagebird_signature; /* MessageBird-Signature-JWT */
	struct instant now;
};

struct voice_event;
struct voice_turn;

/* One provider's dialect. All functions are pure; those that do not apply are NULL. */
struct carrier {
	const char *kind; /* its word in the configuration */
	enum channel channel;
	/* False when memory is out or the message cannot be written for it. */
	bool (*encode)(const struct carrier_account *a, const struct carrier_message *m,
		struct carrier_request *ret);
	void (*decode)(const struct carrier_reply *reply, struct carrier_outcome *ret);
	/* Is the callback from the provider? Asked before anything of it is read. */
	bool (*is_genuine)(
		const struct carrier_account *a, const struct carrier_callback *c);
	/* False when no message or sender is named. */
	bool (*receipt)(const struct carrier_callback *c, struct carrier_receipt *ret);
	bool (*inbound)(const struct carrier_callback *c, struct carrier_inbound *ret);
	/* Voice (alert/carrier/voice.h): what happened in a call, and what it says
	 * next. */
	bool (*voice_event)(const struct carrier_callback *c, struct voice_event *ret);
	bool (*voice_reply)(const struct carrier_account *a, const struct voice_turn *t,
		struct text *body);
	/* What its callbacks are answered with: a content type and what stands for
	 * "taken". NULL: JSON with the result. */
	const char *content_type, *taken;
};
extern const struct carrier carrier_http_sms, carrier_cm, carrier_spryng,
	carrier_messagebird, carrier_twilio_sms, carrier_kannel, carrier_twilio_voice,
	carrier_http_voice, carrier_smtp, carrier_ntfy;

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
/* For the dialects. */
/* The outcome that a status outside 2xx means: a wrong key or an empty balance is the
 * gateway's fault (try again, elsewhere first), a 400 or 422 the message's. */
void carrier_decode_refusal(
	const struct carrier_reply *reply, struct carrier_outcome *ret);
/* Accepted; id may be "". */
void carrier_accepted(struct carrier_outcome *ret, const char *id);
/* 2xx with something that is no answer: as if there was none. */
void carrier_not_understood(struct carrier_outcome *ret);
/* A reply in JSON (o; NULL: it was none) whose field id_field names the message when it
 * was taken; code: the provider's own number for why not, or NULL. */
void carrier_decode_json(const struct carrier_reply *reply, const json_t *o,
	const char *id_field, const json_t *code, const char *provider,
	struct carrier_outcome *ret);
/* Does the query hold "secret=" with the account's? False for an empty secret. */
bool carrier_secret_given(
	const struct carrier_account *a, const struct carrier_callback *c);
/* "<callback>/<what>?id=<attempt id>"; false when callbacks have no address. */
bool carrier_callback_url(struct text *out, const struct carrier_account *a,
	const char *what, int64_t attempt_id);
/* A text that is too long is cut between characters. */
void carrier_inbound_set(struct carrier_inbound *ret, const char *from,
	const char *text, const char *at, const char *id);
/* The same from fields of a query or form; absent names may be NULL. */
bool carrier_inbound_form(struct carrier_inbound *ret, const char *form,
	const char *from, const char *text, const char *at, const char *id);
void carrier_receipt_set(struct carrier_receipt *ret, const char *id,
	enum carrier_progress progress, const char *reason);

/* No reply at all: refused, timed out, reset: outcome unknown, try again. */
void carrier_no_reply(const char *why, struct carrier_outcome *ret);
