/* SPDX-License-Identifier: EUPL-1.2 */
/* A call-out in memory: its end, and who stands where in it. */
#include "alert/call/call.h"

#include "base/alloc.h"

void call_free(struct call *call)
{
	if (call == NULL)
		return;
	callout_fini(&call->c);
	call_forget_first(call);
	base_free(call);
}

void call_forget_first(struct call *call)
{
	base_free(call->first_paths);
	base_free(call->first_addresses);
	call->first_paths = NULL;
	call->first_addresses = NULL;
}

int64_t call_person(const struct call *call, int64_t person_id)
{
	for (uint32_t i = 0; i < call->c.people_count; i++)
		if (call->c.people[i].person_id == person_id)
			return i;
	return CALLOUT_NOBODY;
}

int64_t call_recipient(const struct call *call, int64_t recipient_id)
{
	uint32_t n = call->c.people_count;
	int64_t at;

	if (n == 0)
		return CALLOUT_NOBODY;
	at = recipient_id - call->c.people[0].id; /* ids were taken in a row */
	if (at >= 0 && at < n && call->c.people[at].id == recipient_id)
		return at;
	return CALLOUT_NOBODY;
}

int call_slot(const struct call *call, int64_t function_id)
{
	for (int slot = 0; slot < call->c.slots_count; slot++)
		if (call->c.slots[slot].function_id == function_id)
			return slot;
	return CALLOUT_NOBODY;
}
