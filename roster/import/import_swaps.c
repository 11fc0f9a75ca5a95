/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to swaps. A file does not move a swap on: what is here already stays as it is.
 */
#include "roster/import/import_internal.h"

#include "base/parse.h"
#include "roster/duty/duty.h"
#include "roster/import/local_text.h"
#include "roster/swap/swap_record.h"

#include <stdio.h>
#include <string.h>

enum column {
	FUNCTION,
	RANK,
	FROM_PERSON,
	TO_PERSON,
	FROM,
	UNTIL,
	STATE,
	ASKED_ALL,
	ASKED_AT,
	NOTE,
	REASON,
	REFUSED,
	DUTY,
	RETURN_FUNCTION,
	RETURN_RANK,
	RETURN_FROM,
	RETURN_UNTIL,
	RETURN_DUTY,
	KNOWN_FROM,
	ORDER,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[FUNCTION] = { "function", { "functie" }, NULL, true },
	[RANK] = { "rank", { "rang" }, NULL, false },
	[FROM_PERSON] = { "from_person", { "van_persoon", "geeft" }, NULL, true },
	[TO_PERSON] = { "to_person", { "aan_persoon", "neemt" }, "to_person_id",
		false },
	[FROM] = { "from", { "begin", "van" }, NULL, true },
	[UNTIL] = { "until", { "eind", "einde", "tot" }, NULL, true },
	[STATE] = { "state", { "staat" }, NULL, true },
	[ASKED_ALL] = { "asked_all", { "aan_allen" }, NULL, false },
	[ASKED_AT] = { "asked_at", { "gevraagd_op" }, NULL, false },
	[NOTE] = { "note", { "opmerking", "notitie" }, NULL, false },
	[REASON] = { "reason", { "reden" }, NULL, false },
	[REFUSED] = { "refused", { "geweigerd" }, NULL, false },
	[DUTY] = { "duty", { "piket", "dienst" }, NULL, false },
	[RETURN_FUNCTION] = { "return_function", { "terug_functie" }, NULL, false },
	[RETURN_RANK] = { "return_rank", { "terug_rang" }, NULL, false },
	[RETURN_FROM] = { "return_from", { "terug_van" }, NULL, false },
	[RETURN_UNTIL] = { "return_until", { "terug_tot" }, NULL, false },
	[RETURN_DUTY] = { "return_duty", { "terug_piket" }, "return_duty_id", false },
	[KNOWN_FROM] = { "known_from", { "bekend_sinds" }, NULL, false },
	[ORDER] = { "order", { "volgorde" }, NULL, false },
};

/* The columns of one direction. */
struct leg_columns {
	int function, rank, from, until, duty;
};
static const struct leg_columns given = { FUNCTION, RANK, FROM, UNTIL, DUTY },
				in_return = { RETURN_FUNCTION, RETURN_RANK, RETURN_FROM,
					RETURN_UNTIL, RETURN_DUTY };

/* One line being read. good turns false with a fault; stop: the whole work ends. */
struct reading {
	struct importing *m;
	struct swap_record record;
	bool good, stop;
};

static void check(struct reading *r, bool good)
{
	r->good = r->good && good;
}

/* "D1001 2026-07-06T07:00:00Z": a person and a moment. */
static void read_moment(struct reading *r, int column, const char *s, size_t len,
	int64_t *ret_person, struct instant *ret_at)
{
	char text[128], *blank;
	struct err e;

	while (len > 0 && *s == ' ') {
		s++;
		len--;
	}
	(void)snprintf(text, sizeof text, "%.*s", (int)(len < 127 ? len : 127), s);
	blank = strrchr(text, ' ');
	*ret_person = 0;
	if (blank != NULL && local_time_parse(blank + 1, ret_at, &e) == ERR_OK) {
		*blank = '\0';
		r->stop |= !import_person_find(r->m, text, ret_person);
	}
	if (*ret_person != 0 || r->stop)
		return;
	import_fault(r->m, column,
		"must be a person's external_id and a time, such as "
		"D1001 2026-07-06T07:00:00Z");
	r->good = false;
}

/* The duty that was meant, of that place. */
static void read_duty(
	struct reading *r, const struct leg_columns *c, struct swap_leg *leg)
{
	struct place_key key = { .place = { .function_id = leg->function_id,
					 .rank = leg->rank },
		.state = "published",
		.origin = "",
		.before_id = INT64_MAX };
	const char *cell = import_cell(r->m, c->duty);

	if (cell[0] == '\0' || !r->good)
		return;
	read_moment(r, c->duty, cell, strlen(cell), &key.place.person_id,
		&key.place.starts);
	if (!r->good || r->stop)
		return;
	r->stop = duty_find(r->m->db, &key, &leg->duty_id, r->m->e) != ERR_OK;
	if (leg->duty_id != 0 || r->stop)
		return;
	import_fault(r->m, c->duty, "there is no such duty at this place");
	r->good = false;
}

static void read_time(struct reading *r, int column, struct instant *ret)
{
	struct err e;

	if (local_time_parse(import_cell(r->m, column), ret, &e) == ERR_OK)
		return;
	import_fault(r->m, column, e.msg);
	r->good = false;
}

static void read_leg(
	struct reading *r, const struct leg_columns *c, struct swap_leg *leg)
{
	int64_t rank = 1;

	r->stop |= !import_function(r->m, c->function, &leg->function_id);
	check(r, leg->function_id != 0);
	check(r, import_int(r->m, c->rank, NULL, 1, 99, &rank));
	leg->rank = (int)rank;
	read_time(r, c->from, &leg->from);
	read_time(r, c->until, &leg->until);
	if (r->good && leg->until.ms <= leg->from.ms) {
		import_fault(r->m, c->until, "must be later than the start");
		r->good = false;
	}
	read_duty(r, c, leg);
}

static void read_refusals(struct reading *r)
{
	const char *s = import_cell(r->m, REFUSED);
	struct swap_record *to = &r->record;

	while (s[0] != '\0' && r->good && !r->stop) {
		struct swap_refusal *one = &to->refusal[to->refusals];
		size_t len = strcspn(s, ",");

		if (to->refusals == SWAP_REFUSALS_MAX) {
			import_fault(r->m, REFUSED, "holds too many people");
			r->good = false;
			return;
		}
		read_moment(r, REFUSED, s, len, &one->person_id, &one->at);
		to->refusals++;
		s += len + (s[len] == ',' ? 1 : 0);
	}
}

static const char *line_of(struct reading *r, int column, size_t max)
{
	const char *cell = import_cell(r->m, column);

	if (!parse_is_line(cell, max)) {
		import_fault(r->m, column, "is too long, or more than one line");
		r->good = false;
	}
	return cell;
}

static void read_swap(struct reading *r)
{
	struct swap *s = &r->record.row.swap;
	const char *taker = import_cell(r->m, TO_PERSON), *why;
	int state = parse_word(import_cell(r->m, STATE), swap_state_words, SWAP_STATES);

	r->stop |= !import_person(r->m, FROM_PERSON, &s->from_person_id);
	check(r, s->from_person_id != 0);
	if (taker[0] != '\0' && !r->stop) {
		r->stop = !import_person(r->m, TO_PERSON, &s->to_person_id);
		check(r, s->to_person_id != 0);
	}
	if (state < 0)
		import_fault(r->m, STATE,
			"must be asked, agreed, refused, approved or withdrawn");
	check(r, state >= 0);
	check(r, import_yes(r->m, ASKED_ALL, &s->asked_all));
	if (!r->good || r->stop)
		return;
	s->state = (enum swap_state)state;
	why = swap_is_wrong(s, r->record.row.back.function_id != 0);
	if (why != NULL)
		import_fault(r->m, TO_PERSON, why);
	check(r, why == NULL);
}

static void read_line(struct reading *r)
{
	struct swap_record *to = &r->record;

	read_leg(r, &given, &to->row.leg);
	if (import_cell(r->m, RETURN_FUNCTION)[0] != '\0' && !r->stop)
		read_leg(r, &in_return, &to->row.back);
	if (!r->stop)
		read_swap(r);
	check(r, import_past(r->m, ASKED_AT, &to->asked_at));
	check(r, import_past(r->m, KNOWN_FROM, &to->known.from));
	check(r, import_int(r->m, ORDER, NULL, 1, ROSTER_SEQ_MAX, &to->known.seq));
	to->note = line_of(r, NOTE, 200);
	to->reason = line_of(r, REASON, 500);
	read_refusals(r);
}

/* One that is here already must say the same. False: stop. */
static bool compare(struct importing *m, int64_t id, const struct swap *s)
{
	struct swap_row stored;

	if (swap_find(m->db, id, &stored, m->e) != ERR_OK)
		return false;
	if (stored.swap.state == s->state
		&& stored.swap.to_person_id == s->to_person_id)
		m->report->unchanged++;
	else
		import_fault(m, STATE,
			"this swap is here already and stands otherwise: it is moved "
			"on step by step, not by a file");
	return true;
}

/* Without the moment at which it was asked it is no record, and must fit the roster of
 * now. False: stop. */
static bool keep(struct importing *m, struct swap_record *r)
{
	bool open = r->row.swap.state != SWAP_REFUSED
		    && r->row.swap.state != SWAP_WITHDRAWN;

	if (r->asked_at.ms == 0) {
		if (open
			&& (swap_check_givers(m->db, &r->row, m->e) != ERR_OK
				|| (r->row.swap.to_person_id != 0
					&& swap_check_takers(m->db, &r->row, m->e)
						   != ERR_OK)))
			return import_take_faults(m, FROM_PERSON);
		r->asked_at = m->by->now;
	}
	if (swap_record_keep(m->db, r, m->by, m->e) != ERR_OK)
		return import_take_faults(m, FROM_PERSON);
	m->report->created++;
	return true;
}

static bool line(struct importing *m)
{
	struct reading r = { .m = m, .good = true };
	int64_t id = 0;

	read_line(&r);
	if (r.stop || !r.good)
		return !r.stop;
	if (swap_record_find(m->db, &r.record, &id, m->e) != ERR_OK)
		return false;
	return id != 0 ? compare(m, id, &r.record.row.swap) : keep(m, &r.record);
}

const struct import_format import_swaps = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
