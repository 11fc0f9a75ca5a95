/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/competence/lapsed.h"

#include "base/alloc.h"
#include "roster/training/competence/compliance.h"

#include <stdlib.h>

static int by_number(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* Each of them once; *ret_n of them. NULL: no memory. */
static int64_t *people_of(const struct lapsed *list, size_t n, size_t *ret_n)
{
	int64_t *people = base_calloc(n, sizeof *people);
	size_t kept = 0;

	if (people == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		people[i] = list[i].person_id;
	qsort(people, n, sizeof *people, by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || people[kept - 1] != people[i])
			people[kept++] = people[i];
	*ret_n = kept;
	return people;
}

enum err_code lapsed_find(struct db *db, struct instant at, struct instant known_at,
	struct lapsed *list, size_t n, struct err *e)
{
	struct compliance_query q = { .at = at, .known_at = known_at, .now = at };
	struct compliance found;
	int64_t *people;

	err_clear(e);
	if (n == 0)
		return ERR_OK;
	people = people_of(list, n, &q.people_n);
	if (people == NULL)
		return err_set(e, ERR_NOMEM, "no memory for training records");
	q.people = people;
	if (compliance_read(db, &q, &found, e) == ERR_OK) {
		for (size_t i = 0; i < n; i++)
			list[i].is = compliance_lapsed(
				&found, list[i].person_id, list[i].function_id);
		compliance_fini(&found);
	}
	base_free(people);
	return e->code;
}
