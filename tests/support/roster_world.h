/* SPDX-License-Identifier: EUPL-1.2 */
/* A database with two municipalities (Dalfsen GM0148, Zwolle GM0193) and two functions
 * (OVD-BZ, TL-OVR), in the Dutch zone; making items, importing and exporting in it. */
#pragma once

#include "roster/import/import.h"
#include "tests/support/test_db.h"

struct roster_world {
	struct test_db t;
	struct change by;
	int64_t dalfsen, zwolle;  /* municipalities */
	int64_t officer, shelter; /* functions OVD-BZ and TL-OVR */
};

void roster_world_open(struct roster_world *w);
void roster_world_close(struct roster_world *w);

/* Makes an item in a transaction of its own; body (taken over) may be NULL: fails. */
enum err_code roster_try(struct roster_world *w, const struct resource *r, json_t *body,
	int64_t *ret_id, struct err *e);
/* As roster_try; fails the test when it does not succeed. */
int64_t roster_make(struct roster_world *w, const struct resource *r, json_t *body);
/* PATCH in a transaction of its own. */
enum err_code roster_change(struct roster_world *w, const struct resource *r,
	int64_t id, json_t *body, struct err *e);
/* Somebody in Dalfsen, by a number, who holds the function since 2020 (0: none). */
int64_t roster_person(struct roster_world *w, int number, int64_t function_id);
json_t *roster_get(struct roster_world *w, const struct resource *r, int64_t id);

/* In a transaction: committed when all is well, else rolled back. */
enum err_code roster_import(struct roster_world *w, enum import_kind kind,
	const char *bytes, size_t len, struct import_report *report, struct err *e);
/* Fails the test unless the whole file is taken. */
void roster_import_all(
	struct roster_world *w, enum import_kind kind, const char *bytes);
/* The caller frees with base_free. */
char *roster_export(struct roster_world *w, enum import_kind kind,
	const struct export_choice *choice); /* NULL: all, CSV */
/* Fails the test unless all of that kind goes out as exactly this CSV. */
void roster_check_export(
	struct roster_world *w, enum import_kind kind, const char *expected);
/* Every row of every table as text, without the audit log, which is full of random
 * salts; the caller frees with base_free. */
char *roster_dump(struct roster_world *w);
