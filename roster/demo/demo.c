/* SPDX-License-Identifier: EUPL-1.2 */
/* Making the fictional region. Names are common words and syllables put together;
 * nobody is meant. */
#include "roster/demo/demo.h"
#include "roster/demo/demo_planning.h"
#include "roster/demo/demo_training.h"

#include "base/random.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"

#include <stdio.h>
#include <string.h>

enum {
	PEOPLE = 220,
	MUNICIPALITIES = 11,
	RING_MAX = 8,
	WEEKS_BEFORE = 26,
	PLANNED_DAYS = 240, /* ago: known well ahead of the first duty */
	HARD = 8            /* of the functions have hard piket */
};

static const struct {
	const char *code, *name, *letters;
} municipalities[MUNICIPALITIES] = {
	{ "GM0148", "Dalfsen", "DAL" },
	{ "GM0150", "Deventer", "DEV" },
	{ "GM0160", "Hardenberg", "HAR" },
	{ "GM0166", "Kampen", "KAM" },
	{ "GM0175", "Ommen", "OMM" },
	{ "GM1773", "Olst-Wijhe", "OLW" },
	{ "GM0177", "Raalte", "RAA" },
	{ "GM0180", "Staphorst", "STA" },
	{ "GM1708", "Steenwijkerland", "STE" },
	{ "GM1896", "Zwartewaterland", "ZWW" },
	{ "GM0193", "Zwolle", "ZWO" },
};

static const struct {
	const char *code, *name, *spoken;
	const char *regime;
	int norm, people, layers;
	bool alerts;
} functions[] = {
	{ "OVD-BZ", "Officier van dienst bevolkingszorg",
		"officier van dienst bevolkingszorg", "H", 30, 8, 2, true },
	{ "OVD-C", "Officier van dienst communicatie",
		"officier van dienst communicatie", "H", 30, 8, 2, false },
	{ "CA-ROT", "Communicatieadviseur ROT",
		"communicatieadviseur van het operationeel team", "H", 30, 7, 1,
		false },
	{ "HTO-CC", "Hoofd taakorganisatie crisiscommunicatie",
		"hoofd crisiscommunicatie", "H", 30, 6, 1, false },
	{ "AC-BZ", "Algemeen commandant bevolkingszorg",
		"algemeen commandant bevolkingszorg", "H", 45, 7, 1, true },
	{ "IM-BZ", "Informatiemanager bevolkingszorg",
		"informatiemanager bevolkingszorg", "H", 60, 7, 1, false },
	{ "HTBZ", "Hoofd team bevolkingszorg", "hoofd team bevolkingszorg", "H", 90, 6,
		1, false },
	{ "HTO-PZ", "Hoofd taakorganisatie publieke zorg", "hoofd publieke zorg", "H",
		90, 7, 1, false },
	{ "SM-BZ", "Sectiemedewerker bevolkingszorg", "sectiemedewerker bevolkingszorg",
		"V", 60, 12, 0, false },
	{ "HTO-OZ", "Hoofd taakorganisatie omgevingszorg", "hoofd omgevingszorg", "V",
		90, 9, 0, false },
	{ "HON", "Hoofd ondersteuning", "hoofd ondersteuning", "V", 90, 9, 0, false },
	{ "TL-OVR", "Teamleider opvang, verzorging en registratie", "teamleider opvang",
		"V", 90, 16, 0, false },
	{ "TL-VMD", "Teamleider verplaatsen mens en dier", "teamleider evacuatie", "V",
		90, 10, 0, false },
	{ "OGA", "Omgevingsanalist", "omgevingsanalist", "V", 60, 14, 0, false },
	{ "PERS", "Persvoorlichter", "persvoorlichter", "V", 60, 14, 0, false },
	{ "PUB", "Publieksvoorlichter", "publieksvoorlichter", "V", 60, 14, 0, false },
	{ "WEB", "Webredacteur", "webredacteur", "V", 90, 12, 0, false },
	{ "LOG", "Verslaglegger", "verslaglegger", "V", 60, 16, 0, false },
	{ "JUR", "Jurist", "jurist", "V", 0, 6, 0, false },
	{ "FIN", "Medewerker financiën en schaderegistratie", "medewerker schade", "V",
		0, 6, 0, false },
	{ "NAF", "Coördinator nafase", "coördinator nafase", "V", 0, 5, 0, false },
};

/* What each municipality has of its own: so many of its people, after `skip` others. */
static const struct {
	const char *prefix, *name, *regime;
	int norm, people, skip;
} locals[] = {
	{ "OVR", "Lokaal team opvang", "L", 0, 15, 0 },
	{ "LH", "Lokale handjes", "contact", 0, 5, 15 },
	{ "AOV", "Adviseur crisisbeheersing", "V", 60, 3, 4 },
	{ "BGM", "Burgemeester, loco of secretaris", "V", 60, 3, 8 },
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

static const char *const given[] = { "Anna", "Bas", "Carla", "Daan", "Eline", "Fatima",
	"Gijs", "Hanneke", "Ibrahim", "Joke", "Kees", "Lotte", "Mehmet", "Nienke",
	"Otto", "Petra", "Ruben", "Sanne", "Thijs", "Ursula", "Vera", "Wouter", "Yara",
	"Zoë", "Marijke", "Jeroen", "Aïcha", "Tjitske", "Rutger", "Ömer" };
static const char *const families[][2] = { { "", "Bakker" }, { "de", "Boer" },
	{ "van den", "Berg" }, { "van der", "Poel" }, { "", "Jansen" },
	{ "ter", "Haar" }, { "", "Yılmaz" }, { "van", "Dijk" }, { "", "El Hamdaoui" },
	{ "", "Visser" }, { "op 't", "Veld" }, { "", "Müller" }, { "de", "Groot" },
	{ "", "Wolters" }, { "van de", "Kolk" }, { "", "Oosterhuis" },
	{ "", "Nijland" }, { "te", "Velde" }, { "", "Kamphuis" }, { "", "Schuurman" },
	{ "", "da Silva" }, { "van 't", "Hof" }, { "", "Brinkman" },
	{ "", "Meijerink" }, { "", "Lubbers" }, { "", "Hofstede" }, { "van", "Essen" },
	{ "", "Kroeze" }, { "", "Timmer" }, { "", "Veldhuis" } };

struct making {
	struct db *db;
	const struct change *by;
	struct instant now; /* by->now lies before it: the roster was made earlier */
	struct err *e;
	uint64_t seed;
	struct prng chance;
	int64_t municipality[MUNICIPALITIES];
	int64_t person[PEOPLE];
	int64_t function[FUNCTIONS];
	int next_person; /* whose turn it is to get a function */
};

int64_t demo_make(struct db *db, const struct resource *r, json_t *body,
	const struct change *by, struct err *e)
{
	json_t *item = NULL;
	int64_t id = 0;

	if (body == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for demo data");
	else if (resource_create(db, r, body, by, &item, e) == ERR_OK)
		id = json_integer_value(json_object_get(item, "id"));
	json_decref(item);
	json_decref(body);
	return id;
}

static int64_t make(struct making *m, const struct resource *r, json_t *body)
{
	return demo_make(m->db, r, body, m->by, m->e);
}

static bool make_municipalities(struct making *m)
{
	for (int i = 0; i < MUNICIPALITIES; i++) {
		m->municipality[i] = make(m, &municipality_resource,
			json_pack("{s:s,s:s}", "code", municipalities[i].code, "name",
				municipalities[i].name));
		if (m->municipality[i] == 0)
			return false;
	}
	return true;
}

static json_t *contacts(int i, bool second, bool mail)
{
	json_t *list = json_array();
	char address[64];

	(void)snprintf(address, sizeof address, "+3161234%04d", i);
	json_array_append_new(list, json_pack("{s:s,s:s,s:i}", "kind", "mobile",
					    "address", address, "rank", 1));
	if (second) {
		(void)snprintf(address, sizeof address, "+3138555%04d", i);
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:i}", "kind", "landline", "address",
				      address, "rank", 2));
	}
	if (mail) {
		(void)snprintf(
			address, sizeof address, "medewerker%03d@gemeente.example", i);
		json_array_append_new(list, json_pack("{s:s,s:s,s:i}", "kind", "email",
						    "address", address, "rank", 3));
	}
	return list;
}

static bool make_people(struct making *m)
{
	for (int i = 0; i < PEOPLE; i++) {
		const char *const *family = families[prng_below(
			&m->chance, sizeof families / sizeof *families)];
		char external[16];

		(void)snprintf(external, sizeof external, "P%04d", i + 1);
		m->person[i] = make(m, &person_resource,
			json_pack("{s:s,s:s,s:s,s:s,s:I,s:s,s:o}", "external_id",
				external, "given_name",
				given[prng_below(
					&m->chance, sizeof given / sizeof *given)],
				"infix", family[0], "family_name", family[1],
				"municipality_id",
				(json_int_t)m->municipality[i % MUNICIPALITIES],
				"language",
				prng_below(&m->chance, 20) == 0 ? "en" : "nl",
				"contacts",
				contacts(i, prng_below(&m->chance, 3) == 0,
					prng_below(&m->chance, 2) == 0)));
		if (m->person[i] == 0)
			return false;
	}
	return true;
}

static bool assign(
	struct making *m, int64_t person, int64_t function, const char *status)
{
	return make(m, &assignment_resource,
		       json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)person,
			       "function_id", (json_int_t)function, "status", status,
			       "from", "2024-01-01"))
	       != 0;
}

/* Who of a ring of n has the week: the first had it four weeks ago, and who stands
 * behind is half a round further. */
static int turn_of(int week, int rank, int n)
{
	int turn = (week + 4 + (rank - 1) * n / 2) % n;

	return turn < 0 ? turn + n : turn;
}

static bool make_duties(
	struct making *m, int64_t function, const int64_t ring[], int n, int layers)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	for (int week = -WEEKS_BEFORE; week < DEMO_WEEKS_AFTER; week++) {
		(void)instant_format(demo_handover(m->now, week), from);
		(void)instant_format(demo_handover(m->now, week + 1), until);
		for (int rank = 1; rank <= layers; rank++)
			if (make(m, &duty_resource,
				    json_pack("{s:I,s:I,s:s,s:s,s:i,s:s,s:s}",
					    "function_id", (json_int_t)function,
					    "person_id",
					    (json_int_t)ring[turn_of(week, rank, n)],
					    "starts_at", from, "ends_at", until, "rank",
					    rank, "origin", "rotation", "state",
					    "published"))
				== 0)
				return false;
	}
	return true;
}

static json_t *norm_json(int minutes)
{
	return minutes > 0 ? json_integer(minutes) : json_null();
}

static bool make_function(struct making *m, int i)
{
	int64_t ring[RING_MAX];
	int64_t id = make(m, &function_resource,
		json_pack("{s:s,s:s,s:s,s:s,s:o,s:i,s:b}", "code", functions[i].code,
			"name", functions[i].name, "spoken_name", functions[i].spoken,
			"regime", functions[i].regime, "arrival_norm_minutes",
			norm_json(functions[i].norm), "required_on_duty",
			functions[i].layers > 0 ? 1 : 0, "alerts_coordinator",
			functions[i].alerts));
	int n = functions[i].people;

	if (id == 0)
		return false;
	m->function[i] = id;
	for (int k = 0; k < n; k++) {
		int64_t person = m->person[m->next_person++ % PEOPLE];

		if (k < RING_MAX)
			ring[k] = person;
		if (!assign(m, person, id, "qualified"))
			return false;
	}
	if (!assign(m, m->person[m->next_person++ % PEOPLE], id, "aspirant"))
		return false;
	return functions[i].layers == 0
	       || make_duties(m, id, ring, n, functions[i].layers);
}

static bool make_local(struct making *m, int municipality, int local)
{
	char code[16], title[100];
	int64_t id;

	(void)snprintf(code, sizeof code, "%s-%s", locals[local].prefix,
		municipalities[municipality].letters);
	(void)snprintf(title, sizeof title, "%s %s", locals[local].name,
		municipalities[municipality].name);
	id = make(m, &function_resource,
		json_pack("{s:s,s:s,s:s,s:I,s:o}", "code", code, "name", title,
			"regime", locals[local].regime, "municipality_id",
			(json_int_t)m->municipality[municipality],
			"arrival_norm_minutes", norm_json(locals[local].norm)));
	for (int k = 0; id != 0 && k < locals[local].people; k++) {
		int turn = k + locals[local].skip;

		if (!assign(m,
			    m->person[(municipality + MUNICIPALITIES * turn) % PEOPLE],
			    id, "qualified"))
			return false;
	}
	return id != 0;
}

static bool make_all(struct making *m)
{
	const struct change now = { m->by->actor, m->now };

	if (!make_municipalities(m) || !make_people(m))
		return false;
	for (int i = 0; i < FUNCTIONS; i++)
		if (!make_function(m, i))
			return false;
	for (int i = 0; i < MUNICIPALITIES; i++)
		for (size_t local = 0; local < sizeof locals / sizeof *locals; local++)
			if (!make_local(m, i, (int)local))
				return false;
	return demo_training(m->db, m->seed, m->function, FUNCTIONS, HARD, &now, m->e)
	       == ERR_OK;
}

enum err_code demo_roster(
	struct db *db, uint64_t seed, const struct change *by, struct err *e)
{
	struct change earlier = *by;
	struct making m = {
		.db = db, .by = &earlier, .now = by->now, .e = e, .seed = seed
	};
	json_t *list = NULL;
	bool empty;

	err_clear(e);
	if (person_list(db, "", 0, 0, 1, &list, e) != ERR_OK)
		return e->code;
	empty = json_array_size(json_object_get(list, "items")) == 0;
	json_decref(list);
	if (!empty)
		return err_set(e, ERR_CONFLICT,
			"the database holds people already: demo data only goes into "
			"an empty one");
	prng_init(&m.chance, seed);
	earlier.now.ms -= INT64_C(86400000) * PLANNED_DAYS;
	if (!make_all(&m) || demo_planning(db, by, e) != ERR_OK)
		return err_wrap(e, "demo data");
	return ERR_OK;
}
