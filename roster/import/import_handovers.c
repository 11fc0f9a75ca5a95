/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to what was acknowledged and handed over: records, which a file adds and never
 * changes. */
#include "roster/handover/acknowledge_record.h"
#include "roster/handover/note.h"
#include "roster/import/import_place.h"

#include "base/parse.h"
#include "roster/people/function.h"

#include <string.h>

/* --- acknowledgements */

enum ack_column { REMINDED_AT = PLACE_COLUMNS, ACKNOWLEDGED_AT, VIA, WARNED_AT, ACKS };

static const struct import_column ack_columns[ACKS] = {
	IMPORT_PLACE_COLUMNS,
	[REMINDED_AT] = { "reminded_at", { "herinnerd_op" }, "reminded_at", false },
	[ACKNOWLEDGED_AT] = { "acknowledged_at", { "bevestigd_op" }, "acknowledged_at",
		false },
	[VIA] = { "via", { NULL }, "via", false },
	[WARNED_AT] = { "warned_at", { "gewaarschuwd_op" }, "warned_at", false },
};

/* A time that has passed, or null. */
static bool read_past(
	struct importing *m, int column, json_t *body, struct instant *ret)
{
	bool good = import_past(m, column, ret);

	fields_set_instant_or_null(body, m->format->columns[column].field, *ret);
	return good;
}

/* False: a fault was noted. */
static bool read_ack(struct importing *m, json_t *body, struct duty_ack *a)
{
	const char *via = import_cell(m, VIA);
	bool good = read_past(m, REMINDED_AT, body, &a->reminded_at);

	good = read_past(m, ACKNOWLEDGED_AT, body, &a->acknowledged_at) && good;
	good = read_past(m, WARNED_AT, body, &a->warned_at) && good;
	fields_set_text(body, "via", via);
	if (parse_word(via, duty_ack_vias, DUTY_ACK_VIAS) < 0
		|| (via[0] != '\0' && a->acknowledged_at.ms == 0)) {
		import_fault(m, VIA,
			"must be link or api, and empty without acknowledged_at");
		good = false;
	}
	if (a->stretch.ends.ms <= a->stretch.starts.ms) {
		import_fault(m, PLACE_ENDS_AT, "must be later than starts_at");
		good = false;
	}
	return good;
}

/* False: stop. */
static bool keep_ack(struct importing *m, const json_t *body, const struct duty_ack *a)
{
	struct duty_ack there;
	json_t *stored = NULL;

	if (duty_ack_find(m->db, &a->stretch, &there, m->e) != ERR_OK)
		return false;
	if (there.id == 0) {
		m->report->created++;
		return duty_ack_keep(m->db, a, import_cell(m, VIA), m->by, m->e)
		       == ERR_OK;
	}
	if (resource_get(m->db, &duty_ack_resource, there.id, &stored, m->e) != ERR_OK)
		return false;
	if (import_is_same(stored, body))
		m->report->unchanged++;
	else
		import_fault(m, -1,
			"stands otherwise already: a file does not change "
			"what was acknowledged");
	json_decref(stored);
	return true;
}

static bool ack_line(struct importing *m)
{
	json_t *body = json_object();
	struct duty_ack a = { .id = 0 };
	struct place at = { .rank = 1 };
	bool good, go_on = import_place_read(m, body, &at, &good);

	a.stretch = (struct stretch){ at.function_id, at.person_id, (int)at.rank,
		at.starts, at.ends };
	if (go_on && good)
		good = read_ack(m, body, &a);
	if (go_on && good)
		go_on = keep_ack(m, body, &a);
	json_decref(body);
	return go_on;
}

const struct import_format import_acks = {
	.columns = ack_columns,
	.count = ACKS,
	.key = { -1, -1, -1 },
	.line = ack_line,
};

/* --- notes */

enum note_column { FUNCTION, FROM_PERSON, TO_PERSON, CREATED_AT, TEXT, NOTES };

static const struct import_column note_columns[NOTES] = {
	[FUNCTION] = { "function", { "functie" }, "function_id", true },
	[FROM_PERSON] = { "from_person", { "van_persoon", "van" }, NULL, false },
	[TO_PERSON] = { "to_person", { "aan_persoon", "aan" }, NULL, false },
	[CREATED_AT] = { "created_at", { "geschreven_op" }, NULL, true },
	[TEXT] = { "text", { "tekst" }, NULL, true },
};

/* Nobody for an empty cell. False: stop. *ret_good false: a fault was noted. */
static bool read_person(struct importing *m, int column, int64_t *ret, bool *ret_good)
{
	*ret = 0;
	if (import_cell(m, column)[0] == '\0')
		return true;
	if (!import_person(m, column, ret))
		return false;
	*ret_good = *ret_good && *ret != 0;
	return true;
}

static bool note_line(struct importing *m)
{
	struct handover h = { .text = import_cell(m, TEXT) };
	int64_t id = 0;
	bool good = import_past(m, CREATED_AT, &h.created_at);

	if (!import_function(m, FUNCTION, &h.function_id)
		|| !read_person(m, FROM_PERSON, &h.from_person_id, &good)
		|| !read_person(m, TO_PERSON, &h.to_person_id, &good))
		return false;
	if (good && h.created_at.ms == 0) {
		import_fault(m, CREATED_AT, "must be given");
		good = false;
	}
	if (h.text[0] == '\0' || strlen(h.text) > HANDOVER_TEXT_MAX) {
		import_fault(m, TEXT, "must be a text of at most 2000 bytes");
		good = false;
	}
	if (!good || h.function_id == 0)
		return true;
	if (handover_find(m->db, &h, &id, m->e) != ERR_OK)
		return false;
	if (id != 0) {
		m->report->unchanged++;
		return true;
	}
	m->report->created++;
	return handover_add(m->db, &h, m->by, &id, m->e) == ERR_OK;
}

const struct import_format import_handovers = {
	.columns = note_columns,
	.count = NOTES,
	.key = { -1, -1, -1 },
	.line = note_line,
};
