/* SPDX-License-Identifier: EUPL-1.2 */
/* What lines about a place on the roster have in common: whose it is; and of duties and
 * overrides, from when it was known, and finding what stands there already. Not for
 * other folders. */
#pragma once

#include "roster/duty/place.h"
#include "roster/duty/roster.h"
#include "roster/import/import_internal.h"

/* The first columns of such a kind of file. */
enum import_place_column {
	PLACE_FUNCTION,
	PLACE_PERSON,
	PLACE_STARTS_AT,
	PLACE_ENDS_AT,
	PLACE_RANK,
	PLACE_COLUMNS
};
// clang-format off
#define IMPORT_PLACE_COLUMNS \
	[PLACE_FUNCTION] = { "function", { "functie" }, "function_id", true }, \
	[PLACE_PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" }, "person_id", true }, \
	[PLACE_STARTS_AT] = { "starts_at", { "begin", "van" }, "starts_at", true }, \
	[PLACE_ENDS_AT] = { "ends_at", { "eind", "einde", "tot" }, "ends_at", true }, \
	[PLACE_RANK] = { "rank", { "rang" }, "rank", false }
// clang-format on

typedef enum err_code import_place_find(
	struct db *db, const struct place_key *k, int64_t *ret, struct err *e);

struct import_place {
	const char *what; /* "duty", "override" */
	const struct resource *resource;
	import_place_find *find;
	enum layer_source source;
	/* read by the caller */
	struct place_key key;
	struct roster_known known;
	/* found */
	int64_t id; /* of what is there already */
};

/* Into *ret and body. False: stop. *ret_good false: a fault was noted. */
bool import_place_read(
	struct importing *m, json_t *body, struct place *ret, bool *ret_good);
/* What is there already. False: stop. */
bool import_place_look(struct importing *m, struct import_place *p);
/* What holds already is taken as it is; of something new the person must hold the
 * function. False: stop. *ret_good false: a fault was noted. */
bool import_place_check(
	struct importing *m, const struct import_place *p, bool *ret_good);
/* Saves body (taken over), at its place among what was known earlier. False: stop. */
bool import_place_save(struct importing *m, const struct import_place *p, json_t *body);
