/* SPDX-License-Identifier: EUPL-1.2 */
/* Placeholders. */
#include "alert/scenario/template.h"

#include <string.h>

#define X(name, text) text,
static const char *const names[] = { TEMPLATE_NAMES(X) };
#undef X

/* Index of the placeholder between { at s and the next }, -1 when unknown; *ret_end
 * behind the }. NULL: no }. */
static int name_at(const char *s, const char **ret_end)
{
	const char *close = strchr(s, '}');

	*ret_end = close != NULL ? close + 1 : NULL;
	if (close == NULL)
		return -1;
	for (int i = 0; i < TEMPLATE_NAMES_COUNT; i++)
		if (strlen(names[i]) == (size_t)(close - s - 1)
			&& strncmp(names[i], s + 1, (size_t)(close - s - 1)) == 0)
			return i;
	return -1;
}

void template_check(const char *text, const char *field, struct err *e)
{
	const char *s = text, *end;

	while ((s = strchr(s, '{')) != NULL) {
		if (name_at(s, &end) < 0) {
			(void)err_fault(e, field, "has an unknown placeholder: %.*s",
				end != NULL && end - s < 40 ? (int)(end - s) : 20, s);
			return;
		}
		s = end;
	}
}

bool template_render(
	struct text *out, const char *text, const struct template_values *values)
{
	const char *s = text, *open, *end;

	while ((open = strchr(s, '{')) != NULL) {
		int i = name_at(open, &end);

		text_addn(out, s, (size_t)(open - s));
		if (end == NULL) {
			s = open;
			break;
		}
		if (i >= 0)
			text_add(out, values->of[i] != NULL ? values->of[i] : "");
		else
			text_addn(out, open, (size_t)(end - open));
		s = end;
	}
	return text_add(out, s);
}
