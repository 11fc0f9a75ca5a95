/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to duties. */
#include "roster/duty/duty.h"
#include "roster/duty/rotation_plan.h"
#include "roster/import/import_place.h"

#include <string.h>

enum column { STATE = PLACE_COLUMNS, ORIGIN, ROTATION, KNOWN_FROM, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	IMPORT_PLACE_COLUMNS,
	[STATE] = { "state", { "staat" }, "state", false },
	[ORIGIN] = { "origin", { "herkomst" }, "origin", false },
	[ROTATION] = { "rotation", { "naam", "rooster" }, "rotation_id", false },
	[KNOWN_FROM] = { "known_from", { "bekend_sinds" }, NULL, false },
};

/* What the file says, and for a new duty else what is usual. */
static void set_word(json_t *body, const char *field, const char *said, bool is_new,
	const char *usual)
{
	if (said[0] != '\0' || is_new)
		fields_set_text(body, field, said[0] != '\0' ? said : usual);
}

/* The rotation of that function and name. False: stop. *ret_good false: a fault. */
static bool set_rotation(
	struct importing *m, json_t *body, const struct import_place *p, bool *ret_good)
{
	const char *name = import_cell(m, ROTATION);
	int64_t id = 0;

	if (!import_has(m, ROTATION))
		return true;
	if (name[0] != '\0'
		&& rotation_find(m->db, p->key.place.function_id, name, &id, m->e)
			   != ERR_OK)
		return false;
	if (name[0] != '\0' && id == 0) {
		import_fault(m, ROTATION, "no rotation of this function is called so");
		*ret_good = false;
	}
	fields_set_id_or_null(body, "rotation_id", id);
	return true;
}

/* A draft is taken as it is too: coverage shows what is wrong with it, publishing
 * judges it. */
static bool is_draft(const struct import_place *p)
{
	return strcmp(p->key.state, "draft") == 0;
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct import_place p = { .what = "duty",
		.resource = &duty_record_resource,
		.find = duty_find,
		.source = LAYER_SOURCE_DUTY };
	bool good, go_on = import_place_read(m, body, &p.key.place, &good);

	good = import_past(m, KNOWN_FROM, &p.known.from) && good;
	p.key.state = import_word(import_cell(m, STATE));
	p.key.origin = import_word(import_cell(m, ORIGIN));
	if (go_on && good)
		go_on = import_place_look(m, &p) && set_rotation(m, body, &p, &good)
			&& (is_draft(&p) || import_place_check(m, &p, &good));
	if (go_on && good) {
		set_word(body, "origin", p.key.origin, p.id == 0, "import");
		set_word(body, "state", p.key.state, p.id == 0, "published");
		return import_place_save(m, &p, body);
	}
	json_decref(body);
	return go_on;
}

/* Two lines for the same moment are found as duties that clash: the same time can be
 * written in several ways. */
const struct import_format import_duties = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
