/* SPDX-License-Identifier: EUPL-1.2 */
/* Planning: on-duty people and pools of all slots, merged to one recipient a person. */
#include "alert/call/call_store.h"

#include "base/alloc.h"
#include "base/text.h"
#include "roster/duty/duty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A person found for a slot. */
struct found {
	int64_t person_id;
	uint64_t slots, duty;
	int rank;
	bool absent;
};

struct gathering {
	const struct call_request *request;
	struct found *items;
	size_t count, cap;
	int slot;
	bool failed;
};

static bool is_wanted(const struct call_request *r, int64_t person_id)
{
	for (size_t i = 0; i < r->only_count; i++)
		if (r->only[i] == person_id)
			return true;
	return r->only == NULL;
}

static void add(
	struct gathering *g, int64_t person_id, bool duty, int rank, bool absent)
{
	if (!is_wanted(g->request, person_id))
		return;
	if (g->count == g->cap) {
		size_t cap = g->cap > 0 ? 2 * g->cap : 256;
		void *items = base_realloc_array(g->items, cap, sizeof *g->items);

		if (items == NULL) {
			g->failed = true;
			return;
		}
		g->items = items;
		g->cap = cap;
	}
	g->items[g->count++] = (struct found){ .person_id = person_id,
		.slots = UINT64_C(1) << g->slot,
		.duty = duty ? UINT64_C(1) << g->slot : 0,
		.rank = rank,
		.absent = absent };
}

static void on_pool(void *ctx, const struct pool_person *p)
{
	add(ctx, p->person_id, false, 0, p->absent);
}

static enum err_code gather(struct db *db, const struct scenario *scenario,
	struct instant now, struct gathering *g, struct err *e)
{
	for (int slot = 0; slot < scenario->slots_count; slot++) {
		int64_t function = scenario->slots[slot].function_id;
		struct on_duty duty[ON_DUTY_MAX];
		size_t n;

		g->slot = slot;
		if (on_duty_at(db, function, now, duty, &n, e) != ERR_OK
			|| pool_each(db, function, now, on_pool, g, e) != ERR_OK)
			return e->code;
		for (size_t i = 0; i < n; i++)
			add(g, duty[i].person_id, true, duty[i].rank, duty[i].absent);
	}
	return g->failed ? err_set(e, ERR_NOMEM, "no memory for the people to call")
			 : ERR_OK;
}

static int by_person(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->person_id < y->person_id ? -1 : x->person_id > y->person_id;
}

static size_t merge(struct found *items, size_t count)
{
	size_t n = 0;

	if (count == 0)
		return 0;
	qsort(items, count, sizeof *items, by_person);
	for (size_t i = 1; i < count; i++) {
		struct found *into = &items[n];

		if (items[i].person_id != into->person_id) {
			items[++n] = items[i];
			continue;
		}
		into->slots |= items[i].slots;
		into->duty |= items[i].duty;
		into->absent |= items[i].absent;
		if (items[i].rank > 0
			&& (into->rank == 0 || items[i].rank < into->rank))
			into->rank = items[i].rank;
	}
	return n + 1;
}

/* How a person can be reached now; the first address stands at `address` in a text of
 * all of them. */
struct reach {
	int paths;
	enum channel channel;
	size_t address;
};

/* Keys of the order of calling, sorted beside the people. */
struct ordered {
	uint64_t key;
	const struct found *who;
	const struct reach *reach;
};

static int by_key(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return by_person(x->who, y->who);
}

/* The channels of a contact that some gateway serves, in the order in which they are
 * tried. Returns how many. */
static int channels_of(
	enum contact_kind kind, unsigned channels, enum channel ret[CHANNELS_COUNT])
{
	static const struct {
		enum channel channel[2];
		int count;
	} of_kind[CONTACT_KINDS_COUNT] = {
		[CONTACT_MOBILE] = { { CHANNEL_SMS, CHANNEL_VOICE }, 2 },
		[CONTACT_LANDLINE] = { { CHANNEL_VOICE, CHANNEL_VOICE }, 1 },
		[CONTACT_EMAIL] = { { CHANNEL_EMAIL, CHANNEL_EMAIL }, 1 },
		[CONTACT_PUSH] = { { CHANNEL_PUSH, CHANNEL_PUSH }, 1 },
	};
	int n = 0;

	for (int k = 0; k < of_kind[kind].count; k++)
		if ((channels >> of_kind[kind].channel[k] & 1) != 0)
			ret[n++] = of_kind[kind].channel[k];
	return n;
}

static void set_path(
	struct call_path *path, enum channel channel, const struct contact *contact)
{
	path->channel = channel;
	(void)snprintf(path->address, sizeof path->address, "%s", contact->address);
}

enum err_code call_paths(struct db *db, int64_t person_id, unsigned channels,
	struct call_path ret[CALL_PATHS_MAX], int *ret_n, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t n;

	*ret_n = 0;
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		enum channel served[CHANNELS_COUNT];
		int count = channels_of(contacts[i].kind, channels, served);

		for (int k = 0; k < count && *ret_n < CALL_PATHS_MAX; k++)
			set_path(&ret[(*ret_n)++], served[k], &contacts[i]);
	}
	return ERR_OK;
}

/* Walks along people, both in order of their ids. */
struct reaching {
	const struct found *items;
	struct reach *reach;
	size_t count, at;
	unsigned channels;
	struct text *addresses;
};

static void set_first(struct reach *reach, enum channel channel, const char *address,
	struct text *addresses)
{
	reach->channel = channel;
	reach->address = addresses->len;
	(void)text_addn(addresses, address, strlen(address) + 1);
}

static void on_contact(void *ctx, int64_t person_id, const struct contact *c)
{
	struct reaching *r = ctx;
	enum channel served[CHANNELS_COUNT];
	int count = channels_of(c->kind, r->channels, served);
	struct reach *reach;

	while (r->at < r->count && r->items[r->at].person_id < person_id)
		r->at++;
	if (r->at == r->count || r->items[r->at].person_id != person_id)
		return;
	reach = &r->reach[r->at];
	if (reach->paths == 0 && count > 0)
		set_first(reach, served[0], c->address, r->addresses);
	reach->paths = reach->paths + count < CALL_PATHS_MAX ? reach->paths + count
							     : CALL_PATHS_MAX;
}

/* items: in order of their ids. Where most people between the first and the last are
 * wanted, all are read at once. */
static enum err_code find_reach(struct db *db, unsigned channels,
	const struct found *items, size_t n, struct reach *reach,
	struct text *addresses, struct err *e)
{
	struct reaching r = { items, reach, n, 0, channels, addresses };
	struct call_path paths[CALL_PATHS_MAX];

	if (n >= 32 && (uint64_t)(items[n - 1].person_id - items[0].person_id) < 8 * n)
		return person_contacts_each(db, items[0].person_id,
			items[n - 1].person_id, on_contact, &r, e);
	for (size_t i = 0; i < n; i++) {
		if (call_paths(
			    db, items[i].person_id, channels, paths, &reach[i].paths, e)
			!= ERR_OK)
			return e->code;
		if (reach[i].paths > 0)
			set_first(&reach[i], paths[0].channel, paths[0].address,
				addresses);
	}
	return ERR_OK;
}

static enum err_code fill_people(struct call *call, const struct ordered *order,
	size_t n, struct text *addresses, struct err *e)
{
	if (callout_init(&call->c, (uint32_t)n, e) != ERR_OK)
		return e->code;
	call->first_paths = base_calloc(n + 1, sizeof *call->first_paths);
	if (call->first_paths == NULL || !text_ok(addresses))
		return err_set(e, ERR_NOMEM, "no memory for the people to call");
	call->first_addresses = text_take(addresses); /* NULL: nobody has any */
	for (size_t i = 0; i < n; i++) {
		struct callout_recipient *r = &call->c.people[i];
		struct call_first *first = &call->first_paths[i];

		r->person_id = order[i].who->person_id;
		r->slots = order[i].who->slots;
		r->duty = order[i].who->duty;
		r->duty_rank = order[i].who->rank;
		r->absent = order[i].who->absent;
		r->paths = order[i].reach->paths;
		if (r->paths == 0)
			continue;
		first->channel = order[i].reach->channel;
		first->address = call->first_addresses + order[i].reach->address;
	}
	return ERR_OK;
}

static enum err_code order_people(struct db *db, const struct call_settings *settings,
	struct call *call, struct gathering *g, int64_t id, struct err *e)
{
	size_t n = merge(g->items, g->count);
	struct ordered *order = base_calloc(n + 1, sizeof *order);
	struct reach *reach = base_calloc(n + 1, sizeof *reach);
	TEXT_AUTO addresses = { 0 };

	text_init(&addresses, (n + 1) * CALL_ADDRESS_MAX);
	if (order == NULL || reach == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for the order of calling");
	else if (find_reach(db, settings->channels, g->items, n, reach, &addresses, e)
		 == ERR_OK) {
		for (size_t i = 0; i < n; i++) {
			order[i].who = &g->items[i];
			order[i].reach = &reach[i];
			order[i].key = callout_order(
				id, g->items[i].person_id, g->items[i].absent);
		}
		qsort(order, n, sizeof *order, by_key);
		(void)fill_people(call, order, n, &addresses, e);
	}
	base_free(order);
	base_free(reach);
	return e->code;
}

static enum err_code check_contact_lists(
	const struct call *call, const struct call_request *request, struct err *e)
{
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		if (call->functions[slot].regime != REGIME_CONTACT
			|| request->confirm_contact_lists)
			continue;
		err_clear(e);
		return err_fault(e, "confirm_contact_lists",
			"must be true: this scenario calls the contact list %s",
			call->functions[slot].code);
	}
	return ERR_OK;
}

void call_fill(
	struct call *call, const struct scenario *s, const struct call_request *request)
{
	call->scenario_id = s->id;
	call->origin = request->origin;
	(void)snprintf(call->incident, sizeof call->incident, "%s", request->incident);
	(void)snprintf(call->location, sizeof call->location, "%s", request->location);
	(void)snprintf(call->details, sizeof call->details, "%s", request->details);
	(void)snprintf(call->sms, sizeof call->sms, "%s", s->sms);
	(void)snprintf(call->voice, sizeof call->voice, "%s", s->voice);
	(void)snprintf(call->email, sizeof call->email, "%s", s->email);
	memcpy(call->nonce, request->nonce, sizeof call->nonce);
	call->c.kind = request->kind >= 0 ? (enum callout_kind)request->kind : s->kind;
	call->c.path_time = seconds(s->path_seconds);
	call->c.rounds = s->rounds;
	call->parts_max = s->parts_max;
	call->plain_letters = s->plain_letters;
	if (s->t0_criteria)
		call->criteria_met_at = request->criteria_met_at;
	call->c.t0 = call->criteria_met_at;
	call->version = 1;
}

static enum err_code plan(struct db *db, const struct call_settings *settings,
	const struct call_request *request, struct instant now,
	const struct scenario *scenario, struct call *call, struct err *e)
{
	struct gathering g = { .request = request };
	int64_t id;

	if (ids_peek(db, "callout", &id, e) != ERR_OK)
		return e->code;
	if (gather(db, scenario, now, &g, e) == ERR_OK)
		(void)order_people(db, settings, call, &g, id, e);
	base_free(g.items);
	if (e->code != ERR_OK)
		return e->code;
	call->c.id = id;
	call_fill(call, scenario, request);
	call->c.slots_count = scenario->slots_count;
	for (int slot = 0; slot < scenario->slots_count; slot++) {
		call->c.slots[slot] = scenario->slots[slot];
		if (function_find(db, scenario->slots[slot].function_id,
			    &call->functions[slot], e)
			!= ERR_OK)
			return e->code;
	}
	if (check_contact_lists(call, request, e) != ERR_OK)
		return e->code;
	return callout_prepare(&call->c, e);
}

enum err_code call_plan_for(struct db *db, const struct call_settings *settings,
	const struct scenario *scenario, const struct call_request *request,
	struct instant now, struct call **ret, struct err *e)
{
	struct call *call = base_calloc(1, sizeof *call);

	err_clear(e);
	if (call == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a call-out");
	if (plan(db, settings, request, now, scenario, call, e) != ERR_OK) {
		call_free(call);
		return e->code;
	}
	*ret = call;
	return ERR_OK;
}

enum err_code call_plan(struct db *db, const struct call_settings *settings,
	const struct call_request *request, struct instant now, struct call **ret,
	struct err *e)
{
	struct scenario *scenario = base_calloc(1, sizeof *scenario);

	err_clear(e);
	if (scenario == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for a call-out");
	else if (scenario_find(db, request->scenario_id, scenario, e) == ERR_OK)
		e->code = call_plan_for(db, settings, scenario, request, now, ret, e);
	base_free(scenario);
	return e->code;
}
