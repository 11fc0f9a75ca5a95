/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to overrides. */
#include "roster/duty/override.h"
#include "roster/import/import_place.h"

enum column { REASON = PLACE_COLUMNS, KNOWN_FROM, ORDER, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	IMPORT_PLACE_COLUMNS,
	[REASON] = { "reason", { "reden" }, "reason", false },
	[KNOWN_FROM] = { "known_from", { "bekend_sinds" }, NULL, false },
	[ORDER] = { "order", { "volgorde" }, NULL, false },
};

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct import_place p = { .what = "override",
		.resource = &override_record_resource,
		.find = override_find,
		.source = LAYER_SOURCE_OVERRIDE };
	bool good, go_on = import_place_read(m, body, &p.key.place, &good);

	good = import_past(m, KNOWN_FROM, &p.known.from) && good;
	good = import_int(m, ORDER, NULL, 1, ROSTER_SEQ_MAX, &p.known.seq) && good;
	if (import_has(m, REASON))
		fields_set_text(body, "reason", import_cell(m, REASON));
	if (go_on && good)
		go_on = import_place_look(m, &p) && import_place_check(m, &p, &good);
	if (go_on && good)
		return import_place_save(m, &p, body);
	json_decref(body);
	return go_on;
}

const struct import_format import_overrides = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
