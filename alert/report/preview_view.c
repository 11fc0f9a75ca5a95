/* SPDX-License-Identifier: EUPL-1.2 */
/* Who would be called now: START in memory, as JSON. */
#include "alert/report/view_internal.h"

#include "alert/report/preview_lapsed.h"
#include "alert/report/preview_texts.h"
#include "base/alloc.h"

#include <stdlib.h>

/* Whose turn comes when: who stands first in a queue before who stands second. */
struct turn {
	uint32_t person, turn;
};

static int by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return x->person < y->person ? -1 : x->person > y->person;
}

static struct turn *turns_of(const struct callout *c)
{
	struct turn *turns = base_calloc(c->people_count + 1, sizeof *turns);

	for (uint32_t i = 0; turns != NULL && i < c->people_count; i++)
		turns[i] = (struct turn){ i, UINT32_MAX };
	for (int slot = 0; turns != NULL && slot < c->slots_count; slot++)
		for (uint32_t k = 0; k < c->slots[slot].queue_len; k++) {
			struct turn *t = &turns[c->slots[slot].queue[k]];

			t->turn = k < t->turn ? k : t->turn;
		}
	if (turns != NULL)
		qsort(turns, c->people_count, sizeof *turns, by_turn);
	return turns;
}

/* Everybody, those who are asked at once first, each in the order of their turn. */
static enum err_code preview_people(struct db *db, const struct call *call,
	enum phrase_language language, json_t *items, struct err *e)
{
	struct turn *turns = turns_of(&call->c);

	err_clear(e);
	if (turns == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a preview");
	for (int waiting = 0; waiting < 2 && e->code == ERR_OK; waiting++) {
		for (uint32_t i = 0; i < call->c.people_count; i++) {
			uint32_t person = turns[i].person;
			bool waits = call->c.people[person].state != RECIPIENT_ASKED;

			if (waits == (waiting == 1)
				&& view_recipient(db, call, person, language, items, e)
					   != ERR_OK)
				break;
		}
	}
	base_free(turns);
	return e->code;
}

/* How many people there are for each slot, and how many too few even if all of them
 * come. */
static void preview_slots(const struct callout *c, json_t *slots)
{
	json_t *o;
	size_t i;

	json_array_foreach(slots, i, o)
	{
		const struct callout_slot *s = &c->slots[i];
		int64_t people = 0;

		for (uint32_t k = 0; k < s->queue_len; k++)
			people += c->people[s->queue[k]].paths > 0;
		fields_set_int(o, "candidates", people);
		fields_set_int(o, "short", s->need > people ? s->need - people : 0);
	}
}

enum err_code call_view_preview(struct db *db, const struct call_settings *settings,
	struct call *call, struct instant now, enum phrase_language language,
	json_t **ret, struct err *e)
{
	static const struct callout_event start = { .kind = CALLOUT_START };
	struct effects effects;
	json_t *o = NULL, *people = json_array(), *texts = json_array();
	int64_t messages = 0;

	effects_init(&effects);
	if (callout_step(&call->c, &start, now, &effects, e) == ERR_OK
		&& call_view_item(call, &o, e) == ERR_OK
		&& preview_people(db, call, language, people, e) == ERR_OK
		&& preview_lapsed(db, now, people, e) == ERR_OK
		&& preview_texts(db, call, settings, texts, e) == ERR_OK) {
		for (size_t i = 0; i < effects.count; i++)
			messages += effects.items[i].kind == EFFECT_ASK;
		json_object_del(o, "id");
		json_object_del(o, "version");
		preview_slots(&call->c, json_object_get(o, "slots"));
		json_object_set(o, "recipients", people);
		json_object_set(o, "texts", texts);
		fields_set_int(o, "messages_at_once", messages);
		*ret = o;
		o = NULL;
	}
	effects_fini(&effects);
	json_decref(o);
	json_decref(people);
	json_decref(texts);
	return e->code;
}
