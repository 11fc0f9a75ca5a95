/* SPDX-License-Identifier: EUPL-1.2 */
/* Simulated people. Those on duty nearly always come; of the pool, about half does. */
#include "alert/carrier/simulator.h"

#include "base/random.h"

struct simulator_reaction simulator_react(
	uint64_t seed, double pace, int64_t callout_id, int64_t person_id, bool on_duty)
{
	struct simulator_reaction r = { .eta_minutes = -1 };
	struct prng chance;
	uint64_t draw, no = on_duty ? 8 : 30, last = on_duty ? 0 : 6,
		       silent = on_duty ? 4 : 14;

	prng_init(&chance,
		prng_mix(prng_mix(seed, (uint64_t)callout_id), (uint64_t)person_id));
	draw = prng_below(&chance, 100);
	r.delay_ms = (int64_t)((10.0 + 170.0 * prng_unit(&chance)) * 1000.0 / pace);
	if (draw < silent)
		r.answer = ANSWER_NONE;
	else if (draw < silent + no)
		r.answer = ANSWER_NO;
	else if (draw < silent + no + last)
		r.answer = ANSWER_LAST_RESORT;
	else
		r.answer = ANSWER_YES;
	if (r.answer == ANSWER_YES || r.answer == ANSWER_LAST_RESORT)
		r.eta_minutes = (int)(on_duty ? 10 + prng_below(&chance, 22)
					      : 15 + prng_below(&chance, 75));
	return r;
}
