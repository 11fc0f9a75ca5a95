/* SPDX-License-Identifier: EUPL-1.2 */
/* Who takes turns in a rotation, whoever is on duty. */
#include "roster/duty/rotation_internal.h"

#include <string.h>

/* The revision that holds on that date; the first when none does yet. NULL: none. */
static const struct rotation_revision *holds_on(
	const struct rotation *r, struct date day)
{
	const struct rotation_revision *found = r->revisions > 0 ? r->revision : NULL;

	for (size_t i = 1; i < r->revisions; i++)
		if (date_days(r->revision[i].from) <= date_days(day))
			found = &r->revision[i];
	return found;
}

static bool is_in(const struct rotation_ring *ring, int64_t person_id)
{
	for (size_t i = 0; i < ring->people_n; i++)
		if (ring->people[i] == person_id)
			return true;
	return false;
}

enum err_code rotation_ring(struct db *db, int64_t rotation_id, struct date day,
	struct rotation_ring *ret, struct err *e)
{
	const struct rotation_revision *now;
	struct rotation_whole w;

	err_clear(e);
	memset(ret, 0, sizeof *ret);
	if (rotation_load(db, rotation_id, &w, e) != ERR_OK)
		return e->code;
	ret->function_id = w.function_id;
	now = holds_on(&w.rotation, day);
	for (size_t i = 0; now != NULL && i < now->people_n; i++)
		if (!is_in(ret, now->people[i])) /* one may stand there twice */
			ret->people[ret->people_n++] = now->people[i];
	rotation_whole_fini(&w);
	return ERR_OK;
}
