/* SPDX-License-Identifier: EUPL-1.2 */
/* Every column of the database that says something about a person is in that person's
 * export and goes when the person is erased, or stands here with the reason why not. A
 * new table fails this test until somebody decided. */
#include "tests/support/statements.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IDS                                                                            \
	"a number that tells nothing once the person's row is erased; others' records" \
	" hang on it"
#define ACTOR                                                                          \
	"the name of the account that did it: an audit trail without actors is none;"  \
	" it goes with the term of the log or the dossier"

/* section: of the export; erased: the statement; why: where one is missing. */
static const struct place {
	const char *table, *column, *section, *erased, *why;
} places[] = {
	{ "absence", "person_id", "absences", "ERASE_NOTES", "" },
	{ "absence_known", "person_id", "absences_known", NULL, IDS },
	{ "account", "person_id", "accounts", "ERASE_ACCOUNT", "" },
	{ "account_place", "account_id", "places", "ERASE_PLACES", "" },
	{ "account_review", "actor", NULL, NULL, ACTOR },
	{ "account_review", "holder_id", NULL, NULL,
		"that the rights of an account were looked at, and what came of it" },
	{ "account_scope", "holder_id", NULL, NULL,
		"municipalities, not people; the account is erased" },
	{ "account_secret", "account_id", "devices", "ERASE_SECRETS", "" },
	{ "activity", "organiser", NULL, NULL,
		"who holds the course, as typed: an organisation as a rule" },
	{ "assignment", "person_id", "functions", NULL, IDS },
	{ "attempt", "address", "messages", "ERASE_MESSAGES", "" },
	{ "attempt", "person_id", "messages", "ERASE_MESSAGES", "" },
	{ "attempt", "recipient_id", "messages", "ERASE_MESSAGES", "" },
	{ "attendance", "assessor", "attendance", "ERASE_ATTENDANCE",
		"the name of an assessor in the record of somebody else is part of that"
		" record" },
	{ "attendance", "person_id", "attendance", "ERASE_ATTENDANCE", "" },
	{ "attendance", "recorded_by", NULL, NULL, ACTOR },
	{ "audit", "actor", NULL, NULL, ACTOR },
	{ "audit_detail", "person_id", "changes", NULL,
		"audit_erase_person (schema/audit/erase.h) removes the details and the"
		" salt" },
	{ "calendar_token", "person_id", "calendars", "ERASE_LINKS", "" },
	{ "callout", "started_by", NULL, NULL, ACTOR },
	{ "callout_recipient", "person_id", "callouts", NULL, IDS },
	{ "certificate", "person_id", "certificates", "ERASE_CERTIFICATES", "" },
	{ "certificate", "recorded_by", NULL, NULL, ACTOR },
	{ "certificate", "replaces", "certificates", "ERASE_CERTIFICATES", "" },
	{ "certificate_file", "certificate_id", "papers", "ERASE_PAPERS", "" },
	{ "certificate_file", "recorded_by", NULL, NULL, ACTOR },
	{ "contact", "address", "contacts", "ERASE_CONTACTS", "" },
	{ "contact", "person_id", "contacts", "ERASE_CONTACTS", "" },
	{ "contact_proof", "address", "proofs", "ERASE_PROOFS", "" },
	{ "contact_proof", "person_id", "proofs", "ERASE_PROOFS", "" },
	{ "demo_sign_in", "account_id", NULL, NULL,
		"accounts of the fictional region" },
	{ "departure", "person_id", "departure", NULL,
		"that somebody left and was erased: without it nobody could tell" },
	{ "duty", "person_id", "duties", NULL, IDS },
	{ "duty_ack", "person_id", "acknowledgements", NULL, IDS },
	{ "duty_override", "person_id", "overrides", "ERASE_REASONS", "" },
	{ "event", "actor", NULL, NULL, ACTOR },
	{ "event", "person_id", "timeline", NULL, IDS },
	{ "handover", "from_person_id", "handovers", "ERASE_HANDOVERS", "" },
	{ "handover", "to_person_id", "handovers", "ERASE_HANDOVERS", "" },
	{ "inbound", "recipient_id", "replies", "ERASE_INBOUND", "" },
	{ "inbound", "sender", "replies", "ERASE_INBOUND", "" },
	{ "invitation", "person_id", "invitations", "ERASE_INVITATIONS", "" },
	{ "layer", "from_person_id", "roster", NULL, IDS },
	{ "layer", "person_id", "roster", NULL, IDS },
	{ "learning_point", "owner_person_id", "learning_points", "ERASE_OWNER", "" },
	{ "learning_point_told", "person_id", "reminders", "ERASE_TOLD", "" },
	{ "notice", "address", "notices", "ERASE_NOTICES", "" },
	{ "notice", "person_id", "notices", "ERASE_NOTICES", "" },
	{ "person_leave", "person_id", "leaves", NULL, IDS },
	{ "reachability", "person_id", "reachability", "ERASE_REACHABILITY", "" },
	{ "requirement", "person_id", "requirements", "ERASE_REQUIRED", "" },
	{ "rotation_person", "person_id", "rotations", NULL, IDS },
	{ "session", "account_id", "sessions", "ERASE_SESSIONS", "" },
	{ "sign_in", "person_id", "sign_ins", "ERASE_SIGN_INS", "" },
	{ "swap", "from_person_id", "swaps", "ERASE_SWAPS", "" },
	{ "swap", "to_person_id", "swaps", "ERASE_SWAPS", "" },
	{ "swap_refusal", "person_id", "refusals", NULL, IDS },
	{ "working_week", "person_id", "working_weeks", "ERASE_WEEKS", "" },
	{ "working_week_time", "working_week_id", "working_weeks", "ERASE_WEEK_TIMES",
		"" },
	{ "token", "person_id", "tokens", "ERASE_TOKENS", "" },
};
enum { PLACES = sizeof places / sizeof *places };

static const struct stmt_text *statement(const char *list, const char *name)
{
	for (size_t i = 0; all_statements[i] != NULL; i++)
		for (size_t k = 0; k < all_statements[i]->count; k++)
			if (strcmp(all_statements[i]->name, list) == 0
				&& strcmp(all_statements[i]->texts[k].name, name) == 0)
				return &all_statements[i]->texts[k];
	return NULL;
}

static bool names(const char *sql, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = sql; (s = strstr(s, word)) != NULL; s += n)
		if ((s == sql || s[-1] == ' ') && !isalnum((unsigned char)s[n])
			&& s[n] != '_' && s[n] != '.')
			return true;
	return false;
}

static void check_statement(
	const struct place *p, const char *list, const char *prefix, const char *name)
{
	const struct stmt_text *t;
	char full[64];

	(void)snprintf(full, sizeof full, "%s%s", prefix, name);
	t = statement(list, full);
	if (t == NULL)
		fail_msg("%s.%s: there is no statement %s", p->table, p->column, full);
	if (!names(t->sql, p->table))
		fail_msg("%s does not name %s", full, p->table);
}

/* --- the tables, out of schema/current.sql */

static char *schema(void)
{
	static char text[256 * 1024];
	FILE *f = fopen(PARAAT_SOURCE_DIR "/schema/current.sql", "re");
	char line[4096];

	assert_non_null(f);
	text[0] = '\0';
	while (fgets(line, sizeof line, f) != NULL) {
		char *comment = strstr(line, "--");

		if (comment != NULL)
			(void)snprintf(comment, 2, "\n");
		assert_true(strlen(text) + strlen(line) < sizeof text);
		(void)strcat(text, line);
	}
	(void)fclose(f);
	return text;
}

/* Does this part of a CREATE TABLE say something about a person? */
static bool tells_of_a_person(const char *column, const char *rest)
{
	static const char *const targets[] = { "REFERENCES person(",
		"REFERENCES account(", "REFERENCES certificate(",
		"REFERENCES callout_recipient(", "REFERENCES working_week(" };
	static const char *const columns[] = { "holder_id", "actor", "recorded_by",
		"started_by", "assessor", "organiser", "sender", "address" };

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (strstr(rest, targets[i]) != NULL)
			return true;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (strcmp(column, columns[i]) == 0)
			return true;
	return strstr(column, "person") != NULL;
}

/* One column, or a constraint; cuts *part at its end. */
static void look_at(const char *table, char *part, bool found[PLACES])
{
	static const char *const constraints[] = { "PRIMARY", "UNIQUE", "CHECK",
		"FOREIGN" };
	char column[64];

	if (sscanf(part, " %63[A-Za-z_0-9]", column) != 1)
		return;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(column, constraints[i]) == 0)
			return;
	if (!tells_of_a_person(column, part))
		return;
	for (size_t i = 0; i < PLACES; i++)
		if (strcmp(places[i].table, table) == 0
			&& strcmp(places[i].column, column) == 0) {
			found[i] = true;
			return;
		}
	fail_msg("%s.%s: is it in the export, and who erases it? See docs/privacy.md,"
		 " and the list in this test",
		table, column);
}

/* The parts between the commas of the outer parentheses; returns where they end. */
static char *look_at_table(const char *table, char *s, bool found[PLACES])
{
	char *part = s;

	for (int depth = 1; depth > 0; s++) {
		assert_true(*s != '\0');
		depth += (*s == '(') - (*s == ')');
		if (depth > 1 || (depth == 1 && *s != ','))
			continue;
		*s = '\0';
		look_at(table, part, found);
		part = s + 1;
	}
	return s;
}

/* The list is of this database: nothing is missing, nothing too much. */
static void every_place_was_decided(void **state)
{
	bool found[PLACES] = { false };
	int tables = 0;
	char *s = schema();

	(void)state;
	while ((s = strstr(s, "CREATE TABLE ")) != NULL) {
		char table[64];

		s += strlen("CREATE TABLE ");
		s += *s == '"';
		assert_int_equal(sscanf(s, "%63[a-z_]", table), 1);
		s = look_at_table(table, strchr(s, '(') + 1, found);
		tables++;
	}
	assert_true(tables > 50);
	for (size_t i = 0; i < PLACES; i++)
		if (!found[i])
			fail_msg("%s.%s does not exist any more", places[i].table,
				places[i].column);
}

static void every_decision_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < PLACES; i++) {
		const struct place *p = &places[i];

		if (p->section != NULL)
			check_statement(p, "own_data", "OWN_", p->section);
		if (p->erased != NULL)
			check_statement(p, "privacy_erase", "", p->erased);
		if ((p->section == NULL || p->erased == NULL) && p->why[0] == '\0')
			fail_msg("%s.%s: why not?", p->table, p->column);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_place_was_decided),
		cmocka_unit_test(every_decision_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
