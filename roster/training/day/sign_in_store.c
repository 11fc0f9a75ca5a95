/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/day/sign_in.h"

#include "base/digest.h"
#include "base/zone.h"
#include "roster/training/record/attendance.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CONFIRMED                                                                      \
	"EXISTS (SELECT 1 FROM attendance a WHERE a.activity_id = s.activity_id"       \
	" AND a.person_id = s.person_id)"
#define SIGN_IN_SQL(X)                                                                 \
	X(SIGN_IN_INSERT,                                                              \
		"INSERT INTO sign_in (activity_id, person_id, signed_at, via)"         \
		" VALUES (:activity_id, :person_id, :at, :via)")                       \
	X(SIGN_IN_FIND, "SELECT signed_at FROM sign_in"                                \
			" WHERE activity_id = :activity_id"                            \
			" AND person_id = :person_id")                                 \
	X(SIGN_IN_LIST, "SELECT s.person_id, s.signed_at, s.via, " CONFIRMED           \
			" AS confirmed FROM sign_in s"                                 \
			" WHERE s.activity_id = :activity_id"                          \
			" ORDER BY s.signed_at, s.person_id")
STMT_LIST(sign_in, SIGN_IN_SQL);

enum { AFTER_HOURS = 12 };

/* No 0 O 1 I L U: what is read aloud or from paper is not mistaken. */
static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *sign_in_code(const void *secret, size_t secret_len, int64_t activity_id,
	char buffer[SIGN_IN_CODE])
{
	char what[48];
	struct digest d;
	uint64_t n = 0;

	(void)snprintf(what, sizeof what, "sign-in %" PRId64, activity_id);
	d = digest_hmac(secret, secret_len, what, strlen(what));
	memcpy(&n, d.bytes, sizeof n);
	for (int i = 0; i < SIGN_IN_CODE - 1; i++) {
		buffer[i] = letters[n % (sizeof letters - 1)];
		n /= sizeof letters - 1;
	}
	buffer[SIGN_IN_CODE - 1] = '\0';
	return buffer;
}

bool sign_in_code_is(const char *code, const char *given)
{
	char plain[SIGN_IN_CODE] = "";
	size_t n = 0;

	for (; *given != '\0'; given++) {
		if (*given == '-' || *given == ' ')
			continue;
		if (n == sizeof plain - 1)
			return false;
		plain[n++] = (char)toupper((unsigned char)*given);
	}
	return digest_text_equal(code, plain);
}

static enum err_code check_time(
	const struct activity *a, struct instant now, struct err *e)
{
	struct civil start = zone_to_civil(a->starts),
		     midnight = { .date = start.date };
	struct instant opens;

	if (a->cancelled)
		return err_set(e, ERR_GONE, "this activity was cancelled");
	if (zone_to_instant(midnight, ZONE_FIRST, &opens, e) != ERR_OK)
		return e->code;
	if (now.ms < opens.ms)
		return err_set(e, ERR_GONE, "you can sign in on the day itself");
	if (now.ms > instant_add(a->ends, minutes(AFTER_HOURS * INT64_C(60))).ms)
		return err_set(e, ERR_GONE, "this activity is over");
	return ERR_OK;
}

bool sign_in_open(const struct activity *a, struct instant now)
{
	struct err ignored = { 0 };

	return check_time(a, now, &ignored) == ERR_OK;
}

enum err_code sign_in_is(
	struct db *db, int64_t activity_id, int64_t person_id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &sign_in_statements, SIGN_IN_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	*ret = stmt_row(s, e);
	return e->code;
}

enum err_code sign_in_add(struct db *db, int64_t activity_id, int64_t person_id,
	const char *via, const struct change *by, struct err *e)
{
	struct activity a;
	bool known = false;
	json_t *after;
	STMT_AUTO s = NULL;

	if (activity_find(db, activity_id, &a, e) != ERR_OK
		|| check_time(&a, by->now, e) != ERR_OK
		|| sign_in_is(db, activity_id, person_id, &known, e) != ERR_OK || known
		|| stmt_get(db, &sign_in_statements, SIGN_IN_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "at", by->now);
	stmt_bind_text(s, "via", via);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	stmt_done(&s);
	after = json_pack("{s:I,s:s}", "person_id", (json_int_t)person_id, "via", via);
	if (resource_audit(db, by, "sign_in", "activity", activity_id, NULL, after, e)
		!= ERR_OK)
		(void)err_wrap(e, "sign-in");
	json_decref(after);
	return e->code;
}

enum err_code sign_in_list(
	struct db *db, int64_t activity_id, json_t **ret, struct err *e)
{
	json_t *items = json_array(), *o;
	STMT_AUTO s = NULL;

	if (stmt_get(db, &sign_in_statements, SIGN_IN_LIST, &s, e) != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	stmt_bind_int(s, "activity_id", activity_id);
	while (stmt_row(s, e)) {
		o = json_object();
		fields_set_int(o, "person_id", stmt_int(s, "person_id"));
		fields_set_instant(o, "signed_at", stmt_instant(s, "signed_at"));
		fields_set_text(o, "via", stmt_text(s, "via"));
		fields_set_bool(o, "confirmed", stmt_bool(s, "confirmed"));
		(void)json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret = json_pack("{s:o}", "items", items);
	return *ret != NULL ? ERR_OK : err_set(e, ERR_NOMEM, "no memory for sign-ins");
}

/* --- confirming */

static const json_t *signed_by(const json_t *list, int64_t person_id)
{
	const json_t *o;
	size_t i;

	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "person_id")) == person_id)
			return o;
	}
	return NULL;
}

static enum err_code confirm_one(struct db *db, int64_t activity_id, const json_t *o,
	const struct change *by, int64_t *n, struct err *e)
{
	json_t *item, *made = NULL;

	if (json_is_true(json_object_get(o, "confirmed")))
		return ERR_OK;
	item = json_pack("{s:O,s:s}", "person_id", json_object_get(o, "person_id"),
		"result", "present");
	if (attendance_record(db, activity_id, item, "sign-in", by, &made, e) == ERR_OK)
		(*n)++;
	json_decref(made);
	json_decref(item);
	return e->code;
}

static enum err_code confirm_named(struct db *db, int64_t activity_id,
	const json_t *list, const json_t *ids, const struct change *by, int64_t *n,
	struct err *e)
{
	const json_t *id, *o;
	char field[40];
	size_t i;

	if (!json_is_array(ids))
		return err_fault(e, "person_ids", "must be a list of people's ids");
	json_array_foreach((json_t *)(uintptr_t)ids, i, id)
	{
		o = signed_by(list, json_integer_value(id));
		(void)snprintf(field, sizeof field, "person_ids[%zu]", i);
		if (o == NULL)
			return err_fault(e, field, "did not sign in");
		if (confirm_one(db, activity_id, o, by, n, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code sign_in_confirm(struct db *db, int64_t activity_id,
	const json_t *person_ids_or_null, const struct change *by, int64_t *ret_n,
	struct err *e)
{
	json_t *list = NULL, *o;
	size_t i;

	*ret_n = 0;
	err_clear(e);
	if (sign_in_list(db, activity_id, &list, e) != ERR_OK)
		return e->code;
	if (person_ids_or_null != NULL)
		(void)confirm_named(
			db, activity_id, list, person_ids_or_null, by, ret_n, e);
	else
		json_array_foreach(json_object_get(list, "items"), i, o)
		{
			if (confirm_one(db, activity_id, o, by, ret_n, e) != ERR_OK)
				break;
		}
	json_decref(list);
	return e->code;
}
