/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs with their surroundings: planning from a scenario, saving, stepping, and
 * what people see of them.
 *
 * All of it runs on the store thread (starting, stepping) or a reader (planning,
 * listing). The machine itself is alert/callout/callout.h; messages go out through
 * alert/outbox/outbox.h. */
#pragma once

#include "alert/carrier/carrier.h"
#include "alert/call/phrase.h"
#include "alert/scenario/scenario.h"
#include "base/digest.h"
#include "roster/people/function.h"

/* What the configuration says. Borrowed for the life of the program. */
struct call_settings {
	const char *base_url;  /* without trailing slash */
	const uint8_t *secret; /* of the installation: makes answer tokens */
	size_t secret_len;
	const struct digest_key *secret_key; /* the same, prepared; or NULL */
	unsigned channels;                   /* bit CHANNEL_x: a gateway serves it */
	bool plain_letters; /* every gateway of texts writes ë as e and so on */
};

enum { CALL_TEXT_MAX = 200, CALL_DETAILS_MAX = 2000, CALL_NONCE_BYTES = 32 };

/* How a call-out began. */
#define CALL_ORIGINS(X)                                                                \
	X(STARTED, "started")   /* by a person */                                      \
	X(ALARM, "alarm")       /* by a control room */                                \
	X(SCHEDULE, "schedule") /* a test that was due */                              \
	X(RELIEF, "relief")     /* asks who takes over in another one */               \
	X(MANUAL, "manual")     /* outside Paraat, entered afterwards: sends nothing */
#define X(name, text) CALL_##name,
enum call_origin { CALL_ORIGINS(X) CALL_ORIGINS_COUNT };
#undef X
extern const char *const call_origin_words[];

struct call_request {
	enum call_origin origin;
	int64_t scenario_id;
	int kind; /* enum callout_kind, or -1: the scenario's */
	const char *incident, *location, *details;
	struct instant criteria_met_at; /* ms 0: not given */
	bool confirm_contact_lists;
	bool confirm_second; /* although the same began less than a minute ago */
	const int64_t *only; /* of those who may be called; NULL: all */
	size_t only_count;
	uint8_t nonce[CALL_NONCE_BYTES];
};

/* A call-out in memory: the machine and what is shown and sent. */
/* One way to reach a person. */
enum { CALL_ADDRESS_MAX = 256 };
struct call_path {
	enum channel channel;
	char address[CALL_ADDRESS_MAX];
};

/* Where a person is asked first. */
struct call_first {
	enum channel channel;
	const char *address; /* in call::first_addresses */
};

struct call {
	struct callout c;
	int64_t scenario_id;
	char incident[CALL_TEXT_MAX + 1], location[CALL_TEXT_MAX + 1],
		details[CALL_DETAILS_MAX + 1];
	char sms[SCENARIO_SMS_MAX + 1], voice[SCENARIO_VOICE_MAX + 1],
		email[SCENARIO_EMAIL_MAX + 1];
	int parts_max;      /* of a text message that asks; 0: any */
	bool plain_letters; /* texts are written with the letters of GSM-7 */
	char started_by[96];
	enum call_origin origin;
	int64_t relief_of; /* 0: no relief */
	struct instant shift_from, shift_until;
	bool hands_over; /* who is relieved goes home when the relief arrives */
	struct instant criteria_met_at;
	uint8_t nonce[CALL_NONCE_BYTES];
	struct function functions[CALLOUT_SLOTS_MAX]; /* of the slots */
	int64_t version;
	struct call_first *first_paths; /* of each person, only while it is started */
	char *first_addresses;          /* one behind the other */
	struct call *next;              /* private */
	enum callout_state row_state;   /* private: as the row has it */
	struct instant row_closed_at;   /* private: the same */
};

/* Who would be called now, in order: an unsaved call-out with the id that it would get,
 * not yet started. The caller frees with call_free. */
MUST_USE enum err_code call_plan(struct db *db, const struct call_settings *settings,
	const struct call_request *request, struct instant now, struct call **ret,
	struct err *e);
void call_free(struct call *call);
/* Of a started one they are not kept. */
void call_forget_first(struct call *call);

/* The contact paths of a person, in the order in which they are tried. */
enum { CALL_PATHS_MAX = 16 };
MUST_USE enum err_code call_paths(struct db *db, int64_t person_id, unsigned channels,
	struct call_path ret[CALL_PATHS_MAX], int *ret_n, struct err *e);

/* The same for a scenario that is not stored; request->scenario_id is that which it was
 * made from. */
MUST_USE enum err_code call_plan_for(struct db *db,
	const struct call_settings *settings, const struct scenario *scenario,
	const struct call_request *request, struct instant now, struct call **ret,
	struct err *e);
/* Starts what was planned, and takes the plan: call_free() is done on failure too. */
MUST_USE enum err_code call_start_planned(struct db *db,
	const struct call_settings *settings, struct call *plan,
	const struct change *by, int64_t *ret_id, struct err *e);

/* Starts: everything of rule 1 to 4 in this transaction. ERR_CONFLICT (field
 * confirm_second): the same scenario began less than a minute ago. */
MUST_USE enum err_code call_start(struct db *db, const struct call_settings *settings,
	const struct call_request *request, const struct change *by, int64_t *ret_id,
	struct err *e);
/* The last one of this scenario and kind that began after `since`, was called from
 * here and is not stopped; id 0: none. */
struct call_recent {
	int64_t id;
	struct instant started_at;
	char started_by[96];
};
MUST_USE enum err_code call_recent(struct db *db, int64_t scenario_id,
	enum callout_kind kind, struct instant since, struct call_recent *ret,
	struct err *e);
/* The call-out, from the cache of this connection (write connection) or freshly loaded.
 * Borrowed; valid until the next call on this connection that may forget caches. */
MUST_USE enum err_code call_get(
	struct db *db, int64_t id, struct call **ret, struct err *e);
/* Always freshly loaded; the caller frees. For readers. */
MUST_USE enum err_code call_load(
	struct db *db, int64_t id, struct call **ret, struct err *e);
/* The same without its people but one (recipient_id 0: none), so that it costs little
 * however large the call-out is: to look at, not to step. The caller frees. */
MUST_USE enum err_code call_load_one(struct db *db, int64_t id, int64_t recipient_id,
	struct call **ret, struct err *e);
/* One step, saved, with its messages queued and its events and audit record written. */
MUST_USE enum err_code call_step(struct db *db, const struct call_settings *settings,
	int64_t id, const struct callout_event *event, const struct change *by,
	struct err *e);
/* TICK for every open call-out whose deadline has come. */
MUST_USE enum err_code call_tick(struct db *db, const struct call_settings *settings,
	const struct change *by, struct err *e);
/* The earliest deadline of all open call-outs (write connection). */
/* What is stored was changed from outside: call-outs are loaded anew. */
void call_forget(struct db *db);
MUST_USE enum err_code call_next_deadline(
	struct db *db, struct instant *ret, struct err *e);

/* Index of a person among the recipients, or CALLOUT_NOBODY. */
int64_t call_person(const struct call *call, int64_t person_id);
int64_t call_recipient(const struct call *call, int64_t recipient_id);
/* The slot of a function, or CALLOUT_NOBODY. */
int call_slot(const struct call *call, int64_t function_id);

/* The answer token of a recipient, and how it is stored. */
void call_token(const struct call_settings *settings,
	const uint8_t nonce[CALL_NONCE_BYTES], int64_t recipient_id,
	uint8_t ret[TOKEN_BYTES]);
/* ERR_NOTFOUND: no such token; ERR_GONE: the call-out closed more than 24 hours ago. */
MUST_USE enum err_code call_by_token(struct db *db, const uint8_t token[TOKEN_BYTES],
	struct instant now, int64_t *ret_callout, int64_t *ret_recipient,
	struct err *e);
/* The call-out that asked this person last and may still be answered; 0: none.
 * callout_id 0: any. comes: first of those to which they said to come. */
MUST_USE enum err_code call_of_person(struct db *db, int64_t person_id,
	int64_t callout_id, bool comes, struct instant now, int64_t *ret_callout,
	int64_t *ret_recipient, struct err *e);
/* All of those that ask this person and may still be answered, newest first; of more
 * than there is room for, the newest. */
enum { CALL_QUESTIONS_MAX = 16 };
struct call_question {
	int64_t callout, recipient;
	struct instant asked_at;
};
MUST_USE enum err_code call_questions(struct db *db, int64_t person_id,
	struct instant now, struct call_question ret[CALL_QUESTIONS_MAX], size_t *ret_n,
	struct err *e);
/* Was a question to this recipient ever given to a gateway? It may have come through
 * then, whatever the gateway said. */
MUST_USE enum err_code call_ask_left(
	struct db *db, int64_t recipient_id, bool *ret, struct err *e);

/* Text of a message to a recipient. slot: what it is about, or CALLOUT_NOBODY. */
enum call_purpose {
	PURPOSE_ASK,
	PURPOSE_REMIND,
	PURPOSE_CONFIRM,
	PURPOSE_RESERVE,
	PURPOSE_MOVED,
	PURPOSE_STAND_DOWN,
	PURPOSE_MESSAGE,
	PURPOSE_HELP,
	PURPOSE_SHORT,
	PURPOSE_NOTICE, /* of no call-out: alert/outbox/notice.h */
	PURPOSES_COUNT
};
extern const char *const call_purpose_words[];
struct call_reader {
	const char *name;
	enum phrase_language language;
};
/* The answer page of a recipient (index); "" for CALLOUT_NOBODY. */
void call_answer_link(const struct call *call, const struct call_settings *settings,
	int64_t recipient, char *buffer, size_t size);
/* When a relief is wanted, in local time: "di 24-11 06:00 tot 14:00"; "" when it is
 * none. */
enum { CALL_SHIFT_TEXT = 96 };
const char *call_shift(const struct call *call, enum phrase_language language,
	char buffer[CALL_SHIFT_TEXT]);
/* A text message that asks always holds the answer page and the answer word, and has at
 * most call->parts_max parts: then the incident, and after it the location, are
 * shortened. False when memory is out. */
bool call_text(const struct call *call, const struct call_settings *settings,
	enum call_purpose purpose, enum channel channel, int64_t recipient, int slot,
	const struct call_reader *reader, const char *body_or_null, struct text *out);

/* Size of a text message as gateways send it, when they write letters plainly. */
struct gsm7_size;
struct gsm7_size call_text_size(const struct call_settings *settings, const char *text);

extern const struct stmt_list call_statements, call_asked_statements,
	call_load_statements;
