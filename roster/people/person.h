/* SPDX-License-Identifier: EUPL-1.2 */
/* People: names as the Dutch write and sort them, and ways to reach a person. */
#pragma once

#include "base/err.h"
#include "schema/resource.h"

enum { PERSON_NAME_MAX = 206, PERSON_KEY_MAX = 260, PERSON_CONTACTS_MAX = 12 };

#define CONTACT_KINDS(X)                                                               \
	X(MOBILE, "mobile") X(LANDLINE, "landline") X(EMAIL, "email") X(PUSH, "push")
#define X(name, text) CONTACT_##name,
enum contact_kind { CONTACT_KINDS(X) CONTACT_KINDS_COUNT };
#undef X
extern const char *const contact_kind_words[];

/* "Jan van den Berg": the infix keeps its small letters after a first name. */
void person_display_name(const char *given, const char *infix, const char *family,
	char buffer[PERSON_NAME_MAX]);
/* The same out of the columns given_name, infix and family_name of a row. */
void person_row_name(struct stmt *row, char buffer[PERSON_NAME_MAX]);
/* "Berg, van den, Jan" for lists; sorted on the core word (Taaladvies, CBG). */
void person_list_name(const char *given, const char *infix, const char *family,
	char buffer[PERSON_NAME_MAX]);
/* Folded: family, given, infix (sorting); given infix family (searching). */
void person_sort_key(const char *given, const char *infix, const char *family,
	char buffer[PERSON_KEY_MAX]);
void person_search_key(const char *given, const char *infix, const char *family,
	char buffer[PERSON_KEY_MAX]);

/* The address in the form that is stored: E.164, a mail address, a push topic.
 * ERR_INVALID with a sentence. */
MUST_USE enum err_code contact_normalise(enum contact_kind kind, const char *address,
	char *buffer, size_t size, struct err *e);

extern const struct resource person_resource;
extern const struct stmt_list person_statements;

/* q: up to six words, each to be found in the name whatever the order, case and marks
 * ("Berg, Jan", "jan van den berg"), or ""; municipality_id 0: all. */
MUST_USE enum err_code person_list(struct db *db, const char *q,
	int64_t municipality_id, int64_t after, int64_t limit, json_t **ret,
	struct err *e);
/* People that have this address, newest first; returns how many ids were filled in
 * *ret_n. */
MUST_USE enum err_code person_by_address(struct db *db, const char *address,
	int64_t ids[], size_t max, size_t *ret_n, struct err *e);
/* 0 when there is none. */
MUST_USE enum err_code person_by_external_id(
	struct db *db, const char *external_id, int64_t *ret, struct err *e);

struct contact {
	enum contact_kind kind;
	char address[256];
	int rank;
};
/* In order of rank. */
MUST_USE enum err_code person_contacts(struct db *db, int64_t person_id,
	struct contact ret[PERSON_CONTACTS_MAX], size_t *ret_n, struct err *e);
/* Those of everybody from one id to another: by person, then rank. For when most of
 * them are wanted: one statement instead of thousands. */
MUST_USE enum err_code person_contacts_each(struct db *db, int64_t first_id,
	int64_t last_id,
	void (*each)(void *ctx, int64_t person_id, const struct contact *c), void *ctx,
	struct err *e);
