/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/import/import_place.h"

#include "roster/people/function.h"

#include <stdio.h>

bool import_place_read(
	struct importing *m, json_t *body, struct place *at, bool *ret_good)
{
	bool known = false, good;

	*ret_good = false;
	if (!import_person_function(m, PLACE_PERSON, PLACE_FUNCTION, body, &known))
		return false;
	at->rank = 1;
	at->function_id = json_integer_value(json_object_get(body, "function_id"));
	at->person_id = json_integer_value(json_object_get(body, "person_id"));
	good = import_time(m, PLACE_STARTS_AT, body, &at->starts);
	good = import_time(m, PLACE_ENDS_AT, body, &at->ends) && good;
	good = import_int(m, PLACE_RANK, body, 1, 99, &at->rank) && good;
	*ret_good = good && known;
	return true;
}

bool import_place_look(struct importing *m, struct import_place *p)
{
	return import_first_new(m, p->what, &p->key.before_id)
	       && p->find(m->db, &p->key, &p->id, m->e) == ERR_OK;
}

bool import_place_check(
	struct importing *m, const struct import_place *p, bool *ret_good)
{
	const struct place *at = &p->key.place;
	bool holds = true;

	if (p->known.from.ms == 0
		&& assignment_qualified(m->db, at->person_id, at->function_id,
			   at->starts, &holds, m->e)
			   != ERR_OK)
		return false;
	if (!holds) {
		import_fault(
			m, PLACE_PERSON, "does not hold this function when it starts");
		*ret_good = false;
	}
	return true;
}

/* A new one that was known earlier. False: stop. */
static bool restore(struct importing *m, const struct import_place *p)
{
	int64_t id = 0;

	return p->id != 0 || (p->known.from.ms == 0 && p->known.seq == 0)
	       || (p->find(m->db, &p->key, &id, m->e) == ERR_OK
		       && roster_restore(m->db, p->source, id, &p->known, m->e)
				  == ERR_OK);
}

bool import_place_save(struct importing *m, const struct import_place *p, json_t *body)
{
	return import_save(m, p->resource, p->id, body, PLACE_STARTS_AT)
	       && restore(m, p);
}
