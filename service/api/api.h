/* SPDX-License-Identifier: EUPL-1.2 */
/* The frame of the API: routes, and what a handler gets and gives.
 *
 * A request is matched with a route on the loop thread; its handler runs in a job, on
 * the store thread (writes) or a reader thread, after sign-in, role, Idempotency-Key
 * and If-Match were dealt with. The frame renders the reply and the errors. */
#pragma once

#include "base/clock.h"
#include "base/fields.h"
#include "base/random.h"
#include "base/signature.h"
#include "base/text.h"
#include "schema/resource.h"
#include "schema/store.h"
#include "service/accounts/account.h"
#include "service/accounts/scope_store.h"
#include "service/api/permission.h"
#include "service/http/event_stream.h"
#include "service/http/server.h"
#include "service/http/static_files.h"

struct api_call;

/* What the program gives the API. Filled in by service/app.c; borrowed for the life of
 * the program. */
struct api_context {
	uv_loop_t *loop;
	struct executor *executor;
	const struct clock *clock;
	struct random *random;
	const struct call_settings *calls;   /* alert/call/call.h */
	const struct signature_key *signing; /* of this installation */
	const struct roster_rules *rules;    /* roster/planning/rules.h */
	const struct policy *policy;         /* service/policy.h */
	const char *security_contact;        /* for security.txt; \"\": none */
	const char *base_url;
	bool log_requests; /* all; else those that failed by our fault */
	struct event_stream *events;
	struct static_files *files; /* or NULL */
	void *app;                  /* first argument of the functions below */
	/* As store_commits: for the reply cache. Any thread. */
	uint64_t (*commits)(void *app);
	/* A job that may make messages due was queued. Loop thread. */
	void (*submitted)(void *app);
	/* After a write job of the API was committed: look for due messages, events and
	 * deadlines. Loop thread. */
	void (*committed)(void *app);
	const struct config *config;
	const struct gateways *gateways; /* of the configuration */
	/* May calls be made now? Else the reason is added to *why. Loop thread. */
	bool (*ready)(void *app, struct text *why);
	/* Adds Prometheus text. Loop thread. */
	void (*metrics)(void *app, struct text *out);
};

enum api_mode {
	API_LOOP,  /* at once on the loop thread: no database */
	API_READ,  /* reader thread */
	API_WRITE, /* store thread */
	API_CALL,  /* store thread, ahead of the rest: calls in progress */
	/* Three steps: the handler on a reader thread (c->step 0: says what to do with
	 * a password, in c->password), the password work on a thread of its own, the
	 * handler again on the store thread (c->step 1: answers). */
	API_PASSWORD
};

enum api_flag {
	API_ROOT = 1,     /* the pattern is not under /api/v1 */
	API_ANY_BODY = 2, /* the handler reads c->http->body itself; any content type */
	API_CACHED = 4,   /* the reply depends on token, target and database only */
	API_STREAM = 8,   /* the handler sets stream_after: event stream */
	API_IF_MATCH = 16, /* documented: If-Match is checked */
	API_HALF = 32,     /* open to a session that still lacks its second factor */
	API_PLAIN = 64,    /* tells nothing about people, or only about who asks: an
			      auditor's reading of it is not recorded */
	API_SIGNED = 128,  /* a machine signs it. The handler is called once before, on
			      the loop and without a database, and looks at the
			      signature only: what is forged takes no place in a queue
			    */
	API_LOOK_FIRST = 256, /* two steps, for links that strangers may make up: the
				handler on a reader thread (c->step 0: refuses or
				replies, or says nothing when it knows the link), then
				again on the store thread (c->step 1). Who knows no link
				takes no place among the writes */
	API_LINK = 512 /* the word of the path is such a link: once its page was shown,
			  its changes need not look first for a while */
};

struct api_route {
	enum http_method method; /* HTTP_GET serves HEAD too */
	/* "/people/{id}": {id} is c->id, another {name} is c->word (one of each). */
	const char *pattern;
	const struct permission *may; /* MAY(…): service/api/permission.h */
	enum api_mode mode;
	/* Answers through the api_reply functions, or returns the error. A write that
	 * returns an error is rolled back. db is NULL for API_LOOP. */
	enum err_code (*handler)(struct api_call *c, struct db *db, struct err *e);
	unsigned flags;
};

/* Each API file exports one table, ended by a row without handler; service/api/routes.c
 * lists them all. */
extern const struct api_route *const api_tables[]; /* ended by NULL */

#define API_ONCE "<once>"

enum {
	API_WORD_MAX = 128,
	API_COOKIE_MAX = 192,
	API_LOCATION_MAX = 160,
	API_REPLY_MAX = 16 * 1024 * 1024,
	API_LIMIT_DEFAULT = 100,
	API_LIMIT_MAX = 1000
};

/* What stands in the audit log though nothing was changed. Of refusals there is no end
 * to what is noted unless it is bounded: service/api/api_note.c. */
enum api_note_kind {
	API_NOTE_READ,
	API_NOTE_REFUSED,  /* to somebody who is signed in */
	API_NOTE_STRANGER, /* to somebody who is not: a wrong token */
	API_NOTE_WAIT,     /* to somebody who has to wait after wrong passwords */
	API_NOTES
};

/* Password work between the two steps of API_PASSWORD. Texts are borrowed from the
 * request's body. */
struct api_password {
	const char *account; /* whom wrong tries are counted for; "": nobody */
	int64_t account_id;  /* the same as a number, where it is known; else 0 */
	const char *given;   /* compared with `hash`; NULL: nothing is */
	char hash[PASSWORD_HASH];
	/* a wrong one counts for the account wherever it came from: the account knows
	 * neither the address nor the device */
	bool anywhere;
	/* whose codes are guessed when the one that came with it is wrong; 0: nobody's,
	 * or the account knows the address */
	int64_t code_of;
	bool right; /* result of the comparison */
	/* `anywhere`, and that is to be waited for: the password alone, right or
	 * wrong, is refused with 429 (api_slow_down) */
	bool slowed;
	/* What the handler made of a right one: what came with it was wrong (counts as
	 * a wrong one), or more is wanted (counts as nothing). */
	bool refused, half;
	/* wrong ones count for its address apart from sign-ins, and hold up none */
	bool apart;
	const char *wanted; /* hashed into `made`; NULL: nothing is */
	char made[PASSWORD_HASH];
};

struct api_call {
	/* the request */
	const struct http_request *http;
	const struct api_context *context;
	const struct api_route *route;
	int64_t id;
	char word[API_WORD_MAX];
	const json_t *body; /* parsed; {} when the request has none; NULL with
			       API_ANY_BODY and for GET */
	struct change by;   /* who and when: one reading of the clock a request */
	enum role role;     /* ROLES_COUNT: public */
	int64_t token_id;
	int64_t person_id;                 /* whom the token belongs to; 0: nobody */
	int64_t expected_version;          /* If-Match; 0: any */
	int64_t account_id, session_id;    /* signed in with a session; else 0 */
	struct instant session_rotated_at; /* when its secret was last renewed */
	char csrf[TOKEN_TEXT];             /* of the session */
	int retry_seconds;                 /* of a refusal: when it may work; 0: soon */
	bool renew_session; /* a handler asks that its secret be renewed */
	bool break_glass;
	bool second_factor; /* of the session */
	struct scope scope; /* municipalities of the account or token */
	int step;           /* of API_PASSWORD and API_LOOK_FIRST */
	struct api_password password;

	/* the reply: through the functions below */
	int status;
	const char *content_type; /* static; NULL: application/json */
	struct text text;
	char location[API_LOCATION_MAX]; /* "" or below /api/v1, or absolute path */
	char etag[32];
	bool not_stored; /* no browser may keep it, with an ETag or without */
	char disposition[API_WORD_MAX]; /* Content-Disposition, or "" */
	char cookie[2][API_COOKIE_MAX]; /* Set-Cookie, or "" */
	bool gzip;                      /* the text is compressed */
	bool discard; /* the reply stands, but what was written is rolled back */
	/* Takes the place of every API_ONCE in the reply, but not in what
	 * Idempotency-Key keeps: secrets that are shown once. "" for none. */
	char once[64];
	/* Stands in the audit log before the reply goes out; action NULL: nothing. */
	struct api_note {
		const char *action; /* static */
		char object[96], result[160];
		/* not again within it, by the same (whose, from where) for the same; 0:
		 * always */
		int64_t once_in_ms;
		enum api_note_kind kind;
		char whose[96], site[HTTP_PEER_TEXT];
	} note;
	int64_t stream_after; /* API_STREAM: -1 from now */
	int64_t stream_callout;

	/* private */
	char actor_name[80];
	bool scope_checked;
	bool unknown; /* a change by somebody who did not sign in of late: two steps,
			 of which the first looks at the sign-in only */
	bool touch;   /* the session's seen_at is to be moved on */
	struct job *job;
};

/* What came in. Faults name the parameter; readers return false when it is absent or
 * wrong (then e->code is set). */
bool api_query_text(const struct api_call *c, const char *name, char *buffer,
	size_t size, struct err *e);
/* The same with line breaks in it; not checked to be text. */
bool api_query_lines(const struct api_call *c, const char *name, char *buffer,
	size_t size, struct err *e);
bool api_query_int(const struct api_call *c, const char *name, int64_t min, int64_t max,
	int64_t *ret, struct err *e);
bool api_query_bool(
	const struct api_call *c, const char *name, bool *ret, struct err *e);
/* RFC 3339, or a date: then the local start of that day. */
bool api_query_instant(
	const struct api_call *c, const char *name, struct instant *ret, struct err *e);
/* from (required) and to (later): a period of at most max_days. */
MUST_USE enum err_code api_period(const struct api_call *c, int max_days,
	struct instant *ret_from, struct instant *ret_to, struct err *e);
/* The same out of the body. */
MUST_USE enum err_code api_body_period(const struct api_call *c, int max_days,
	struct instant *ret_from, struct instant *ret_to, struct err *e);
/* limit (1..1000, default 100) and cursor (0: from the start). */
MUST_USE enum err_code api_page(const struct api_call *c, int64_t *ret_after,
	int64_t *ret_limit, struct err *e);
/* A field of an application/x-www-form-urlencoded body. */
bool api_form_text(
	const struct api_call *c, const char *name, char *buffer, size_t size);
/* Is the body of this media type ("text/csv")? Parameters are passed over. */
/* ERR_LIMITED: there were too many wrong passwords or codes; retry_seconds says how
 * long that is to be waited for. */
void api_slow_down(const struct api_call *c, struct err *e);
/* A cookie of the request, whichever of its two names it came under ("__Host-" in front
 * over HTTPS). */
bool api_cookie(const struct api_call *c, const char *name, char *buffer, size_t size);
/* Sets (max_age_seconds 0: takes away) a cookie that scripts cannot read and other
 * sites cannot send. which: 0 or 1. */
void api_set_cookie(struct api_call *c, int which, const char *name, const char *value,
	int64_t max_age_seconds);
bool api_content_is(const struct api_call *c, const char *type);
/* For pages that take a form as well as JSON: which it is; ERR_UNSUPPORTED for anything
 * else. An empty body counts as a form. */
MUST_USE enum err_code api_form_or_json(
	const struct api_call *c, bool *ret_json, struct err *e);
/* The first of types[] (NULL-terminated) that Accept allows, by its order of quality;
 * 0 when there is no Accept; -1 when none is allowed. */
int api_accepts(const struct api_call *c, const char *const types[]);
/* "nl" unless Accept-Language prefers English. */
const char *api_language(const struct api_call *c);
static inline bool api_may(const struct api_call *c, const struct permission *p)
{
	return c->role < ROLES_COUNT && (p->roles & 1u << c->role) != 0;
}
/* For permissions that reach one's own municipalities: is this item (municipality_id,
 * person_id, function_id) of them? Else ERR_FORBIDDEN. The usual handlers below ask it
 * of what was and of what will be; who answers such a route without having asked is
 * refused. */
MUST_USE enum err_code api_scope_item(
	struct api_call *c, struct db *db, const json_t *item, struct err *e);

/* What goes out. All take `o` (also on failure); return e->code. */
enum err_code api_reply_json(struct api_call *c, int status, json_t *o, struct err *e);
/* 200 with the page that limit and cursor ask for of {"items": […], …}, a list that was
 * made whole; the cursor is a position in it. */
enum err_code api_reply_page(struct api_call *c, json_t *o, struct err *e);
/* 200 and an ETag from the item's version. */
enum err_code api_reply_item(struct api_call *c, json_t *o, struct err *e);
/* 200 and an ETag that is a digest of the reply, for lists that are asked for again and
 * again: who asks keeps it in memory, a browser never on its disk. */
enum err_code api_reply_list(struct api_call *c, json_t *o, struct err *e);
/* The same, a page of the list. */
enum err_code api_reply_list_page(struct api_call *c, json_t *o, struct err *e);
/* That ETag, for a reply that is made. */
void api_tag_content(struct api_call *c);
/* 201, ETag, and Location "<collection>/<id>", for example "/people". */
enum err_code api_reply_created(
	struct api_call *c, const char *collection, json_t *o, struct err *e);
enum err_code api_reply_none(struct api_call *c); /* 204 */
/* Takes the content of *t. content_type is a literal. */
enum err_code api_reply_text(struct api_call *c, int status, const char *content_type,
	struct text *t, struct err *e);

/* For requests that only read: they stand in the audit log too. */
void api_note(struct api_call *c, const char *action, const char *object);

/* The usual handlers of a resource. */
enum err_code api_get(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e);
enum err_code api_create(struct api_call *c, struct db *db, const struct resource *r,
	const char *collection, struct err *e);
/* PUT replaces, PATCH changes the fields given. */
enum err_code api_update(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e);
enum err_code api_delete(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e);

/* Defines get(), create(), update() and delete_item() of a resource in an API file. */
#define API_ITEM(resource, collection)                                                 \
	static enum err_code get(struct api_call *c, struct db *db, struct err *e)     \
	{                                                                              \
		return api_get(c, db, &(resource), e);                                 \
	}                                                                              \
	static enum err_code create(struct api_call *c, struct db *db, struct err *e)  \
	{                                                                              \
		return api_create(c, db, &(resource), collection, e);                  \
	}                                                                              \
	static enum err_code update(struct api_call *c, struct db *db, struct err *e)  \
	{                                                                              \
		return api_update(c, db, &(resource), e);                              \
	}                                                                              \
	static enum err_code delete_item(                                              \
		struct api_call *c, struct db *db, struct err *e)                      \
	{                                                                              \
		return api_delete(c, db, &(resource), e);                              \
	}
/* Their rows. */
#define API_ITEM_ROUTES(collection, readers, writers)                                  \
	{ HTTP_POST, collection, writers, API_WRITE, create, 0 },                      \
		{ HTTP_GET, collection "/{id}", readers, API_READ, get, 0 },           \
		{ HTTP_PUT, collection "/{id}", writers, API_WRITE, update,            \
			API_IF_MATCH },                                                \
		{ HTTP_PATCH, collection "/{id}", writers, API_WRITE, update,          \
			API_IF_MATCH },                                                \
	{                                                                              \
		HTTP_DELETE, collection "/{id}", writers, API_WRITE, delete_item,      \
			API_IF_MATCH                                                   \
	}

/* The whole. */
struct api;
MUST_USE enum err_code api_open(
	const struct api_context *context, struct api **ret, struct err *e);
/* What is kept of wrong passwords and codes counts again: once, before the first
 * request. */
MUST_USE enum err_code api_recall(struct api *a, struct db *db, struct err *e);
/* For server_config: ctx is the api. */
void api_handle(void *api, struct http_request *q);
/* Strangers may send little: so much where nobody signs in, and where nobody has. */
enum { API_STRANGER_BODY = 64 * 1024 };
size_t api_body_max(void *api, const struct http_request *q);
void api_draining(void *api);
/* From the next request on; what is under way keeps what it began with. An error
 * changes nothing. Loop thread. */
MUST_USE enum err_code api_reconfigure(
	struct api *a, const struct api_context *context, struct err *e);
/* Forgets the contexts of before, when no request is in work. Loop thread. */
void api_let_go(struct api *a);
void api_close(struct api *a); /* after the server has stopped; NULL is fine */
/* How long requests took: bounds of the histogram in milliseconds, the last is all. */
enum { API_TOOK_BOUNDS = 5 };
extern const int64_t api_took_bounds_ms[API_TOOK_BOUNDS];
struct api_figures {
	uint64_t requests[6]; /* by first digit of the status; [0]: answered from the
				 cache, counted in its class too */
	uint64_t took[API_TOOK_BOUNDS + 1]; /* up to each bound, above the one before */
	uint64_t took_ms;                   /* all together */
	uint64_t passwords_right, passwords_wrong, passwords_slowed;
	uint64_t password_work; /* service/accounts/password.h */
};
/* No request is in work. Loop thread. */
bool api_idle(const struct api *a);
struct api_figures api_figures(const struct api *a);
/* The OpenAPI description that is served. */
extern const char openapi_text[];
extern const size_t openapi_text_len;
