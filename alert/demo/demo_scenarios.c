/* SPDX-License-Identifier: EUPL-1.2 */
/* The presets, with texts that fit in two SMS parts. */
#include "alert/demo/demo_scenarios.h"

#include "alert/scenario/scenario.h"
#include "roster/people/function.h"

#include <string.h>

enum { SLOTS = 14 };

struct slot {
	const char *function;
	int need;
	const char *mode;
	int wave_size, overbook;
};

struct preset {
	const char *code, *name, *kind, *sms;
	struct slot slots[SLOTS];
};

#define COPI                                                                           \
	{ "OVD-BZ", 1, "on_duty", 0, 0 },                                              \
	{                                                                              \
		"OVD-C", 1, "on_duty", 0, 0                                            \
	}
#define ROT                                                                            \
	{ "AC-BZ", 1, "on_duty", 0, 0 }, { "CA-ROT", 1, "on_duty", 0, 0 },             \
	{                                                                              \
		"IM-BZ", 1, "on_duty", 0, 0                                            \
	}
#define TBZ                                                                            \
	{ "HTBZ", 1, "on_duty", 0, 0 }, { "HTO-CC", 1, "on_duty", 0, 0 },              \
	{                                                                              \
		"HTO-PZ", 1, "on_duty", 0, 0                                           \
	}

static const char call_text[] =
	"Oproep {spoken_function}. {incident}, {location}. Wees er binnen {norm} min. "
	"Antwoord {word} (met minuten: JA 30) of kies op {link}";

static const struct preset presets[] = {
	{ "GRIP-1", "GRIP 1", "real", call_text, { COPI } },
	{ "GRIP-2", "GRIP 2", "real", call_text,
		{ COPI, ROT, { "LOG", 1, "pool", 4, 0 } } },
	{ "GRIP-3", "GRIP 3", "real", call_text,
		{ COPI, ROT, TBZ, { "LOG", 2, "pool", 0, 0 },
			{ "PERS", 1, "pool", 4, 0 } } },
	{ "GRIP-3-DALFSEN", "GRIP 3 – evacuatie Dalfsen", "real", call_text,
		{ COPI, ROT, TBZ, { "SM-BZ", 1, "pool", 0, 0 },
			{ "TL-OVR", 2, "pool", 0, 0 }, { "TL-VMD", 2, "pool", 0, 0 },
			{ "OGA", 1, "pool", 0, 0 }, { "LOG", 2, "pool", 0, 0 },
			{ "OVR-DAL", 4, "pool", 0, 0 } } },
	{ "GRIP-4", "GRIP 4", "real", call_text,
		{ COPI, ROT, TBZ, { "HTO-OZ", 1, "pool", 0, 0 },
			{ "HON", 1, "pool", 0, 0 }, { "PERS", 2, "pool", 0, 0 },
			{ "PUB", 2, "pool", 0, 0 }, { "WEB", 1, "pool", 0, 0 },
			{ "LOG", 2, "pool", 0, 0 } } },
	{ "OPVANG", "Opvanglocatie openen", "real", call_text,
		{ { "OVD-BZ", 1, "on_duty", 0, 0 }, { "TL-OVR", 1, "pool", 3, 50 },
			{ "OVR-ZWO", 6, "pool", 8, 50 },
			{ "LH-ZWO", 4, "pool", 0, 0 } } },
	{ "PROEFALARM", "Proefalarm piket", "test",
		"Proefalarm {spoken_function}. U hoeft niet te komen. Antwoord JA of "
		"{link}",
		{ COPI, ROT, TBZ } },
	{ "BEREIKBAARHEID", "Bereikbaarheidstest", "reachability",
		"Bent u bereikbaar? U hoeft niet te komen. Antwoord JA of {link}",
		{ { "TL-OVR", 1, "all", 0, 0 }, { "OGA", 1, "all", 0, 0 },
			{ "LOG", 1, "all", 0, 0 } } },
};

static enum err_code add_slot(
	struct db *db, json_t *list, const struct slot *slot, struct err *e)
{
	int64_t function;

	if (function_by_code(db, slot->function, &function, e) != ERR_OK)
		return e->code;
	json_array_append_new(list,
		json_pack("{s:I,s:i,s:s,s:i,s:i,s:i,s:s}", "function_id",
			(json_int_t)function, "need", slot->need, "mode", slot->mode,
			"wave_size", slot->wave_size, "overbook_percent",
			slot->overbook, "wave_seconds", 180, "fallback", "pool"));
	return ERR_OK;
}

static enum err_code add_preset(
	struct db *db, const struct preset *p, const struct change *by, struct err *e)
{
	json_t *slots = json_array(), *body, *item = NULL;

	for (int i = 0; i < SLOTS && p->slots[i].function != NULL; i++) {
		if (add_slot(db, slots, &p->slots[i], e) != ERR_OK) {
			json_decref(slots);
			return e->code;
		}
	}
	body = json_pack("{s:s,s:s,s:s,s:{s:s},s:o}", "code", p->code, "name", p->name,
		"kind", p->kind, "text", "sms", p->sms, "slots", slots);
	if (resource_create(db, &scenario_resource, body, by, &item, e) == ERR_OK)
		json_decref(item);
	json_decref(body);
	return e->code;
}

enum err_code demo_scenarios(struct db *db, const struct change *by, struct err *e)
{
	err_clear(e);
	for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
		if (add_preset(db, &presets[i], by, e) != ERR_OK)
			return err_wrap(e, "scenario %s", presets[i].code);
	return ERR_OK;
}
