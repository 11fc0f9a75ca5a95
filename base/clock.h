/* SPDX-License-Identifier: EUPL-1.2 */
/* Instants, durations, monotonic ticks, and the port through which time comes in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct instant {
	int64_t ms;
}; /* UTC wall clock, ms since 1970: rosters, records */
struct duration {
	int64_t ms;
};
struct tick {
	int64_t ms;
}; /* monotonic: time-outs; meaningless after restart */

/* Instants accepted at the border lie in [INSTANT_MIN, INSTANT_MAX): 1970 to 2200, so
 * that sums cannot overflow. INSTANT_NEVER is later than all. */
#define INSTANT_MIN   ((struct instant){ 0 })
#define INSTANT_MAX   ((struct instant){ INT64_C(7258118400000) })
#define INSTANT_NEVER ((struct instant){ INT64_MAX })

static inline struct instant instant_add(struct instant t, struct duration d)
{
	return (struct instant){ t.ms + d.ms };
}
static inline struct duration instant_since(struct instant t, struct instant earlier)
{
	return (struct duration){ t.ms - earlier.ms };
}
static inline bool instant_before(struct instant a, struct instant b)
{
	return a.ms < b.ms;
}
static inline struct instant instant_min(struct instant a, struct instant b)
{
	return a.ms < b.ms ? a : b;
}
static inline struct duration seconds(int64_t n)
{
	return (struct duration){ n * 1000 };
}
static inline struct duration minutes(int64_t n)
{
	return (struct duration){ n * 60000 };
}

/* Port. Both functions may be called from any thread. */
struct clock {
	struct instant (*now)(const struct clock *c);
	struct tick (*tick)(const struct clock *c);
};
