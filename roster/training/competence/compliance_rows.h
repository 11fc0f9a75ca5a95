/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows that competence is computed from. Nobody but compliance*.c includes this.
 *
 * They come in as they are (compliance_store.c), then become arrays that point at each
 * other (compliance_rows.c); texts are folded, each kept once. */
#pragma once

#include "roster/training/competence/compliance.h"

struct pair {
	int64_t activity_id, function_id;
};

struct activity_row {
	int64_t id, day;
	enum activity_kind kind;
	const char *subject;
	size_t function, functions; /* part of rows.function */
};

struct attended {
	int64_t person_id, activity_id, function_id, minutes;
};

/* An array that grows. */
struct grown {
	void *item;
	size_t n, cap;
};

struct compliance_rows {
	struct grown assignment, activity, pair, attended, certificate, requirement;
	struct grown word;     /* char *, each text once */
	int64_t *function;     /* of the pairs */
	int64_t *own_function; /* of attendance in one function */
	struct competence_record *record;
	size_t records;
};

/* Room for one more of `size`; NULL: no memory, and *e says so. */
void *compliance_grow(struct grown *g, size_t size, struct err *e);
#define GROW(g, type, e) ((type *)compliance_grow(&(g), sizeof(type), e))
/* The folded text, kept once; "" when memory is out (then *e says so). */
const char *compliance_word(struct compliance_rows *rows, const char *s, struct err *e);

/* Reads what q asks for as of the day. After an error too the rows are to be freed. */
MUST_USE enum err_code compliance_rows_read(struct db *db,
	const struct compliance_query *q, int64_t day, struct compliance_rows *rows,
	struct err *e);
/* Attendance becomes records, with what its activity is. */
MUST_USE enum err_code compliance_rows_join(
	struct compliance_rows *rows, struct err *e);
void compliance_rows_free(struct compliance_rows *rows);
