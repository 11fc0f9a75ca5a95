/* SPDX-License-Identifier: EUPL-1.2 */
/* The contacts of a person, as they come in. Pure. */
#include "roster/people/person_internal.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

static void fault_of_contact(
	struct err *e, size_t i, const char *part, const char *message)
{
	char field[ERR_FIELD_MAX];

	(void)snprintf(field, sizeof field, "contacts[%zu].%s", i, part);
	(void)err_fault(e, field, "%s", message);
}

/* Checks one contact; the address is put in its stored form. */
static void check_contact(json_t *c, size_t i, struct err *e)
{
	const char *address = NULL;
	struct err wrong = { 0 };
	int64_t rank = (int64_t)i + 1;
	char stored[256];
	int kind = 0;

	err_clear(&wrong);
	if (!fields_word(c, "kind", FIELDS_REQUIRED, contact_kind_words,
		    CONTACT_KINDS_COUNT, &kind, &wrong)
		|| !fields_line(c, "address", FIELDS_REQUIRED, 254, &address, &wrong)) {
		fault_of_contact(e, i, wrong.fault[0].field, wrong.fault[0].message);
		return;
	}
	if (contact_normalise(
		    (enum contact_kind)kind, address, stored, sizeof stored, &wrong)
		!= ERR_OK) {
		fault_of_contact(e, i, "address", wrong.msg);
		return;
	}
	fields_set_text(c, "address", stored);
	if (!fields_int(c, "rank", FIELDS_OPTIONAL, 1, 99, &rank, &wrong)
		&& wrong.faults > 0)
		fault_of_contact(e, i, "rank", wrong.fault[0].message);
	fields_set_int(c, "rank", rank);
}

static bool same_address(const json_t *a, const json_t *b)
{
	const json_t *address = json_object_get(a, "address");

	return address != NULL && json_equal(address, json_object_get(b, "address"))
	       && json_equal(json_object_get(a, "kind"), json_object_get(b, "kind"));
}

void contacts_check(const json_t *o, struct err *e)
{
	json_t *list = json_object_get(o, "contacts"), *c;
	size_t i;

	if (list == NULL || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > PERSON_CONTACTS_MAX) {
		(void)err_fault(e, "contacts", "must be a list of at most %d",
			PERSON_CONTACTS_MAX);
		return;
	}
	json_array_foreach(list, i, c)
	{
		check_contact(c, i, e);
		for (size_t k = 0; k < i; k++)
			if (json_equal(json_object_get(c, "rank"),
				    json_object_get(json_array_get(list, k), "rank")))
				fault_of_contact(e, i, "rank", "is there twice");
			else if (same_address(c, json_array_get(list, k)))
				fault_of_contact(e, i, "address", "is there twice");
	}
}
