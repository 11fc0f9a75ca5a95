/* SPDX-License-Identifier: EUPL-1.2 */
/* The kinds of data that have a term. Nobody but retention*.c includes this. */
#pragma once

#include "schema/resource.h"
#include "service/policy.h"

/* What is meant: what is older than `before`, and was there when it was announced. */
struct retention_span {
	struct instant before;
	int64_t upto;    /* of kinds with a sequence: ids up to here */
	int64_t reached; /* ids up to here were wiped before; moved on by removing */
};

struct retention_kind;
/* Counts, or removes at most a night's worth; *ret_n: how many. */
typedef enum err_code retention_work(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e);

struct retention_kind {
	const char *name, *what; /* what: Dutch, for the report */
	size_t policy;           /* offset in struct policy */
	int days;                /* of one unit of it */
	bool within;             /* gone within the term, not after it */
	const char *sequence;    /* whose ids tell what was there; NULL: its times do */
	retention_work *work;
	int find, remove; /* statements */
};
extern const struct retention_kind retention_kinds[];
extern const size_t retention_kinds_count;

int64_t retention_days(const struct retention_kind *k, const struct policy *policy);

/* The dossiers of call-outs (retention_callouts.c). find: which ones. */
retention_work retention_callouts;
/* Up to limit ids of a statement with the parameters before, upto and limit. */
MUST_USE enum err_code retention_ids(struct db *db, const struct stmt_list *list,
	int which, const struct retention_span *span, int64_t ids[], int64_t limit,
	int64_t *ret_n, struct err *e);

enum retention_callout_find { RETENTION_TESTS, RETENTION_REAL };

extern const struct stmt_list retention_statements;
extern const struct stmt_list retention_kind_statements;
extern const struct stmt_list retention_callout_statements;
