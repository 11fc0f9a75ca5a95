/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/planning/swap_tell.h"

#include <stdio.h>

static const struct tell_text asked = {
	"Wil je een piket overnemen?",
	"%4 vraagt of je het piket %1 wilt overnemen van %2 tot %3. Antwoord in "
	"Paraat.",
	"Can you take a duty over?",
	"%4 asks whether you can take over the duty %1 from %2 to %3. Answer in Paraat."
};
static const struct tell_text asked_back = { "Wil je een piket ruilen?",
	"%4 vraagt of je het piket %1 wilt overnemen van %2 tot %3, en neemt dan een "
	"piket van jou over. In Paraat staat welk; antwoord daar.",
	"Can you exchange a duty?",
	"%4 asks whether you can take over the duty %1 from %2 to %3, and takes over "
	"one of yours in return. Paraat shows which; answer there." };
static const struct tell_text agreed = { "Je ruil: iemand wil overnemen",
	"%4 wil je piket %1 overnemen van %2 tot %3. Tot de coördinator dat goedkeurt, "
	"blijf jij verantwoordelijk.",
	"Your swap: somebody can take over",
	"%4 can take over your duty %1 from %2 to %3. Until the coordinator approves, "
	"you "
	"stay responsible." };
static const struct tell_text to_approve = { "Een ruil wacht op goedkeuring",
	"%4 wil het piket %1 overnemen van %2 tot %3. Keur de ruil goed of wijs hem af "
	"in "
	"Paraat.",
	"A swap waits for approval",
	"%4 can take over the duty %1 from %2 to %3. Approve or refuse it in Paraat." };
static const struct tell_text refused = { "Je ruil gaat niet door",
	"De ruil van het piket %1 van %2 tot %3 gaat niet door. Het piket blijft bij "
	"wie "
	"het had.",
	"Your swap is off",
	"The swap of the duty %1 from %2 to %3 is off. The duty stays with whoever had "
	"it." };
static const struct tell_text declined = { "Je ruil: iemand kan toch niet",
	"Het piket %1 van %2 tot %3 is weer gevraagd aan iedereen die het kan "
	"overnemen.",
	"Your swap: somebody cannot after all",
	"The duty %1 from %2 to %3 is asked again of all who can take it over." };

static struct tell_facts facts_of(const struct swap_row *s, const char *name)
{
	return (struct tell_facts){ s->leg.function_id, s->leg.from, s->leg.until,
		name };
}

enum { PLACES_MAX = 500 };

struct pool {
	int64_t person[PLACES_MAX];
	size_t n;
};

static void on_qualified(void *ctx, const struct pool_person *p)
{
	struct pool *pool = ctx;

	if (pool->n < PLACES_MAX)
		pool->person[pool->n++] = p->person_id;
}

enum err_code swap_tell_asked(
	struct api_call *c, struct db *db, const struct swap_row *s, struct err *e)
{
	struct tell_person asker;
	struct tell_facts f;
	struct pool pool = { .n = 0 };
	const struct tell_text *text = s->back.function_id != 0 ? &asked_back : &asked;

	if (tell_person_find(db, s->swap.from_person_id, &asker, e) != ERR_OK)
		return e->code;
	f = facts_of(s, asker.name);
	if (!s->swap.asked_all)
		on_qualified(&pool,
			&(struct pool_person){ .person_id = s->swap.to_person_id });
	else if (pool_each(db, s->leg.function_id, s->leg.from, on_qualified, &pool, e)
		 != ERR_OK)
		return e->code;
	for (size_t i = 0; i < pool.n; i++)
		if (pool.person[i] != asker.id
			&& tell_text(c, db, NOTICE_INVITATION, pool.person[i], text, &f,
				   NULL, e)
				   != ERR_OK)
			return e->code;
	return ERR_OK;
}

static enum err_code tell_agreed(
	struct api_call *c, struct db *db, const struct swap_row *s, struct err *e)
{
	int64_t coordinator[TELL_COORDINATORS_MAX];
	struct tell_person taker;
	struct tell_facts f;
	size_t n;

	if (tell_person_find(db, s->swap.to_person_id, &taker, e) != ERR_OK)
		return e->code;
	f = facts_of(s, taker.name);
	if (tell_text(c, db, NOTICE_ROSTER, s->swap.from_person_id, &agreed, &f, NULL,
		    e) != ERR_OK
		|| tell_coordinators_find(db, c->by.now, coordinator, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		if (tell_text(c, db, NOTICE_WARNING, coordinator[i], &to_approve, &f,
			    NULL, e)
			!= ERR_OK)
			return e->code;
	return ERR_OK;
}

/* Whoever had a part in it, but not who did this. */
static enum err_code tell_off(struct api_call *c, struct db *db,
	const struct swap_row *s, int64_t taker_before, struct err *e)
{
	const struct tell_facts f = facts_of(s, "");
	const int64_t person[] = { s->swap.from_person_id, taker_before };

	for (size_t i = 0; i < 2; i++)
		if (person[i] != 0 && person[i] != c->person_id
			&& tell_text(c, db, NOTICE_ROSTER, person[i], &refused, &f,
				   NULL, e)
				   != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code swap_tell_step(struct api_call *c, struct db *db,
	const struct swap_row *s, enum swap_step step, int64_t taker_before,
	struct err *e)
{
	const struct tell_facts f = facts_of(s, "");

	switch (s->swap.state) {
	case SWAP_AGREED:
		return tell_agreed(c, db, s, e);
	case SWAP_REFUSED:
	case SWAP_WITHDRAWN:
		return tell_off(c, db, s, taker_before, e);
	case SWAP_ASKED: /* somebody took their word back */
		return step == SWAP_REFUSE && taker_before != 0
			       ? tell_text(c, db, NOTICE_ROSTER, s->swap.from_person_id,
				       &declined, &f, NULL, e)
			       : ERR_OK;
	case SWAP_APPROVED:
	case SWAP_STATES:
		break;
	}
	return ERR_OK;
}
