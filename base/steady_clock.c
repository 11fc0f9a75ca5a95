/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/steady_clock.h"

#include "base/list.h"

static const struct steady_clock *of(const struct clock *c)
{
	return (const struct steady_clock *)(const void *)c; /* its first field */
}

static struct tick tick(const struct clock *c)
{
	return of(c)->source->tick(of(c)->source);
}

static bool is_jump(int64_t ms)
{
	return ms > STEADY_CLOCK_JUMP_MS || ms < -STEADY_CLOCK_JUMP_MS;
}

static struct instant now(const struct clock *c)
{
	struct steady_clock *s = (struct steady_clock *)(uintptr_t)c;
	const int64_t wall = s->source->now(s->source).ms;
	const int64_t offset = wall - tick(c).ms;
	int64_t known = atomic_load(&s->offset);

	if (is_jump(offset - known))
		return (struct instant){ wall - (offset - known) };
	/* slowly corrected: followed, unless somebody moved the clock meanwhile */
	(void)atomic_compare_exchange_strong(&s->offset, &known, offset);
	return (struct instant){ wall };
}

void steady_clock_init(struct steady_clock *c, const struct clock *source)
{
	c->clock = (struct clock){ now, tick };
	c->source = source;
	atomic_init(&c->offset, source->now(source).ms - source->tick(source).ms);
}

struct duration steady_clock_jump(const struct steady_clock *c)
{
	const int64_t ahead = c->source->now(c->source).ms
			      - c->source->tick(c->source).ms - atomic_load(&c->offset);

	return (struct duration){ is_jump(ahead) ? ahead : 0 };
}

void steady_clock_move(struct steady_clock *c, struct duration jump)
{
	(void)atomic_fetch_add(&c->offset, jump.ms);
}
