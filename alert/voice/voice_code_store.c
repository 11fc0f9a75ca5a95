/* SPDX-License-Identifier: EUPL-1.2 */
/* The personal code, and how often it was guessed wrong. */
#include "alert/voice/voice_code.h"

#include "base/phone.h"
#include "roster/people/person.h"
#include "schema/audit.h"

#include <stdio.h>
#include <string.h>

#define VOICE_CODE_SQL(X)                                                              \
	X(VOICE_GUESS_FORGET, "DELETE FROM voice_guess WHERE at <= :since")            \
	X(VOICE_GUESS_COUNT,                                                           \
		"SELECT (SELECT count(*) FROM voice_guess WHERE caller = :caller)"     \
		" AS of_number, (SELECT count(*) FROM voice_guess) AS of_all")         \
	X(VOICE_GUESS_ADD, "INSERT INTO voice_guess (digest, caller, at)"              \
			   " VALUES (:digest, :caller, :now)"                          \
			   " ON CONFLICT (digest) DO NOTHING")
STMT_LIST(voice_code, VOICE_CODE_SQL);

enum { CALLERS_MAX = 4, HOUR_MS = 3600 * 1000 };

const char *voice_code(const struct call_settings *settings, int64_t person_id,
	char buffer[VOICE_CODE_TEXT])
{
	char text[48];
	struct digest d;
	uint32_t number = 0;

	(void)snprintf(text, sizeof text, "voice code %" PRId64, person_id);
	d = digest_hmac(settings->secret, settings->secret_len, text, strlen(text));
	for (int i = 0; i < 4; i++)
		number = number << 8 | d.bytes[i];
	(void)snprintf(buffer, VOICE_CODE_TEXT, "%06u", (unsigned)(number % 1000000));
	return buffer;
}

bool voice_guess_allowed(int64_t of_number, int64_t of_all)
{
	return of_number < VOICE_GUESSES_OF_NUMBER
	       && (of_number == 0 || of_all < VOICE_GUESSES_OF_ALL);
}

/* The number as it is counted; a hidden one is one of its own. */
static struct digest caller_of(const struct call_settings *settings, const char *phone)
{
	char text[48];

	(void)snprintf(text, sizeof text, "voice caller %s", phone);
	return digest_hmac(settings->secret, settings->secret_len, text, strlen(text));
}

enum err_code voice_code_forget(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	err_clear(e);
	if (stmt_get(db, &voice_code_statements, VOICE_GUESS_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "since", now.ms - HOUR_MS);
	return stmt_run(s, e);
}

static enum err_code may_guess(struct db *db, const struct digest *caller,
	int64_t *ret_of_number, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &voice_code_statements, VOICE_GUESS_COUNT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "caller", caller->bytes, DIGEST_BYTES);
	if (stmt_row(s, e)) {
		*ret_of_number = stmt_int(s, "of_number");
		*ret = voice_guess_allowed(*ret_of_number, stmt_int(s, "of_all"));
	}
	return e->code;
}

static enum err_code note(struct db *db, const char *gateway, const char *result,
	const struct change *by, struct err *e)
{
	char object[96];
	const struct audit_record r = { .at = by->now,
		.actor = by->actor,
		.action = "voice.code",
		.object = object,
		.result = result };

	(void)snprintf(object, sizeof object, "gateway/%s", gateway);
	return audit_write(db, &r, e);
}

static enum err_code count_wrong(struct db *db, const char *gateway,
	const struct voice_event *event, const struct digest *caller, int64_t before,
	const struct change *by, struct err *e)
{
	struct digest_state state;
	struct digest digest;
	char at[DIALOGUE_STATE_TEXT];
	STMT_AUTO s = NULL;

	digest_start(&state);
	digest_add_field(&state, gateway);
	digest_add_field(&state, event->call_id);
	digest_add_field(&state, dialogue_write(&event->at, at));
	digest = digest_finish(&state);
	if (stmt_get(db, &voice_code_statements, VOICE_GUESS_ADD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "digest", digest.bytes, DIGEST_BYTES);
	stmt_bind_blob(s, "caller", caller->bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "now", by->now);
	if (stmt_run(s, e) != ERR_OK || stmt_changes(s) == 0)
		return e->code;
	return note(db, gateway,
		before + 1 < VOICE_GUESSES_OF_NUMBER
			? "refused: a wrong code"
			: "refused: a wrong code, and no more for an hour",
		by, e);
}

/* Out of those who are reached at that number; 0: of nobody. */
static enum err_code whose(struct db *db, const struct call_settings *settings,
	const char *phone, const char *keys, int64_t *ret, struct err *e)
{
	int64_t people[CALLERS_MAX];
	char code[VOICE_CODE_TEXT], given[40];
	size_t n = 0;

	*ret = 0;
	(void)snprintf(given, sizeof given, "%.*s", (int)strcspn(keys, "#"), keys);
	if (phone[0] != '\0'
		&& person_by_address(db, phone, people, CALLERS_MAX, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		if (digest_text_equal(voice_code(settings, people[i], code), given))
			*ret = people[i];
	return ERR_OK;
}

enum err_code voice_code_check(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct voice_event *event, const struct change *by,
	int64_t *ret_person, struct err *e)
{
	char phone[PHONE_TEXT];
	struct digest caller;
	int64_t before = 0;
	bool may = false;

	*ret_person = 0;
	if (phone_parse(event->from, phone, e) != ERR_OK)
		phone[0] = '\0'; /* a hidden number is nobody's */
	err_clear(e);
	caller = caller_of(settings, phone);
	if (voice_code_forget(db, by->now, e) != ERR_OK
		|| may_guess(db, &caller, &before, &may, e) != ERR_OK)
		return e->code;
	if (may && whose(db, settings, phone, event->keys, ret_person, e) != ERR_OK)
		return e->code;
	if (*ret_person != 0)
		return ERR_OK;
	return may ? count_wrong(db, gateway, event, &caller, before, by, e)
		   : note(db, gateway, "refused: too many wrong codes", by, e);
}
