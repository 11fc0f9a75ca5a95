/* SPDX-License-Identifier: EUPL-1.2 */
/* Privacy: what is past its term goes, after it was announced and not before; who is
 * erased cannot be found any more, and the audit chain still holds. */
#include "base/alloc.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/audit.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "service/accounts/account.h"
#include "service/privacy/erase.h"
#include "service/privacy/own_data.h"
#include "service/privacy/retention.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY       INT64_C(86400000)
#define FIRST_DAY (INT64_C(20000) * DAY)

#define PLANT_SQL(X)                                                                   \
	X(PLANT_PROOF, "INSERT INTO contact_proof (person_id, kind, address)"          \
		       " VALUES (:id, 'mobile', '+31612345678')")                      \
	X(PLANT_FUNCTION, "INSERT INTO function (id, code, name, spoken_name, regime)" \
			  " VALUES (:id, 'OVD', 'Officier', 'officier', 'H')")         \
	X(PLANT_HANDOVER,                                                              \
		"INSERT INTO handover (id, function_id, from_person_id, text,"         \
		" created_at) VALUES (1, :id, :id, 'bel Zonderling', 1)")              \
	X(PLANT_OVERRIDE, "INSERT INTO duty_override (id, function_id, person_id,"     \
			  " starts_at, ends_at, reason) VALUES (1, :id, :id, 1, 2,"    \
			  " 'voor Zonderling')")                                       \
	X(PLANT_SWAP,                                                                  \
		"INSERT INTO swap (id, duty_id, function_id, rank, from_person_id,"    \
		" starts_at, ends_at, state, note) VALUES (1, 1, :id, 1, :id, 1, 2,"   \
		" 'asked', 'namens Zonderling')")                                      \
	X(PLANT_TOKEN, "INSERT INTO token (id, name, role, person_id, hash,"           \
		       " created_at) VALUES (99, 'zonderling-thuis', 'member', :id,"   \
		       " zeroblob(32), 1)")                                            \
	X(PLANT_REACHABILITY, "INSERT INTO reachability (person_id, missed,"           \
			      " tested_at) VALUES (:id, 1, 1)")                        \
	X(PLANT_NOTICE,                                                                \
		"INSERT INTO notice (id, kind, person_id, subject, text, channels,"    \
		" address, urgent, created_at, due_at) VALUES (1, 'code', :id, 'Aan"   \
		" Zonderling', 'Beste Saskia', 1, '+31612345678', 0, 1, 1)")           \
	X(PLANT_MESSAGE,                                                               \
		"INSERT INTO attempt (id, notice_id, person_id, purpose, channel,"     \
		" address, body, priority, state, created_at) VALUES (1, 1, :id,"      \
		" 'notice', 'sms', '+31612345678', 'Beste Saskia', 9, 'sent', 1)")     \
	X(PLANT_ACTIVITY,                                                              \
		"INSERT INTO activity (id, kind, title, starts_at, ends_at, minutes)"  \
		" SELECT 1, 'exercise', 'Najaar', 1, 2, 60 FROM person"                \
		" WHERE id = :id")                                                     \
	X(PLANT_ATTENDANCE,                                                            \
		"INSERT INTO attendance (id, activity_id, person_id, role, result,"    \
		" minutes, assessor, remarks, reason, withdrawn, source, recorded_at," \
		" recorded_by) VALUES (1, 1, :id, 'Zonderling', 'present', 60, '',"    \
		" '', '', 0, 'list', 1, 'clerk')")                                     \
	X(PLANT_CORRECTION,                                                            \
		"INSERT INTO attendance (id, activity_id, person_id, role, result,"    \
		" minutes, assessor, remarks, replaces, reason, withdrawn, source,"    \
		" recorded_at, recorded_by) VALUES (2, 1, :id, '', 'absent', 0, '',"   \
		" '', 1, 'toch niet', 0, 'list', 1, 'clerk')")                         \
	X(PLANT_INVITATION,                                                            \
		"INSERT INTO invitation (id, activity_id, person_id, state,"           \
		" invited_at, nonce, token_hash) VALUES (1, 1, :id, 'accepted', 1,"    \
		" zeroblob(16), zeroblob(32))")                                        \
	X(PLANT_SIGN_IN, "INSERT INTO sign_in (activity_id, person_id, signed_at,"     \
			 " via) VALUES (1, :id, 1, 'qr')")                             \
	X(PLANT_REQUIREMENT, "INSERT INTO requirement (id, person_id, kind, title,"    \
			     " count) VALUES (1, :id, 'exercise', 'Zonderling', 1)")   \
	X(PLANT_POINT,                                                                 \
		"INSERT INTO learning_point (id, activity_id, text, owner_person_id,"  \
		" state, result, requirement_id) VALUES (1, 1, 'portofoons', :id,"     \
		" 'open', '', 1)")                                                     \
	X(PLANT_TOLD, "INSERT INTO learning_point_told (learning_point_id, person_id," \
		      " due_day, stage, told_at) VALUES (1, :id, 1, 'after', 1)")      \
	X(PLANT_CERTIFICATE,                                                           \
		"INSERT INTO certificate (id, person_id, title, number, issuer,"       \
		" from_day, reason, withdrawn, source, recorded_at, recorded_by)"      \
		" VALUES (1, :id, 'EHBO', 'Z-12345678', '', 1, '', 0, '', 1,"          \
		" 'clerk')")                                                           \
	X(PLANT_PAPER, "INSERT INTO certificate_file (certificate_id, type, sha256,"   \
		       " bytes, recorded_at, recorded_by) SELECT 1, 'image/png',"      \
		       " zeroblob(32), zeroblob(1), 1, 'clerk' FROM person"            \
		       " WHERE id = :id")
extern const struct stmt_list plant_statements;
STMT_LIST(plant, PLANT_SQL);

struct world {
	struct test_db t;
	struct policy policy;
	int64_t person_id, account_id;
};

static struct change on_day(int64_t day)
{
	return (struct change){ { "account:clerk", "local" },
		{ FIRST_DAY + day * DAY } };
}

static void begin(struct world *w)
{
	struct err e = { 0 };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
}

static void commit(struct world *w)
{
	struct err e = { 0 };

	test_ok(db_commit(w->t.db, &e), &e);
}

static int64_t make(struct world *w, const struct resource *r, json_t *body)
{
	struct change by = on_day(0);
	struct err e = { 0 };
	json_t *item;
	int64_t id;

	test_ok(resource_create(w->t.db, r, body, &by, &item, &e), &e);
	id = json_integer_value(json_object_get(item, "id"));
	json_decref(item);
	json_decref(body);
	return id;
}

static int start(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	assert_non_null(w);
	w->policy = policy_default();
	test_db_open(&w->t);
	begin(w);
	(void)make(w, &municipality_resource,
		json_pack("{s:s,s:s}", "code", "GM0148", "name", "Dalfsen"));
	w->person_id = make(w, &person_resource,
		json_pack("{s:s,s:s,s:i,s:[{s:s,s:s,s:i}]}", "given_name", "Saskia",
			"family_name", "Zonderling", "municipality_id", 1, "contacts",
			"kind", "mobile", "address", "0612345678", "rank", 1));
	w->account_id = make(w, &account_resource,
		json_pack("{s:s,s:s,s:I}", "name", "zonderling", "role", "member",
			"person_id", (json_int_t)w->person_id));
	(void)make(w, &absence_resource,
		json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)w->person_id,
			"from", "2024-10-01T08:00:00Z", "until", "2024-10-02T08:00:00Z",
			"note", "naar Zonderlingen"));
	commit(w);
	*state = w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	test_db_close(&w->t);
	free(w);
	return 0;
}

static void leave(struct world *w, int64_t day)
{
	struct change by = on_day(day);
	json_t *body = json_pack("{s:b}", "active", 0), *item;
	struct err e = { 0 };

	begin(w);
	test_ok(resource_update(w->t.db, &person_resource, w->person_id, body, false, 0,
			&by, &item, &e),
		&e);
	commit(w);
	json_decref(body);
	json_decref(item);
}

static void night(struct world *w, int64_t day)
{
	struct change by = on_day(day);
	struct err e = { 0 };

	begin(w);
	test_ok(retention_run(w->t.db, &w->policy, &by, &e), &e);
	commit(w);
}

static int64_t to_delete(struct world *w, const char *kind)
{
	json_t *report, *line;
	struct err e = { 0 };
	int64_t ret = -1;
	size_t i;

	test_ok(retention_report(w->t.db, &w->policy, &report, &e), &e);
	json_array_foreach(json_object_get(report, "items"), i, line)
	{
		if (strcmp(json_string_value(json_object_get(line, "kind")), kind) == 0)
			ret = json_integer_value(json_object_get(line, "to_delete"));
	}
	json_decref(report);
	assert_true(ret >= 0);
	return ret;
}

/* What is known about the person, as text. The caller frees it. */
static char *known(struct world *w)
{
	json_t *data;
	struct err e = { 0 };
	char *text;

	test_ok(own_data(w->t.db, w->person_id, on_day(0).now, &data, &e), &e);
	text = json_dumps(data, 0);
	json_decref(data);
	assert_non_null(text);
	return text;
}

static bool is_known(struct world *w, const char *word)
{
	char *text = known(w);
	bool ret = strstr(text, word) != NULL;

	free(text);
	return ret;
}

struct search {
	const char *word;
	bool found;
};

static void look(void *ctx, const struct audit_entry *r)
{
	struct search *s = ctx;

	s->found |= (r->before != NULL && strstr(r->before, s->word) != NULL)
		    || (r->after != NULL && strstr(r->after, s->word) != NULL);
}

static bool audit_knows(struct world *w, const char *word)
{
	struct search s = { word, false };
	struct err e = { 0 };

	test_ok(audit_each(w->t.db, 0, -1, look, &s, &e), &e);
	return s.found;
}

static void chain_holds(struct world *w)
{
	struct audit_check check;
	struct err e = { 0 };

	test_ok(audit_verify(w->t.db, NULL, &check, &e), &e);
	if (check.first_bad != 0)
		fail_msg("%s", check.reason);
}

/* Leaves on day 0: numbers are gone within 30 days, and are announced a week before
 * that. The name stays for years. */
static void numbers_go_a_month_after_leaving(void **state)
{
	struct world *w = *state;
	int64_t announced = 0, gone = 0;

	leave(w, 0);
	for (int64_t day = 0; day < 60; day++) {
		bool had = is_known(w, "+31612345678");

		night(w, day);
		if (announced == 0 && to_delete(w, "contacts") == 1)
			announced = day;
		if (had && !is_known(w, "+31612345678"))
			gone = day;
	}
	assert_int_equal(gone, w->policy.contact_days);
	assert_int_equal(announced, 22);
	assert_true(gone >= announced + w->policy.grace_days);
	assert_true(is_known(w, "Zonderling"));
	assert_int_equal(to_delete(w, "contacts"), 0);
	chain_holds(w);
}

/* Somebody who comes back before that keeps the numbers. */
static void who_comes_back_keeps_numbers(void **state)
{
	struct world *w = *state;
	struct change by = on_day(28);
	json_t *body = json_pack("{s:b}", "active", 1), *item;
	struct err e = { 0 };

	leave(w, 0);
	for (int64_t day = 0; day < 28; day++)
		night(w, day);
	assert_int_equal(to_delete(w, "contacts"), 1);
	begin(w);
	test_ok(resource_update(w->t.db, &person_resource, w->person_id, body, false, 0,
			&by, &item, &e),
		&e);
	commit(w);
	json_decref(body);
	json_decref(item);
	for (int64_t day = 28; day < 90; day++)
		night(w, day);
	assert_true(is_known(w, "+31612345678"));
	assert_int_equal(to_delete(w, "contacts"), 0);
}

static void names_go_after_the_term(void **state)
{
	struct world *w = *state;

	leave(w, 0);
	night(w, 0);
	night(w, 7 * 365 + 1);
	assert_true(is_known(w, "Zonderling"));
	night(w, 7 * 365 + 8);
	assert_false(is_known(w, "Zonderling"));
	chain_holds(w);
}

/* Rows that other parts of the program leave about a person. */
static void plant(struct world *w)
{
	struct err e = { 0 };

	begin(w);
	for (int which = PLANT_PROOF; which < plant_sql_count; which++) {
		STMT_AUTO s = NULL;

		test_ok(stmt_get(w->t.db, &plant_statements, which, &s, &e), &e);
		stmt_bind_int(s, "id", w->person_id);
		test_ok(stmt_run(s, &e), &e);
	}
	commit(w);
}

/* How many rows of the export's section. */
static size_t rows_of(struct world *w, const char *section)
{
	json_t *data, *o;
	struct err e = { 0 };
	size_t i, n = SIZE_MAX;

	test_ok(own_data(w->t.db, w->person_id, on_day(0).now, &data, &e), &e);
	json_array_foreach(json_object_get(data, "sections"), i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "name")), section) == 0)
			n = json_array_size(json_object_get(o, "rows"));
	}
	json_decref(data);
	assert_true(n != SIZE_MAX);
	return n;
}

/* Training records two years after leaving, with their corrections, and not before;
 * certificates stay longer, with their papers. */
static void training_goes_before_certificates(void **state)
{
	static const char *const training[] = { "attendance", "sign_ins", "invitations",
		"requirements", "learning_points", "reminders" };
	struct world *w = *state;
	int64_t day = 2 * 365 - 20;

	plant(w);
	leave(w, 0);
	for (; day <= 2 * 365; day++)
		night(w, day);
	for (size_t i = 0; i < sizeof training / sizeof *training; i++)
		assert_true(rows_of(w, training[i]) > 0);
	night(w, day);
	for (size_t i = 0; i < sizeof training / sizeof *training; i++)
		assert_int_equal(rows_of(w, training[i]), 0);
	assert_int_equal(rows_of(w, "certificates"), 1);
	assert_int_equal(rows_of(w, "papers"), 1);
	night(w, 7 * 365 - 6);
	night(w, 7 * 365 + 1);
	assert_int_equal(rows_of(w, "certificates"), 0);
	assert_int_equal(rows_of(w, "papers"), 0);
	chain_holds(w);
}

static void nobody_active_is_erased(void **state)
{
	struct world *w = *state;
	struct change by = on_day(1);
	struct err e = { 0 };

	begin(w);
	assert_int_equal(
		privacy_erase_person(w->t.db, w->person_id, &by, &e), ERR_CONFLICT);
	assert_int_equal(privacy_erase_person(w->t.db, 999, &by, &e), ERR_NOTFOUND);
	db_rollback(w->t.db);
}

static void search_table(struct world *w, const char *table, const char *word)
{
	const struct engine *g = db_engine(w->t.db);
	struct engine_statement *s;
	char sql[128];
	struct err e = { 0 };

	(void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
	test_ok(g->prepare(db_connection(w->t.db), sql, &s, &e), &e);
	while (g->step(s, &e) == ENGINE_ROW)
		for (int i = 0; i < g->columns(s); i++) {
			size_t n = 0;
			const void *bytes = g->column_blob(s, i, &n);

			if (bytes != NULL
				&& memmem(bytes, n, word, strlen(word)) != NULL)
				fail_msg("'%s' is still in %s.%s", word, table,
					g->column_name(s, i));
		}
	g->finalize(s);
}

/* In no column of any table. */
static void is_nowhere(struct world *w, const char *word)
{
	const struct engine *g = db_engine(w->t.db);
	struct engine_statement *s;
	struct err e = { 0 };
	int tables = 0;

	test_ok(g->prepare(db_connection(w->t.db),
			"SELECT name FROM sqlite_schema WHERE type = 'table'", &s, &e),
		&e);
	for (; g->step(s, &e) == ENGINE_ROW; tables++) {
		size_t n;
		char name[64];

		(void)snprintf(name, sizeof name, "%s", g->column_text(s, 0, &n));
		search_table(w, name, word);
	}
	g->finalize(s);
	assert_true(tables > 30);
}

/* Neither the tables nor the audit log say any more who it was; the chain holds, and
 * says that something was erased. */
static void the_erased_cannot_be_found(void **state)
{
	static const char *const shown[] = { "person", "contacts", "proofs",
		"overrides", "swaps", "handovers", "invitations", "sign_ins",
		"attendance", "certificates", "papers", "requirements",
		"learning_points", "reminders", "reachability", "messages", "notices",
		"accounts", "tokens", "absences", "changes" };
	struct world *w = *state;
	struct change by = on_day(1);
	struct audit_check check;
	struct account account;
	struct err e = { 0 };

	assert_true(audit_knows(w, "Zonderling"));
	plant(w);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (rows_of(w, shown[i]) == 0)
			fail_msg("%s is not in the export", shown[i]);
	leave(w, 0);
	begin(w);
	test_ok(privacy_erase_person(w->t.db, w->person_id, &by, &e), &e);
	commit(w);
	assert_false(is_known(w, "onderling"));
	assert_false(is_known(w, "Saskia"));
	assert_false(is_known(w, "345678"));
	assert_false(audit_knows(w, "onderling"));
	assert_false(audit_knows(w, "Saskia"));
	is_nowhere(w, "onderling");
	is_nowhere(w, "Saskia");
	is_nowhere(w, "12345678");
	test_ok(account_get(w->t.db, w->account_id, &account, &e), &e);
	assert_false(account.active);
	assert_null(strstr(account.name, "onderling"));
	test_ok(audit_verify(w->t.db, NULL, &check, &e), &e);
	assert_int_equal(check.first_bad, 0);
	assert_true(check.erased > 0);
}

/* The page shows what the data show, and no name breaks out of it. */
static void the_page_is_the_data(void **state)
{
	struct world *w = *state;
	struct text page;
	struct err e = { 0 };
	json_t *data;

	begin(w);
	(void)make(w, &absence_resource,
		json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)w->person_id,
			"from", "2024-11-01T08:00:00Z", "until", "2024-11-02T08:00:00Z",
			"note", "<script>x</script>"));
	commit(w);
	test_ok(own_data(w->t.db, w->person_id, on_day(0).now, &data, &e), &e);
	text_init(&page, 1024 * 1024);
	own_data_html(data, &page);
	json_decref(data);
	assert_non_null(strstr(text_str(&page), "Zonderling"));
	assert_non_null(strstr(text_str(&page), "+31612345678"));
	assert_non_null(strstr(text_str(&page), "&lt;script&gt;"));
	assert_null(strstr(text_str(&page), "<script"));
	text_fini(&page);
}

/* There is no place for what must not be known. */
static void no_field_for_what_must_not_be_known(void **state)
{
	static const char *const words[] = { "bsn", "birth", "geboorte", "medical",
		"medisch", "illness", "ziek", "gender", "geslacht" };
	FILE *f = fopen(PARAAT_SOURCE_DIR "/schema/current.sql", "re");
	char line[2048];
	int lines = 0;

	(void)state;
	assert_non_null(f);
	for (; fgets(line, sizeof line, f) != NULL; lines++) {
		line[strcspn(line, "-")] = '\0'; /* without the comment */
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcasestr(line, words[i]) != NULL)
				fail_msg("'%s' in: %s", words[i], line);
	}
	assert_true(lines > 100);
	(void)fclose(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(numbers_go_a_month_after_leaving),
		TEST(who_comes_back_keeps_numbers),
		TEST(names_go_after_the_term),
		TEST(training_goes_before_certificates),
		TEST(nobody_active_is_erased),
		TEST(the_erased_cannot_be_found),
		TEST(the_page_is_the_data),
		cmocka_unit_test(no_field_for_what_must_not_be_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
