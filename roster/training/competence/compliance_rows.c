/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/competence/compliance_rows.h"

#include "base/alloc.h"
#include "base/fold.h"

#include <string.h>

void *compliance_grow(struct grown *g, size_t size, struct err *e)
{
	if (g->n == g->cap) {
		size_t cap = g->cap == 0 ? 256 : g->cap * 2;
		void *item = base_realloc_array(g->item, cap, size);

		if (item == NULL) {
			(void)err_set(e, ERR_NOMEM, "no memory for training records");
			return NULL;
		}
		g->item = item;
		g->cap = cap;
	}
	return (char *)g->item + size * g->n++;
}
const char *compliance_word(struct compliance_rows *rows, const char *s, struct err *e)
{
	struct grown *words = &rows->word;
	char folded[400], **place;

	if (s[0] == '\0' || !fold(s, folded, sizeof folded))
		return "";
	for (size_t i = 0; i < words->n; i++)
		if (strcmp(((char **)words->item)[i], folded) == 0)
			return ((char **)words->item)[i];
	place = GROW(*words, char *, e);
	if (place == NULL)
		return "";
	*place = base_strdup(folded);
	if (*place != NULL)
		return *place;
	words->n--;
	(void)err_set(e, ERR_NOMEM, "no memory for training records");
	return "";
}

static const struct activity_row *activity_of(
	const struct compliance_rows *rows, int64_t id)
{
	const struct activity_row *a = rows->activity.item;
	size_t low = 0, high = rows->activity.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rows->activity.n && a[low].id == id ? &a[low] : NULL;
}

enum err_code compliance_rows_join(struct compliance_rows *rows, struct err *e)
{
	const struct attended *attended = rows->attended.item;
	const struct pair *pair = rows->pair.item;

	rows->record = base_calloc(rows->attended.n + 1, sizeof *rows->record);
	rows->own_function = base_calloc(rows->attended.n + 1, sizeof(int64_t));
	rows->function = base_calloc(rows->pair.n + 1, sizeof(int64_t));
	if (rows->record == NULL || rows->own_function == NULL
		|| rows->function == NULL) {
		return err_set(e, ERR_NOMEM, "no memory for training records");
	}
	for (size_t i = 0; i < rows->pair.n; i++)
		rows->function[i] = pair[i].function_id;
	for (size_t i = 0; i < rows->attended.n; i++) {
		const struct activity_row *a =
			activity_of(rows, attended[i].activity_id);
		struct competence_record *c = &rows->record[rows->records];

		if (a == NULL)
			continue; /* later, or cancelled */
		rows->own_function[rows->records++] = attended[i].function_id;
		*c = (struct competence_record){ attended[i].person_id, a->id, a->kind,
			a->subject, rows->function + a->function, a->functions, a->day,
			attended[i].minutes };
		if (attended[i].function_id != 0) {
			c->functions = &rows->own_function[rows->records - 1];
			c->functions_count = 1;
		}
	}
	return ERR_OK;
}

void compliance_rows_free(struct compliance_rows *rows)
{
	if (rows == NULL)
		return;
	for (size_t i = 0; i < rows->word.n; i++)
		base_free(((char **)rows->word.item)[i]);
	for (size_t i = 0; i < rows->requirement.n; i++)
		base_free((char *)(uintptr_t)((
			struct competence_requirement *)rows->requirement.item)[i]
				  .title);
	base_free(rows->assignment.item);
	base_free(rows->activity.item);
	base_free(rows->pair.item);
	base_free(rows->attended.item);
	base_free(rows->certificate.item);
	base_free(rows->requirement.item);
	base_free(rows->word.item);
	base_free(rows->function);
	base_free(rows->own_function);
	base_free(rows->record);
	base_free(rows);
}
