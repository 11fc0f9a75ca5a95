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

/* --- filling in */

static bool is_empty(const struct template_values *values, int name)
{
	return values->of[name] == NULL || values->of[name][0] == '\0';
}

/* Behind the full stop of the sentence that begins at s. */
static const char *sentence_end(const char *s)
{
	for (; *s != '\0'; s++)
		if (strchr(".!?", *s) != NULL && (s[1] == ' ' || s[1] == '\0'))
			return s + 1;
	return s;
}

/* Has [s, end) placeholders, and is none of them given a value? It says nothing then.
 */
static bool says_nothing(
	const char *s, const char *end, const struct template_values *values)
{
	bool any = false;

	while ((s = memchr(s, '{', (size_t)(end - s))) != NULL) {
		const char *behind;
		int i = name_at(s, &behind);

		if (i < 0 || behind > end || !is_empty(values, i))
			return false;
		any = true;
		s = behind;
	}
	return any;
}

/* Fills in [s, end). The comma beside an empty value goes with it. */
static void render_part(struct text *out, const char *s, const char *end,
	const struct template_values *values)
{
	const char *open, *behind;

	while ((open = memchr(s, '{', (size_t)(end - s))) != NULL) {
		int i = name_at(open, &behind);
		size_t n = (size_t)(open - s);

		if (behind == NULL || behind > end)
			break;
		if (i >= 0 && is_empty(values, i)) {
			if (n >= 2 && strncmp(open - 2, ", ", 2) == 0)
				n -= 2;
			else if (strncmp(behind, ", ", 2) == 0)
				behind += 2;
		}
		text_addn(out, s, n);
		if (i < 0)
			text_addn(out, open, (size_t)(behind - open));
		else if (!is_empty(values, i))
			text_add(out, values->of[i]);
		s = behind;
	}
	text_addn(out, s, (size_t)(end - s));
}

bool template_render(
	struct text *out, const char *text, const struct template_values *values)
{
	bool at_front = false; /* what stood there was left out */

	for (const char *s = text, *end; *s != '\0'; s = end) {
		end = sentence_end(s);
		if (says_nothing(s, end, values)) {
			at_front |= s == text;
			continue;
		}
		render_part(out, at_front ? s + strspn(s, " ") : s, end, values);
		at_front = false;
	}
	return text_ok(out);
}
