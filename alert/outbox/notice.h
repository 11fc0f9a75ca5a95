/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices: a message to one person outside any call-out – a roster was published, a
 * duty begins soon, an invitation, a code to verify a number, a warning to the
 * coordinator.
 *
 * They hold links and codes that open something: link and text rest sealed with the
 * installation's secret, so that a copy of the database opens nothing.
 *
 * They go through the same outbox as calls (durable, retried, replaced by the next
 * gateway), behind them in priority. A path that fails for good gives way to the
 * person's next one. Never by voice: nobody is rung up for news. Store thread. */
#pragma once

#include "alert/call/call.h"

// clang-format off
#define NOTICE_KIND_WORDS(X)                                                           \
	X(ROSTER, "roster")         /* your duties changed */                          \
	X(REMINDER, "reminder")     /* something of yours begins soon */               \
	X(INVITATION, "invitation") /* asks for a yes or no */                         \
	X(CODE, "code")             /* proves that a number or an account is yours */   \
	X(WARNING, "warning")       /* to the coordinator: something needs attention */
// clang-format on
#define X(name, text) NOTICE_##name,
enum notice_kind { NOTICE_KIND_WORDS(X) NOTICE_KINDS };
#undef X
extern const char *const notice_kind_words[];

enum { NOTICE_SUBJECT_MAX = 200, NOTICE_TEXT_MAX = 4000, NOTICE_LINK_MAX = 300 };

/* Texts in the person's language, borrowed. */
struct notice {
	enum notice_kind kind;
	int64_t person_id;
	unsigned channels;           /* bit CHANNEL_x; 0: e-mail and push */
	const char *address_or_null; /* exactly this one; then `channels` is one bit */
	const char *subject;         /* a title, on channels that show one */
	const char *text;            /* says it all; may hold the link */
	const char *link;            /* "" for none */
	const char
		*key_or_null;  /* the same key is told once, whenever it comes again */
	struct instant due_at; /* not before; ms 0: now */
	bool urgent;           /* ahead of other notices */
};

/* Queued in this transaction. *ret_id is 0 when the key was told already. A person
 * without a usable path makes no error: GET /notices and an event "notice" show it. */
MUST_USE enum err_code notice_add(struct db *db, const struct call_settings *settings,
	const struct notice *n, const struct change *by, int64_t *ret_id,
	struct err *e);

/* When the last notice was made of which the key begins so, with a "/" at the end; ms
 * 0: there is none. */
MUST_USE enum err_code notice_last(
	struct db *db, const char *begin, struct instant *ret, struct err *e);

/* For the outbox: path (index) of the notice failed for good; the next one, if any, is
 * queued. */
MUST_USE enum err_code notice_path_failed(struct db *db,
	const struct call_settings *settings, int64_t id, int path,
	const struct change *by, struct err *e);
/* For the outbox: what a message of the notice shows. */
struct notice_content {
	char subject[NOTICE_SUBJECT_MAX * 4 + 1], link[NOTICE_LINK_MAX + 1],
		text[NOTICE_TEXT_MAX * 4 + 1];
	bool urgent;
};
/* ERR_GONE: it was sealed with another secret than this one. */
MUST_USE enum err_code notice_content(struct db *db,
	const struct call_settings *settings, int64_t id, struct notice_content *ret,
	struct err *e);

/* Newest first, person_id 0: of all. {"items": […], "next"}; no addresses, no texts of
 * codes. cursor 0: from the newest. */
MUST_USE enum err_code notice_list(struct db *db, int64_t person_id, int64_t cursor,
	int64_t limit, json_t **ret, struct err *e);

extern const struct stmt_list notice_statements;
