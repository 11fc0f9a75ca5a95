/* SPDX-License-Identifier: EUPL-1.2 */
/* Telling people what was arranged: notices in the transaction of the change, one a
 * person, in that person's language. */
#pragma once

#include "alert/outbox/notice.h"
#include "base/zone.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/planning/changes.h"
#include "service/api/api.h"

/* "ma 30-11-2026 09:00", local; English for "en". Returns buffer. */
enum { TELL_WHEN = ZONE_TEXT + 8 };
const char *tell_when(struct instant t, bool english, char buffer[TELL_WHEN]);

/* Who gets a notice. */
struct tell_person {
	int64_t id;
	char name[PERSON_NAME_MAX];
	bool english;
};
MUST_USE enum err_code tell_person_find(
	struct db *db, int64_t person_id, struct tell_person *ret, struct err *e);

/* Tells everybody whose coming duties changed, each in one message. *ret_told: how
 * many. */
MUST_USE enum err_code tell_changes(struct api_call *c, struct db *db,
	const struct roster_changes *changes, int *ret_told, struct err *e);

/* A step that changes a duty or an override by hand, and those whose coming duties
 * change by it hear so. The function is that of the item c->id of r, or of the body of
 * a POST. */
MUST_USE enum err_code tell_around(struct api_call *c, struct db *db,
	const struct resource *r,
	enum err_code (*step)(struct api_call *c, struct db *db, struct err *e),
	struct err *e);

/* One message to one person; key: told once, or NULL. */
MUST_USE enum err_code tell_one(struct api_call *c, struct db *db,
	enum notice_kind kind, int64_t person_id, const char *subject, const char *text,
	const char *key_or_null, struct err *e);

/* Who looks after the rosters. */
enum { TELL_COORDINATORS_MAX = 16 };
MUST_USE enum err_code tell_coordinators_find(struct db *db, struct instant now,
	int64_t ret[TELL_COORDINATORS_MAX], size_t *ret_n, struct err *e);
extern const struct stmt_list coordinators_statements;

/* A text in two languages, with the place for names and times filled in: %1 the
 * function, %2 from, %3 until, %4 a name. */
struct tell_text {
	const char *subject_nl, *text_nl, *subject_en, *text_en;
};
struct tell_facts {
	int64_t function_id;
	struct instant from, until;
	const char *name; /* "" for none */
};
MUST_USE enum err_code tell_text(struct api_call *c, struct db *db,
	enum notice_kind kind, int64_t person_id, const struct tell_text *t,
	const struct tell_facts *f, const char *key_or_null, struct err *e);
