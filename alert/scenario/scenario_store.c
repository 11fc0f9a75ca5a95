/* SPDX-License-Identifier: EUPL-1.2 */
/* Scenarios and their slots in the database. */
#include "alert/scenario/scenario.h"

#include "alert/scenario/template.h"
#include "base/parse.h"
#include "roster/people/function.h"

#include <stdio.h>
#include <string.h>

#define SCENARIO_COLUMNS                                                               \
	"id, code, name, kind, text_sms, text_voice, text_email, path_seconds, "       \
	"rounds,"                                                                      \
	" t0, parts_max, plain_letters, version"
#define SCENARIO_SQL(X)                                                                \
	X(SCENARIO_BY_ID, "SELECT " SCENARIO_COLUMNS " FROM scenario WHERE id = :id")  \
	X(SCENARIO_INSERT,                                                             \
		"INSERT INTO scenario (id, code, name, kind, text_sms, text_voice,"    \
		" text_email, path_seconds, rounds, t0, parts_max, plain_letters) "    \
		"VALUES (:id, "                                                        \
		":code, :name, :kind, :text_sms, :text_voice, :text_email,"            \
		" :path_seconds, :rounds, :t0, :parts_max, :plain_letters)")           \
	X(SCENARIO_UPDATE,                                                             \
		"UPDATE scenario SET code = :code, name = :name, kind = :kind,"        \
		" text_sms = :text_sms, text_voice = :text_voice,"                     \
		" text_email = :text_email, path_seconds = :path_seconds,"             \
		" rounds = :rounds, t0 = :t0, parts_max = :parts_max, plain_letters "  \
		"= :plain_letters,"                                                    \
		" version = version + 1"                                               \
		" WHERE id = :id AND version = :version")                              \
	X(SCENARIO_DELETE, "DELETE FROM scenario WHERE id = :id")                      \
	X(SCENARIO_LIST, "SELECT " SCENARIO_COLUMNS " FROM scenario WHERE id > :after" \
			 " ORDER BY id LIMIT :limit")                                  \
	X(SCENARIO_BY_CODE, "SELECT id FROM scenario WHERE code = :code")              \
	X(SLOT_OF, "SELECT s.position, s.function_id, s.need, s.mode, "                \
		   "s.overbook_percent,"                                               \
		   " s.wave_size, s.wave_seconds, s.norm_minutes, s.fallback,"         \
		   " f.arrival_norm_minutes FROM scenario_slot s JOIN function f"      \
		   " ON f.id = s.function_id WHERE s.scenario_id = :scenario_id"       \
		   " ORDER BY s.position")                                             \
	X(SLOT_CLEAR, "DELETE FROM scenario_slot WHERE scenario_id = :scenario_id")    \
	X(SLOT_INSERT,                                                                 \
		"INSERT INTO scenario_slot (scenario_id, position, function_id, need," \
		" mode, overbook_percent, wave_size, wave_seconds, norm_minutes,"      \
		" fallback) VALUES (:scenario_id, :position, :function_id, :need, "    \
		":mode,"                                                               \
		" :overbook_percent, :wave_size, :wave_seconds, :norm_minutes, "       \
		":fallback)")
STMT_LIST(scenario, SCENARIO_SQL);

static const char *const fallbacks[] = { "pool", "none" };
static const char *const t0_words[] = { "criteria", "start" };

static void slot_json(struct stmt *s, json_t *list)
{
	json_t *o = json_object();

	fields_set_int(o, "function_id", stmt_int(s, "function_id"));
	fields_set_int(o, "need", stmt_int(s, "need"));
	fields_set_text(o, "mode", stmt_text(s, "mode"));
	fields_set_int(o, "overbook_percent", stmt_int(s, "overbook_percent"));
	fields_set_int(o, "wave_size", stmt_int(s, "wave_size"));
	fields_set_int(o, "wave_seconds", stmt_int(s, "wave_seconds"));
	if (stmt_is_null(s, "norm_minutes"))
		fields_set_text(o, "norm_minutes", NULL);
	else
		fields_set_int(o, "norm_minutes", stmt_int(s, "norm_minutes"));
	fields_set_text(o, "fallback", stmt_text(s, "fallback"));
	json_array_append_new(list, o);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *text = json_object(), *slots = json_array();

	fields_set_text(o, "code", stmt_text(row, "code"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "kind", stmt_text(row, "kind"));
	fields_set_text(text, "sms", stmt_text(row, "text_sms"));
	fields_set_text(text, "voice", stmt_text(row, "text_voice"));
	fields_set_text(text, "email", stmt_text(row, "text_email"));
	json_object_set_new(o, "text", text);
	fields_set_int(o, "path_seconds", stmt_int(row, "path_seconds"));
	fields_set_int(o, "rounds", stmt_int(row, "rounds"));
	fields_set_text(o, "t0", stmt_text(row, "t0"));
	fields_set_int(o, "parts_max", stmt_int(row, "parts_max"));
	fields_set_bool(o, "plain_letters", stmt_bool(row, "plain_letters"));
	json_object_set_new(o, "slots", slots);
	if (stmt_get(db, &scenario_statements, SLOT_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "scenario_id", stmt_int(row, "id"));
	while (stmt_row(s, e))
		slot_json(s, slots);
	return e->code;
}

/* One slot as given, with defaults; faults name slots[i].field. */
static void read_slot(const json_t *o, size_t i, struct callout_slot *slot,
	int *ret_norm, struct err *e)
{
	static const char *const names[] = { "function_id", "need", "mode",
		"overbook_percent", "wave_size", "wave_seconds", "norm_minutes",
		"fallback", NULL };
	int64_t function = 0, need = 1, overbook = 0, size = 0, wave_seconds = 180,
		norm = 0;
	int mode = MODE_POOL, fallback = 0;
	struct err wrong = { 0 };
	char field[ERR_FIELD_MAX];

	err_clear(&wrong);
	if (!json_is_object(o)) {
		(void)snprintf(field, sizeof field, "slots[%zu]", i);
		(void)err_fault(e, field, "must be an object");
		return;
	}
	fields_only(o, names, &wrong);
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &function, &wrong);
	(void)fields_int(o, "need", FIELDS_REQUIRED, 0, 10000, &need, &wrong);
	(void)fields_word(o, "mode", FIELDS_OPTIONAL, slot_mode_words, MODES_COUNT,
		&mode, &wrong);
	(void)fields_int(
		o, "overbook_percent", FIELDS_OPTIONAL, 0, 1000, &overbook, &wrong);
	(void)fields_int(o, "wave_size", FIELDS_OPTIONAL, 0, 10000, &size, &wrong);
	(void)fields_int(
		o, "wave_seconds", FIELDS_OPTIONAL, 1, 86400, &wave_seconds, &wrong);
	(void)fields_int(o, "norm_minutes", FIELDS_OPTIONAL, 1, 10080, &norm, &wrong);
	(void)fields_word(
		o, "fallback", FIELDS_OPTIONAL, fallbacks, 2, &fallback, &wrong);
	for (size_t k = 0; k < wrong.faults; k++) {
		(void)snprintf(field, sizeof field, "slots[%zu].%.40s", i,
			wrong.fault[k].field);
		(void)err_fault(e, field, "%s", wrong.fault[k].message);
	}
	*slot = (struct callout_slot){ .function_id = function,
		.need = (int)need,
		.mode = (enum slot_mode)mode,
		.overbook_percent = (int)overbook,
		.wave_size = (int)size,
		.wave_time = seconds(wave_seconds),
		.fallback_pool = fallback == 0 };
	*ret_norm = (int)norm;
}

static void check_slots(const json_t *o, struct err *e)
{
	const json_t *list = json_object_get(o, "slots"), *one;
	struct callout_slot slot;
	size_t i, n = json_array_size(list);
	int norm;

	if (!json_is_array(list) || n == 0 || n > CALLOUT_SLOTS_MAX) {
		(void)err_fault(
			e, "slots", "must be a list of 1 to %d", CALLOUT_SLOTS_MAX);
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		read_slot(one, i, &slot, &norm, e);
		for (size_t k = 0; k < i; k++)
			if (json_equal(json_object_get(one, "function_id"),
				    json_object_get(
					    json_array_get(list, k), "function_id")))
				(void)err_fault(
					e, "slots", "a function stands in it twice");
	}
}

static void bind_text_field(struct stmt *s, const json_t *text, const char *name,
	const char *parameter, enum fields_need need, size_t max, struct err *e)
{
	struct err wrong = { 0 };
	const char *value = "";
	char field[ERR_FIELD_MAX];

	err_clear(&wrong);
	(void)snprintf(field, sizeof field, "text.%s", name);
	if (!fields_text(text, name, need, max, &value, &wrong) && wrong.faults > 0)
		(void)err_fault(e, field, "%s", wrong.fault[0].message);
	template_check(value, field, e);
	stmt_bind_text(s, parameter, value);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const json_t *text = json_object_get(o, "text");
	const char *code = "", *name = "";
	int64_t path_seconds = 60, rounds = 3, parts = SCENARIO_PARTS_USUAL;
	int kind = 0, t0 = 0;
	bool plain = false;

	(void)db;
	(void)fields_line(o, "code", FIELDS_REQUIRED, 32, &code, e);
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_word(
		o, "kind", FIELDS_REQUIRED, callout_kind_words, KINDS_COUNT, &kind, e);
	(void)fields_int(o, "path_seconds", FIELDS_OPTIONAL, 1, 3600, &path_seconds, e);
	(void)fields_int(o, "rounds", FIELDS_OPTIONAL, 1, 9, &rounds, e);
	(void)fields_word(o, "t0", FIELDS_OPTIONAL, t0_words, 2, &t0, e);
	(void)fields_int(
		o, "parts_max", FIELDS_OPTIONAL, 1, SCENARIO_PARTS_MAX, &parts, e);
	(void)fields_bool(o, "plain_letters", FIELDS_OPTIONAL, &plain, e);
	bind_text_field(
		s, text, "sms", "text_sms", FIELDS_REQUIRED, SCENARIO_SMS_MAX, e);
	bind_text_field(
		s, text, "voice", "text_voice", FIELDS_OPTIONAL, SCENARIO_VOICE_MAX, e);
	bind_text_field(
		s, text, "email", "text_email", FIELDS_OPTIONAL, SCENARIO_EMAIL_MAX, e);
	check_slots(o, e);
	stmt_bind_text(s, "code", code);
	stmt_bind_text(s, "name", name);
	stmt_bind_text(s, "kind", callout_kind_words[kind]);
	stmt_bind_int(s, "path_seconds", path_seconds);
	stmt_bind_int(s, "rounds", rounds);
	stmt_bind_text(s, "t0", t0_words[t0]);
	stmt_bind_int(s, "parts_max", parts);
	stmt_bind_int(s, "plain_letters", plain);
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	json_t *one;
	size_t i;

	(void)id;
	json_array_foreach(json_object_get(o, "slots"), i, one)
	{
		struct function f;
		char field[ERR_FIELD_MAX];
		enum err_code rc = function_find(db,
			json_integer_value(json_object_get(one, "function_id")), &f, e);

		if (rc == ERR_NOTFOUND) {
			(void)snprintf(
				field, sizeof field, "slots[%zu].function_id", i);
			err_clear(e);
			return err_fault(e, field, "does not exist");
		}
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

static enum err_code remove_parts(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &scenario_statements, SLOT_CLEAR, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "scenario_id", id);
	return stmt_run(s, e);
}

static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	struct callout_slot slot = { 0 };
	json_t *one;
	size_t i;
	int norm = 0;

	if (remove_parts(db, id, e) != ERR_OK
		|| stmt_get(db, &scenario_statements, SLOT_INSERT, &s, e) != ERR_OK)
		return e->code;
	json_array_foreach(json_object_get(o, "slots"), i, one)
	{
		read_slot(one, i, &slot, &norm, e);
		stmt_bind_int(s, "scenario_id", id);
		stmt_bind_int(s, "position", (int64_t)i);
		stmt_bind_int(s, "function_id", slot.function_id);
		stmt_bind_int(s, "need", slot.need);
		stmt_bind_text(s, "mode", slot_mode_words[slot.mode]);
		stmt_bind_int(s, "overbook_percent", slot.overbook_percent);
		stmt_bind_int(s, "wave_size", slot.wave_size);
		stmt_bind_int(s, "wave_seconds", slot.wave_time.ms / 1000);
		stmt_bind_id_or_null(s, "norm_minutes", norm);
		stmt_bind_text(s, "fallback", fallbacks[slot.fallback_pool ? 0 : 1]);
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static const char *const fields[] = { "code", "name", "kind", "text", "slots",
	"path_seconds", "rounds", "t0", "parts_max", "plain_letters", NULL };

const struct resource scenario_resource = {
	.name = "scenario",
	.list = &scenario_statements,
	.by_id = SCENARIO_BY_ID,
	.insert = SCENARIO_INSERT,
	.update = SCENARIO_UPDATE,
	.remove = SCENARIO_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.save_parts = save_parts,
	.remove_parts = remove_parts,
};

enum err_code scenario_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &scenario_resource, SCENARIO_LIST, after, limit, ret, e);
}

enum err_code scenario_by_code(
	struct db *db, const char *code, int64_t *ret, struct err *e)
{
	return resource_by_text(
		db, &scenario_resource, SCENARIO_BY_CODE, "code", code, ret, e);
}

static enum err_code find_slots(struct db *db, struct scenario *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &scenario_statements, SLOT_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "scenario_id", ret->id);
	ret->slots_count = 0;
	while (ret->slots_count < CALLOUT_SLOTS_MAX && stmt_row(s, e)) {
		struct callout_slot *slot = &ret->slots[ret->slots_count++];

		*slot = (struct callout_slot){
			.function_id = stmt_int(s, "function_id"),
			.need = (int)stmt_int(s, "need"),
			.mode = (enum slot_mode)parse_word(
				stmt_text(s, "mode"), slot_mode_words, MODES_COUNT),
			.overbook_percent = (int)stmt_int(s, "overbook_percent"),
			.wave_size = (int)stmt_int(s, "wave_size"),
			.wave_time = seconds(stmt_int(s, "wave_seconds")),
			.norm_minutes = (int)stmt_int(s,
				stmt_is_null(s, "norm_minutes") ? "arrival_norm_minutes"
								: "norm_minutes"),
			.fallback_pool = strcmp(stmt_text(s, "fallback"), "pool") == 0,
		};
	}
	return e->code;
}

enum err_code scenario_find(
	struct db *db, int64_t id, struct scenario *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &scenario_statements, SCENARIO_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "scenario %" PRId64 " does not exist", id);
	ret->id = id;
	stmt_copy(s, "code", ret->code, sizeof ret->code);
	stmt_copy(s, "name", ret->name, sizeof ret->name);
	stmt_copy(s, "text_sms", ret->sms, sizeof ret->sms);
	stmt_copy(s, "text_voice", ret->voice, sizeof ret->voice);
	stmt_copy(s, "text_email", ret->email, sizeof ret->email);
	ret->kind = (enum callout_kind)parse_word(
		stmt_text(s, "kind"), callout_kind_words, KINDS_COUNT);
	ret->path_seconds = (int)stmt_int(s, "path_seconds");
	ret->rounds = (int)stmt_int(s, "rounds");
	ret->parts_max = (int)stmt_int(s, "parts_max");
	ret->plain_letters = stmt_bool(s, "plain_letters");
	ret->t0_criteria = strcmp(stmt_text(s, "t0"), "criteria") == 0;
	return find_slots(db, ret, e);
}
