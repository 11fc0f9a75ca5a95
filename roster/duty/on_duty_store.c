/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is on duty: the one function that page, feed, report, preview and call-out ask.
 */
#include "roster/duty/duty.h"

#include "roster/duty/roster.h"

#define ON_DUTY_PERSON(table, known)                                                   \
	"SELECT given_name, infix, family_name, EXISTS (SELECT 1 FROM " table " b"     \
	" WHERE b.person_id = person.id AND b.starts_at <= :at"                        \
	" AND b.ends_at > :at" known ") AS absent FROM person WHERE id = :id"
#define ON_DUTY_SQL(X)                                                                 \
	X(ON_DUTY_NOW, ON_DUTY_PERSON("absence", ""))                                  \
	X(ON_DUTY_THEN,                                                                \
		ON_DUTY_PERSON("absence_known",                                        \
			" AND b.known_from <= :known_at"                               \
			" AND (b.known_until IS NULL OR b.known_until > :known_at)"))
extern const struct stmt_list on_duty_statements;
STMT_LIST(on_duty, ON_DUTY_SQL);

/* How far on_duty_at looks ahead for who follows. */
enum { AHEAD_DAYS = 100 };

static bool already(const struct on_duty list[], size_t n, int64_t person_id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].person_id == person_id)
			return true;
	return false;
}

static enum err_code describe(struct db *db, struct instant at, struct instant known_at,
	struct on_duty *d, struct err *e)
{
	STMT_AUTO s = NULL;
	char given[81], infix[41];

	if (stmt_get(db, &on_duty_statements,
		    known_at.ms == 0 ? ON_DUTY_NOW : ON_DUTY_THEN, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", d->person_id);
	stmt_bind_instant(s, "at", at);
	if (known_at.ms != 0)
		stmt_bind_instant(s, "known_at", known_at);
	if (!stmt_row(s, e))
		return e->code;
	d->absent = stmt_bool(s, "absent");
	stmt_copy(s, "given_name", given, sizeof given);
	stmt_copy(s, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(s, "family_name"), d->name);
	return ERR_OK;
}

static enum err_code pick(struct db *db, const struct roster_spans *spans,
	struct instant at, struct instant known_at, struct on_duty ret[ON_DUTY_MAX],
	size_t *ret_n, struct err *e)
{
	for (size_t i = 0; i < spans->n && *ret_n < ON_DUTY_MAX; i++) {
		const struct roster_span *s = &spans->item[i], *next = s + 1;
		struct on_duty *d = &ret[*ret_n];

		if (s->starts.ms > at.ms || already(ret, *ret_n, s->person_id))
			continue;
		d->person_id = s->person_id;
		d->rank = s->rank;
		d->until = s->ends;
		d->next_person_id =
			i + 1 < spans->n && next->rank == s->rank ? next->person_id : 0;
		if (describe(db, at, known_at, d, e) != ERR_OK)
			return e->code;
		(*ret_n)++;
	}
	return e->code;
}

enum err_code on_duty_known(struct db *db, int64_t function_id, struct instant at,
	struct instant known_at, struct on_duty ret[ON_DUTY_MAX], size_t *ret_n,
	struct err *e)
{
	struct roster_query q = { .function_id = function_id,
		.from = at,
		.to = instant_add(at, seconds(INT64_C(86400) * AHEAD_DAYS)),
		.whole = true,
		.known_at = known_at };
	struct roster_spans spans = { 0 };

	*ret_n = 0;
	if (roster_resolve(db, &q, &spans, e) == ERR_OK)
		(void)pick(db, &spans, at, known_at, ret, ret_n, e);
	roster_spans_fini(&spans);
	return e->code;
}

enum err_code on_duty_at(struct db *db, int64_t function_id, struct instant at,
	struct on_duty ret[ON_DUTY_MAX], size_t *ret_n, struct err *e)
{
	return on_duty_known(db, function_id, at, (struct instant){ 0 }, ret, ret_n, e);
}
