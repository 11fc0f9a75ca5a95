/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipalities, functions, and who holds a function (assignments). */
#pragma once

#include "base/civil.h"
#include "schema/resource.h"

extern const struct resource municipality_resource;
extern const struct stmt_list municipality_statements;
MUST_USE enum err_code municipality_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* By code or name; 0 when there is none. */
MUST_USE enum err_code municipality_find(
	struct db *db, const char *code_or_name, int64_t *ret, struct err *e);

/* H: hard piket; V: pool without duty; L: local team; contact: lokale handjes, called
 * only when confirmed. */
#define FUNCTION_REGIMES(X) X(H, "H") X(V, "V") X(L, "L") X(CONTACT, "contact")
#define X(name, text)       REGIME_##name,
enum function_regime { FUNCTION_REGIMES(X) REGIMES_COUNT };
#undef X
extern const char *const function_regime_words[];

extern const struct resource function_resource;
extern const struct stmt_list function_statements;
MUST_USE enum err_code function_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* 0 when there is none. */
MUST_USE enum err_code function_by_code(
	struct db *db, const char *code, int64_t *ret, struct err *e);

struct function {
	int64_t id;
	char code[33], name[121], spoken_name[121];
	enum function_regime regime;
	int norm_minutes; /* 0: none */
	bool alerts_coordinator;
};
MUST_USE enum err_code function_find(
	struct db *db, int64_t id, struct function *ret, struct err *e);

extern const struct resource assignment_resource;
extern const struct stmt_list assignment_statements;
/* 0 for a filter: all. */
MUST_USE enum err_code assignment_list(struct db *db, int64_t person_id,
	int64_t function_id, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* The assignment that begins on that day; 0 when there is none. */
MUST_USE enum err_code assignment_find(struct db *db, int64_t person_id,
	int64_t function_id, struct date from, int64_t *ret, struct err *e);
/* Does the person hold the function (qualified) on that local day? */
MUST_USE enum err_code assignment_qualified(struct db *db, int64_t person_id,
	int64_t function_id, struct instant at, bool *ret, struct err *e);

/* Everybody active who is qualified for the function at that moment, by person id. One
 * query. */
struct pool_person {
	int64_t person_id;
	bool absent;
};
MUST_USE enum err_code pool_each(struct db *db, int64_t function_id, struct instant at,
	void (*each)(void *ctx, const struct pool_person *p), void *ctx, struct err *e);
