/* SPDX-License-Identifier: EUPL-1.2 */
/* Which messages go now, and in which order.
 *
 * Strictly by priority; within one, every call-out has an equal share of what the
 * gateways of a channel take, so that ten thousand texts of one do not hold up the ten
 * of another, nor texts the telephone. */
#include "alert/outbox/outbox_internal.h"

#include "base/parse.h"
#include "base/random.h"

enum {
	QUEUES_MAX = 64, /* call-outs and channels of one priority in one batch */
	STUCK_MAX = 64,  /* rows of a channel that does not work, in one batch */
	STUCK_PATIENCE_MS = 10000, /* before another channel is tried */
};

/* What is due of one channel and call-out. */
struct queue {
	const char *channel;
	int64_t callout_id; /* 0: of none */
	uint64_t turn;      /* by chance: each comes first as often */
	bool stuck;         /* no gateway of the channel works */
	bool empty;
};

/* Where anything waits, now or later: of each channel a bit for each priority. */
struct waiting {
	unsigned priorities[CHANNELS_COUNT];
};

/* What a batch of one priority is made of. */
struct shares {
	struct db *db;
	const struct call_settings *settings;
	struct outbox_batch *batch;
	const struct change *by;
	struct waiting waiting;
	int priority;
	struct queue of[QUEUES_MAX];
	size_t count;
};

static bool waits(const struct waiting *w, int channel, int priority)
{
	return (w->priorities[channel] >> priority & 1) != 0;
}

static enum err_code find_waiting(struct db *db, struct waiting *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct waiting){ 0 };
	if (stmt_get(db, &outbox_statements, OUTBOX_PRIORITY, &s, e) != ERR_OK)
		return e->code;
	for (int channel = 0; channel < CHANNELS_COUNT; channel++) {
		int64_t from = 0;

		do {
			stmt_bind_text(s, "channel", channel_words[channel]);
			stmt_bind_int(s, "from", from);
			from = 0;
			if (stmt_row(s, e)) {
				const int64_t priority = stmt_int(s, "priority");

				ret->priorities[channel] |= 1U << priority;
				from = priority + 1;
			}
			if (e->code != ERR_OK || stmt_run_again(s, e) != ERR_OK)
				return e->code;
		} while (from != 0);
	}
	return ERR_OK;
}

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
		bool works, served;
		size_t room;

		if (!waits(&s->waiting, i, s->priority))
			continue;
		room = outbox_room(s->batch, channel, &works);
		served = outbox_gateways_of(s->batch, channel) > 0;
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
	size_t room = outbox_room(s->batch, q->channel, &works), share;

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
		due.ms -= STUCK_PATIENCE_MS;
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
		if ((q->stuck ? outbox_free_row(
			     s->db, s->settings, s->batch, row, s->by, e)
			      : outbox_lease_row(
				      s->db, s->settings, s->batch, row, s->by, e))
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

	if (find_waiting(db, &s.waiting, e) != ERR_OK)
		return e->code;
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

/* The first of one channel and priority. */
static enum err_code next_of_all(struct db *db, const char *channel, int priority,
	struct instant *ret, struct err *e)
{
	int64_t id = 0;

	do {
		if (next_of(db, channel, priority, id, ret, e) != ERR_OK
			|| next_callout(db, channel, priority, id, &id, e) != ERR_OK)
			return e->code;
	} while (id != 0);
	return ERR_OK;
}

enum err_code outbox_next_due(struct db *db, struct instant *ret, struct err *e)
{
	struct waiting waiting;

	*ret = INSTANT_NEVER;
	if (find_waiting(db, &waiting, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < OUTBOX_PRIORITIES * CHANNELS_COUNT; i++)
		if (waits(&waiting, i % CHANNELS_COUNT, i / CHANNELS_COUNT)
			&& next_of_all(db, channel_words[i % CHANNELS_COUNT],
				   i / CHANNELS_COUNT, ret, e)
				   != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code outbox_stuck(struct db *db, struct outbox_batch *batch, struct err *e)
{
	err_clear(e);
	batch->stuck = batch->unsure = 0;
	for (int c = 0; c < CHANNELS_COUNT; c++) {
		int64_t waiting = 0;

		if (!outbox_is_unsure(batch, channel_words[c]))
			continue;
		for (int priority = 0; priority <= OUTBOX_LAST_CALL && waiting == 0;
			priority++)
			if (next_callout(db, channel_words[c], priority, 0, &waiting, e)
				!= ERR_OK)
				return e->code;
		if (waiting == 0)
			continue;
		batch->stuck |= 1u << c;
		if (!outbox_is_down(batch, channel_words[c]))
			batch->unsure |= 1u << c;
	}
	return ERR_OK;
}
