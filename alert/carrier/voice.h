/* SPDX-License-Identifier: EUPL-1.2 */
/* What carriers of calls share: an event of a call, and what the call says next. */
#pragma once

#include "alert/carrier/carrier.h"
#include "alert/voice/dialogue.h"

/* Somebody picked up, pressed keys, or calls us. */
struct voice_event {
	int64_t attempt_id;   /* the call that we made; 0: they call us */
	int64_t recipient_id; /* they call us and gave their code; else 0 */
	char call_id[80];     /* the provider's */
	char from[32];        /* who calls us */
	bool is_begin;        /* no state yet: the caller of voice_event sets `at` */
	struct dialogue at;   /* where the conversation is */
	enum dialogue_event event;
	char keys[40];
};

/* What is said next, and how the conversation is recognised when keys come. */
struct voice_turn {
	int64_t attempt_id, recipient_id;
	struct dialogue at;
	const struct voice_script *script;
};
