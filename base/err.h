/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors: a code for the program, a sentence for a person, and the fields that are
 * wrong.
 *
 * Every function that can fail takes a `struct err *` last, never NULL, and returns the
 * code. Library code fills it and does not log. Also the three kinds of check. */
#pragma once

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>

#define MUST_USE                 __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((__format__(__printf__, text, first)))

#define ERR_CODES(X)                                                                   \
	X(OK, "ok")                                                                    \
	X(NOMEM, "out of memory")                                                      \
	X(MALFORMED, "not understood")                  /* 400: shape, not value */    \
	X(UNAUTHENTICATED, "not signed in")             /* 401 */                      \
	X(FORBIDDEN, "not allowed")                     /* 403 */                      \
	X(NOTFOUND, "not found")                        /* 404 */                      \
	X(METHOD, "method not allowed")                 /* 405 */                      \
	X(CONFLICT, "conflicts with the present state") /* 409 */                      \
	X(GONE, "no longer valid")                      /* 410 */                      \
	X(STALE, "changed by someone else")             /* 412 */                      \
	X(TOO_LARGE, "too large")                       /* 413 */                      \
	X(UNSUPPORTED, "media type not supported")      /* 415 */                      \
	X(INVALID, "a value breaks a rule")             /* 422, each field named */    \
	X(LIMITED, "too many requests")                 /* 429 */                      \
	X(BUSY, "try again later")                      /* 503, nothing was done */    \
	X(IO, "input/output error") /* 503, outcome unknown until re-read */           \
	X(BUG, "internal error")    /* 500 */

enum err_code {
#define X(name, text) ERR_##name,
	ERR_CODES(X)
#undef X
		ERR_CODES_COUNT
};

enum {
	ERR_MSG_MAX = 256,
	ERR_FIELD_MAX = 64,
	ERR_FAULT_MSG_MAX = 160,
	ERR_FAULTS_MAX = 8
};

/* One wrong field of an input. */
struct fault {
	char field[ERR_FIELD_MAX];
	char message[ERR_FAULT_MSG_MAX];
};

struct err {
	enum err_code code;
	char msg[ERR_MSG_MAX];
	size_t faults;                      /* how many of fault[] are filled */
	struct fault fault[ERR_FAULTS_MAX]; /* further faults are dropped */
};

/* "a value breaks a rule" for ERR_INVALID. */
const char *err_text(enum err_code code);

/* Fills *e (clearing faults) and returns `code`. */
enum err_code err_set(struct err *e, enum err_code code, const char *format, ...)
	PRINTF_LIKE(3, 4);
#ifdef __clang_analyzer__ /* which sees one file at a time */
#define err_set(e, code_, ...) (err_set(e, code_, __VA_ARGS__), (code_))
#endif

/* Puts "<context>: " before the sentence; code and faults stay. Returns e->code. */
enum err_code err_wrap(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds one wrong field. The code becomes ERR_INVALID (unless it already is an error)
 * and the sentence, when empty, becomes that of the fault. Returns e->code. Start from
 * err_clear(). */
enum err_code err_fault(struct err *e, const char *field, const char *format, ...)
	PRINTF_LIKE(3, 4);

void err_clear(struct err *e);

/* A bug when false: prints where and stops the program, in every build. */
#define REQUIRE(x)                                                                     \
	do {                                                                           \
		if (!(x))                                                              \
			err_require_failed(#x, __FILE__, __LINE__);                    \
	} while (0)

/* As REQUIRE, for checks too dear for production: only when PARAAT_ENSURE is defined.
 */
#ifdef PARAAT_ENSURE
#define ENSURE(x) REQUIRE(x)
#else
#define ENSURE(x) ((void)sizeof(x))
#endif

/* Must not happen but can be survived: `if (FAILS(cond)) return ...`. Reports to stderr
 * and is true when `x` is false. */
#define FAILS(x) (!(x) && err_check_failed(#x, __FILE__, __LINE__))

_Noreturn void err_require_failed(const char *what, const char *file, int line);
bool err_check_failed(const char *what, const char *file, int line);
