/* SPDX-License-Identifier: EUPL-1.2 */
/* Which messages go now, in which order, through which gateway.
 *
 * Strictly by priority; within one, every call-out has an equal share of what the
 * gateways of a channel take, so that ten thousand texts of one do not hold up the ten
 * of another, nor texts the telephone. */
#include "alert/outbox/outbox_internal.h"

#include "alert/outbox/notice.h"
#include "base/alloc.h"
#include "base/parse.h"
#include "base/random.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <string.h>

enum {
	NO_GATEWAY = -1,
	GATEWAYS_OF_CHANNEL_MAX = 16,
	QUEUES_MAX = 64,       /* call-outs and channels of one priority in one batch */
	STUCK_MAX = 64,        /* rows of a channel that does not work, in one batch */
	STUCK_PATIENCE = 10,   /* seconds before another channel is tried */
	STUCK_POSTPONE = 2000, /* ms */
};

/* --- the gateway --- */

/* Those of the channel by rank. */
static int gateways_in_order(const struct outbox_batch *batch, const char *channel,
	int fits[GATEWAYS_OF_CHANNEL_MAX])
{
	int n = 0;

	for (size_t i = 0; i < batch->gateways_count && n < GATEWAYS_OF_CHANNEL_MAX;
		i++) {
		const struct outbox_gateway *g = &batch->gateways[i];
		int at = n;

		if (!outbox_serves(g, channel))
			continue;
		while (at > 0 && batch->gateways[fits[at - 1]].rank > g->rank) {
			fits[at] = fits[at - 1];
			at--;
		}
		fits[at] = (int)i;
		n++;
	}
	return n;
}

static bool is_candidate(const struct outbox_gateway *g)
{
	return g->usable && (!g->broken || g->room > 0); /* else its probe is given */
}

/* Where in the order a message begins: the first time at the front; what was leased
 * when the program ended at the same gateway, which knows its id; else behind the one
 * that had it last. */
static int start_of(const struct outbox_batch *batch,
	const int fits[GATEWAYS_OF_CHANNEL_MAX], int n, const struct attempt *a)
{
	for (int i = 0; i < n; i++)
		if (strcmp(batch->gateways[fits[i]].name, a->gateway) == 0)
			return a->is_test || strcmp(a->state, "queued") == 0
				       ? i
				       : (i + 1) % n;
	return 0;
}

/* The gateway for this try: by rank, the next one after each failure; those that are
 * broken only when all are. Gateways of equal rank share what comes for the first time:
 * the one with most room. */
static int choose(const struct outbox_batch *batch, const struct attempt *a)
{
	int fits[GATEWAYS_OF_CHANNEL_MAX];
	const int n = gateways_in_order(batch, a->channel, fits);
	const int start = start_of(batch, fits, n, a);
	int best = NO_GATEWAY;

	if (a->is_test)
		return n > 0
				       && strcmp(batch->gateways[fits[start]].name,
						  a->gateway)
						  == 0
			       ? fits[start]
			       : NO_GATEWAY;
	for (int i = 0; i < n; i++) {
		const int at = fits[(start + i) % n];
		const struct outbox_gateway *g = &batch->gateways[at];

		if (!is_candidate(g))
			continue;
		if (best == NO_GATEWAY
			|| (a->gateway[0] == '\0'
				&& g->rank == batch->gateways[best].rank
				&& g->room > batch->gateways[best].room))
			best = at;
	}
	return best != NO_GATEWAY || n == 0 ? best : fits[start];
}

/* How many more messages the channel takes; *ret_works: any of its gateways does. */
static size_t room_of(
	const struct outbox_batch *batch, const char *channel, bool *ret_works)
{
	size_t room = 0;

	*ret_works = false;
	for (size_t i = 0; i < batch->gateways_count; i++) {
		const struct outbox_gateway *g = &batch->gateways[i];

		if (!outbox_serves(g, channel))
			continue;
		room += g->room;
		*ret_works |= is_candidate(g);
	}
	return room;
}

/* --- the message --- */

/* Is an ask still wanted? Somebody may have answered since it was queued. */
static bool still_wanted(
	const struct call *call, int64_t person, enum call_purpose purpose)
{
	if (purpose != PURPOSE_ASK && purpose != PURPOSE_REMIND)
		return true;
	return person >= 0 && call->c.people[person].state == RECIPIENT_ASKED;
}

static int slot_of(const struct call *call, int64_t person)
{
	const struct callout_recipient *r;

	if (call == NULL || person < 0)
		return CALLOUT_NOBODY;
	r = &call->c.people[person];
	return r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
}

/* What channels other than texts can show besides. */
static void fill_rest(const struct call *call, const struct call_settings *settings,
	int64_t person, enum phrase_language language, struct outbox_message *m)
{
	m->english = language == LANGUAGE_EN;
	if (call == NULL || m->channel == CHANNEL_SMS)
		return;
	m->asks = m->purpose == PURPOSE_ASK || m->purpose == PURPOSE_REMIND;
	m->urgent = call->c.kind == KIND_REAL || call->c.kind == KIND_EXERCISE;
	call_answer_link(call, settings, person, m->link, sizeof m->link);
	(void)snprintf(m->title, sizeof m->title, "%s%s",
		phrase_prefix(call->c.kind, language), call->incident);
}

static enum err_code fill_notice(
	struct db *db, struct stmt *row, struct outbox_message *m, struct err *e)
{
	struct notice_content *c = base_calloc(1, sizeof *c);

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a notice");
	if (notice_content(db, stmt_int(row, "notice_id"), c, e) == ERR_OK) {
		m->english = phrase_language(stmt_text(row, "language")) == LANGUAGE_EN;
		m->urgent = c->urgent;
		(void)snprintf(m->title, sizeof m->title, "%.*s",
			(int)parse_utf8_fit(c->subject, sizeof m->title - 1),
			c->subject);
		(void)snprintf(m->link, sizeof m->link, "%s", c->link);
		m->text = base_strdup(c->text);
		if (m->text == NULL)
			(void)err_set(e, ERR_NOMEM, "no memory for a notice");
	}
	base_free(c);
	return e->code;
}

static enum err_code fill_test(
	const struct attempt *a, struct outbox_message *m, struct err *e)
{
	struct text text;

	text_init(&text, 256);
	text_addf(&text, "%s%s.", phrase(PHRASE_SELF_TEST, LANGUAGE_NL), a->gateway);
	(void)snprintf(m->title, sizeof m->title, "%s",
		phrase(PHRASE_PREFIX_TEST, LANGUAGE_NL));
	m->text = text_take(&text);
	text_fini(&text);
	return m->text != NULL ? ERR_OK
			       : err_set(e, ERR_NOMEM, "no memory for a message");
}

static bool fill_message(const struct call *call, const struct call_settings *settings,
	struct stmt *row, int64_t person, struct outbox_message *m)
{
	char name[PERSON_NAME_MAX], given[81], infix[41];
	struct call_reader reader = { name,
		phrase_language(stmt_text(row, "language")) };
	struct text text;

	stmt_copy(row, "given_name", given, sizeof given);
	stmt_copy(row, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(row, "family_name"), name);
	m->on_duty = person >= 0 && call != NULL && call->c.people[person].duty != 0;
	fill_rest(call, settings, person, reader.language, m);
	text_init(&text, 8192);
	call_text(call, settings, m->purpose, m->channel, person, slot_of(call, person),
		&reader, stmt_text_or_null(row, "body"), &text);
	m->text = text_take(&text);
	text_fini(&text);
	return m->text != NULL;
}

static enum err_code drop(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_DROP, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

/* Until when a receipt is waited for; INSTANT_NEVER: it does not matter any more. */
static enum err_code receipt_by(
	struct db *db, int64_t id, struct instant until, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_RECEIPT_BY, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (until.ms != INSTANT_NEVER.ms)
		stmt_bind_instant(s, "due_at", until);
	return stmt_run(s, e);
}

static enum err_code take_lease(struct db *db, const struct outbox_message *m,
	const char *gateway, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_LEASE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", m->attempt_id);
	stmt_bind_instant(s, "until", instant_add(now, seconds(OUTBOX_LEASE_SECONDS)));
	stmt_bind_text(s, "gateway", gateway);
	return stmt_run(s, e);
}

/* --- one row --- */

static void read_row(struct stmt *row, struct attempt *a)
{
	a->id = stmt_int(row, "id");
	a->callout_id = stmt_int(row, "callout_id");
	a->recipient_id = stmt_int(row, "recipient_id");
	a->notice_id = stmt_int(row, "notice_id");
	a->person_id = stmt_int(row, "person_id");
	a->purpose = (enum call_purpose)parse_word(
		stmt_text(row, "purpose"), call_purpose_words, PURPOSES_COUNT);
	a->path = (int)stmt_int(row, "path");
	a->tries = (int)stmt_int(row, "tries");
	stmt_copy(row, "state", a->state, sizeof a->state);
	stmt_copy(row, "channel", a->channel, sizeof a->channel);
	a->is_test = !stmt_is_null(row, "only_gateway");
	stmt_copy(row, a->is_test ? "only_gateway" : "gateway", a->gateway,
		sizeof a->gateway);
}

static enum err_code fill(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const struct call *call, int64_t person,
	struct stmt *row, struct outbox_message *m, struct err *e)
{
	m->attempt_id = a->id;
	m->callout_id = a->callout_id;
	m->recipient_id = a->recipient_id;
	m->person_id = a->person_id;
	m->purpose = a->purpose;
	m->channel =
		(enum channel)parse_word(a->channel, channel_words, CHANNELS_COUNT);
	m->path = a->path;
	stmt_copy(row, "address", m->to, sizeof m->to);
	if (a->is_test)
		return fill_test(a, m, e);
	if (m->purpose == PURPOSE_NOTICE)
		return fill_notice(db, row, m, e);
	if (!fill_message(call, settings, row, person, m))
		return err_set(e, ERR_NOMEM, "no memory for a message");
	return ERR_OK;
}

/* The gateway took it and then kept silent: another one gets it, or the person is
 * reached on another path. False in *ret_again: it is not sent again. */
static enum err_code no_receipt(struct db *db, const struct call_settings *settings,
	const struct outbox_batch *batch, const struct attempt *a,
	const struct change *by, bool *ret_again, struct err *e)
{
	const size_t gateways = outbox_gateways_of(batch, a->channel);

	*ret_again = (size_t)a->tries < gateways;
	if (!*ret_again)
		return outbox_give_up(
			db, settings, a, "no receipt came in time", by, e);
	return outbox_event(db, a, "retry", "no receipt came in time", by, e);
}

/* Leased; or postponed (no gateway), left (no room), dropped (no longer wanted), given
 * up (no receipt). */
static enum err_code lease_row(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, struct stmt *row, const struct change *by,
	struct err *e)
{
	struct outbox_message *m = &batch->messages[batch->messages_count];
	struct attempt a;
	struct call *call = NULL;
	int64_t person = CALLOUT_NOBODY;
	bool again = true;
	int gateway;

	read_row(row, &a);
	if (a.callout_id != 0) {
		if (call_get(db, a.callout_id, &call, e) != ERR_OK)
			return e->code;
		if (a.recipient_id != 0)
			person = call_recipient(call, a.recipient_id);
		if (!still_wanted(call, person, a.purpose))
			return strcmp(a.state, "sent") == 0
				       ? receipt_by(db, a.id, INSTANT_NEVER, e)
				       : drop(db, a.id, e);
	}
	gateway = choose(batch, &a);
	if (a.is_test
		&& (gateway == NO_GATEWAY || !is_candidate(&batch->gateways[gateway])))
		return outbox_give_up(
			db, settings, &a, "the gateway does not work", by, e);
	if (gateway == NO_GATEWAY)
		return outbox_postpone(db, a.id,
			instant_add(by->now, (struct duration){ STUCK_POSTPONE }),
			"no gateway serves this channel", e);
	if (batch->gateways[gateway].room == 0)
		return ERR_OK;
	if (strcmp(a.state, "sent") == 0
		&& no_receipt(db, settings, batch, &a, by, &again, e) != ERR_OK)
		return e->code;
	if (!again)
		return ERR_OK;
	memset(m, 0, sizeof *m);
	m->gateway = (size_t)gateway;
	if (fill(db, settings, &a, call, person, row, m, e) != ERR_OK)
		return e->code;
	batch->gateways[gateway].room--;
	batch->messages_count++;
	return take_lease(db, m, batch->gateways[gateway].name, by->now, e);
}

/* A row of a channel of which no gateway works: whoever can be reached another way is;
 * the others wait, so that those behind them are seen too. */
static enum err_code free_row(struct db *db, const struct call_settings *settings,
	const struct outbox_batch *batch, struct stmt *row, const struct change *by,
	struct err *e)
{
	static const char reason[] = "no gateway of this channel works";
	struct attempt a;
	bool elsewhere = false;

	read_row(row, &a);
	if (strcmp(a.state, "leased") == 0)
		return ERR_OK;
	if (a.is_test)
		return outbox_give_up(
			db, settings, &a, "the gateway does not work", by, e);
	if (outbox_has_other_way(db, settings, batch, &a, &elsewhere, e) != ERR_OK)
		return e->code;
	if (elsewhere)
		return outbox_give_up(db, settings, &a, reason, by, e);
	if (strcmp(a.state, "sent") == 0)
		return receipt_by(db, a.id,
			instant_add(by->now, (struct duration){ STUCK_POSTPONE }), e);
	return outbox_postpone(db, a.id,
		instant_add(by->now, (struct duration){ STUCK_POSTPONE }), reason, e);
}

/* --- fair shares --- */

/* What is due of one channel and call-out. */
struct queue {
	const char *channel;
	int64_t callout_id; /* 0: of none */
	uint64_t turn;      /* by chance: each comes first as often */
	bool stuck;         /* no gateway of the channel works */
	bool empty;
};

/* What a batch of one priority is made of. */
struct shares {
	struct db *db;
	const struct call_settings *settings;
	struct outbox_batch *batch;
	const struct change *by;
	int priority;
	struct queue of[QUEUES_MAX];
	size_t count;
};

static size_t open_queues(const struct shares *s, const char *channel_or_null)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += !s->of[i].empty
		     && (channel_or_null == NULL
			     || s->of[i].channel == channel_or_null);
	return n;
}

/* Put in the order of their turns. */
static void add_queue(
	struct shares *s, const char *channel, int64_t callout_id, bool stuck)
{
	const struct queue q = { .channel = channel,
		.callout_id = callout_id,
		.turn = prng_mix(s->batch->chance,
			(uint64_t)callout_id * CHANNELS_COUNT
				+ (uint64_t)parse_word(
					channel, channel_words, CHANNELS_COUNT)),
		.stuck = stuck };
	size_t at = s->count;

	if (s->count == QUEUES_MAX && q.turn > s->of[QUEUES_MAX - 1].turn)
		return;
	if (s->count == QUEUES_MAX)
		at--;
	else
		s->count++;
	while (at > 0 && s->of[at - 1].turn > q.turn) {
		s->of[at] = s->of[at - 1];
		at--;
	}
	s->of[at] = q;
}

/* The first call-out after `after` that has messages in this channel; 0: none. */
static enum err_code next_callout(struct db *db, const char *channel, int priority,
	int64_t after, int64_t *ret, struct err *e)
{
	STMT_AUTO q = NULL;

	*ret = 0;
	if (stmt_get(db, &outbox_statements, OUTBOX_CALLOUTS, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_text(q, "channel", channel);
	stmt_bind_int(q, "priority", priority);
	stmt_bind_int(q, "after", after);
	if (stmt_row(q, e))
		*ret = stmt_int(q, "callout_id");
	return e->code;
}

static enum err_code add_callouts(
	struct shares *s, const char *channel, bool stuck, struct err *e)
{
	int64_t id = 0;

	do {
		if (next_callout(s->db, channel, s->priority, id, &id, e) != ERR_OK)
			return e->code;
		if (id != 0)
			add_queue(s, channel, id, stuck);
	} while (id != 0);
	return ERR_OK;
}

static enum err_code find_queues(struct shares *s, struct err *e)
{
	s->count = 0;
	for (int i = 0; i < CHANNELS_COUNT; i++) {
		const char *channel = channel_words[i];
		bool works;
		const size_t room = room_of(s->batch, channel, &works);
		const bool served = outbox_gateways_of(s->batch, channel) > 0;

		if (served && works && room == 0)
			continue;
		add_queue(s, channel, 0, served && !works);
		if (add_callouts(s, channel, served && !works, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* How much of a queue is taken now: its share of the channel's room and of the batch,
 * at least one. */
static size_t share_of(const struct shares *s, const struct queue *q)
{
	const size_t left = s->batch->messages_max - s->batch->messages_count;
	bool works;
	size_t room = room_of(s->batch, q->channel, &works), share;

	if (q->stuck || outbox_gateways_of(s->batch, q->channel) == 0)
		return STUCK_MAX;
	if (room == 0 || left == 0)
		return 0;
	share = left / open_queues(s, NULL);
	room /= open_queues(s, q->channel);
	share = room < share ? room : share;
	return share > 0 ? share : 1;
}

static enum err_code take_from(struct shares *s, struct queue *q, struct err *e)
{
	const size_t share = share_of(s, q);
	const size_t before = s->batch->messages_count;
	struct instant due = s->by->now;
	size_t rows = 0;
	STMT_AUTO row = NULL;

	q->empty = share == 0;
	if (share == 0)
		return ERR_OK;
	if (q->stuck)
		due.ms -= STUCK_PATIENCE * 1000;
	if (stmt_get(s->db, &outbox_statements,
		    q->callout_id != 0 ? OUTBOX_DUE : OUTBOX_DUE_OTHER, &row, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_text(row, "channel", q->channel);
	stmt_bind_int(row, "priority", s->priority);
	if (q->callout_id != 0)
		stmt_bind_int(row, "callout_id", q->callout_id);
	stmt_bind_instant(row, "now", due);
	stmt_bind_int(row, "limit", (int64_t)share);
	while (s->batch->messages_count < s->batch->messages_max && stmt_row(row, e)) {
		rows++;
		if ((q->stuck ? free_row(s->db, s->settings, s->batch, row, s->by, e)
			      : lease_row(s->db, s->settings, s->batch, row, s->by, e))
			!= ERR_OK)
			return e->code;
	}
	/* fewer than its share: that is all; none leased: its gateways have no room */
	q->empty = rows < share || q->stuck || s->batch->messages_count == before;
	return e->code;
}

static enum err_code take_shares(struct shares *s, struct err *e)
{
	while (open_queues(s, NULL) > 0) {
		for (size_t i = 0; i < s->count; i++)
			if (!s->of[i].empty && take_from(s, &s->of[i], e) != ERR_OK)
				return e->code;
	}
	return ERR_OK;
}

enum err_code outbox_lease(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e)
{
	struct shares s = { .db = db, .settings = settings, .batch = batch, .by = by };

	err_clear(e);
	for (s.priority = 0; s.priority < OUTBOX_PRIORITIES; s.priority++)
		if (batch->messages_count < batch->messages_max
			&& (find_queues(&s, e) != ERR_OK
				|| take_shares(&s, e) != ERR_OK))
			return e->code;
	return ERR_OK;
}

static enum err_code next_of(struct db *db, const char *channel, int priority,
	int64_t callout_id, struct instant *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements,
		    callout_id != 0 ? OUTBOX_NEXT : OUTBOX_NEXT_OTHER, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_text(s, "channel", channel);
	stmt_bind_int(s, "priority", priority);
	if (callout_id != 0)
		stmt_bind_int(s, "callout_id", callout_id);
	if (stmt_row(s, e) && !stmt_is_null(s, "due_at"))
		*ret = instant_min(*ret, stmt_instant(s, "due_at"));
	return e->code;
}

enum err_code outbox_next_due(struct db *db, struct instant *ret, struct err *e)
{
	err_clear(e);
	*ret = INSTANT_NEVER;
	for (int i = 0; i < OUTBOX_PRIORITIES * CHANNELS_COUNT; i++) {
		const char *channel = channel_words[i % CHANNELS_COUNT];
		const int priority = i / CHANNELS_COUNT;
		int64_t id = 0;

		do {
			if (next_of(db, channel, priority, id, ret, e) != ERR_OK
				|| next_callout(db, channel, priority, id, &id, e)
					   != ERR_OK)
				return e->code;
		} while (id != 0);
	}
	return ERR_OK;
}

enum err_code outbox_stuck(
	struct db *db, const struct outbox_batch *batch, unsigned *ret, struct err *e)
{
	err_clear(e);
	*ret = 0;
	for (int c = 0; c < CHANNELS_COUNT; c++) {
		size_t gateways = 0, broken = 0;
		int64_t waiting = 0;

		for (size_t i = 0; i < batch->gateways_count; i++) {
			const struct outbox_gateway *g = &batch->gateways[i];

			gateways += outbox_serves(g, channel_words[c]);
			broken += outbox_serves(g, channel_words[c]) && g->broken;
		}
		if (gateways == 0 || broken < gateways)
			continue;
		for (int priority = 0; priority <= OUTBOX_LAST_CALL && waiting == 0;
			priority++)
			if (next_callout(db, channel_words[c], priority, 0, &waiting, e)
				!= ERR_OK)
				return e->code;
		if (waiting != 0)
			*ret |= 1u << c;
	}
	return ERR_OK;
}
