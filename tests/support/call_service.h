/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program with people to call, and an http-sms provider that shows what they
 * would get: for tests of call-outs over HTTP.
 *
 * Functions: OVD (hard piket; the first two of its four people are on duty, in that
 * order), EHB (pool of six), LOKAAL (contact list of two), ZAAL (asks all, of `many`
 * people; none unless asked for). */
#pragma once

#include "tests/support/service.h"
#include "tests/support/sms_sink.h"

enum { OVD_PEOPLE = 4, EHB_PEOPLE = 6, LOKAAL_PEOPLE = 2 };

struct call_service {
	struct service s;
	struct sms_sink *sink;
	int64_t ovd, ehb, lokaal, zaal; /* functions */
	int64_t ovd_person[OVD_PEOPLE], ehb_person[EHB_PEOPLE],
		lokaal_person[LOKAAL_PEOPLE];
	int64_t zaal_first;  /* and the ids after it */
	int64_t grip;        /* scenario: 1 OVD (on_duty), 2 EHB (pool, waves of 3) */
	int64_t list;        /* scenario: 1 LOKAAL (pool) */
	int64_t all;         /* scenario: everybody of ZAAL; 0 when there is none */
	char gateways[1024]; /* for the next start, instead of the usual; "" */
	int64_t next_person; /* private */
};

/* Makes and starts it. */
void call_service_open(struct call_service *w, int many);
void call_service_close(struct call_service *w);
/* For cmocka: one world (many 0) for a group or a test; *state is it. */
int call_service_setup(void **state);
int call_service_teardown(void **state);
/* Stops the program and starts it again with the same gateway. */
void call_service_restart(struct call_service *w);
/* Starts it on what service_kill() left. */
void call_service_again(struct call_service *w);
/* The secret of the gateway "sms". */
extern const char call_service_secret[];

/* The number of a person, as the gateway sees it. */
const char *call_phone(int64_t person_id);
/* Starts a call-out as the coordinator; returns its id. more: "" or further fields,
 * each with a comma before it. */
int64_t call_begin(struct call_service *w, int64_t scenario, const char *more);
/* Waits for the first question to a person; "/a/<token>" in a static buffer. */
const char *call_link(struct call_service *w, int64_t callout, int64_t person_id);
/* One recipient as listed (new reference); fails the test when there is none. */
json_t *call_recipient_json(struct call_service *w, int64_t callout, int64_t person_id);
const char *call_recipient_state(
	struct call_service *w, int64_t callout, int64_t person_id);
/* The item; free with reply_free. */
struct reply call_item(struct call_service *w, int64_t callout);
/* Looks again until the call-out has that state; fails the test after a while. */
void call_wait_state(struct call_service *w, int64_t callout, const char *state);

/* A step of a call-out as the dispatcher takes it: "stop", "need", "answer" … */
struct reply call_post_step(
	struct call_service *w, int64_t callout, const char *what, const char *body);
/* An answer that was given by telephone; eta below 0: without minutes. */
struct reply call_say(struct call_service *w, int64_t callout, int64_t person,
	const char *answer, int eta);
/* The same, which must be taken. */
void call_answer(struct call_service *w, int64_t callout, int64_t person,
	const char *answer, int eta);

/* Posts a body as a gateway does, signed with that secret. */
struct reply call_signed(
	struct call_service *w, const char *path, const char *body, const char *secret);
/* How many changes the audit log holds: neither reading it, nor sealing it, nor a
 * refusal is one. */
size_t call_changes(struct call_service *w);
/* Frees the reply after checking its status. */
void call_expect(struct reply *r, long status);
/* Path with one number in it, in a static buffer. */
const char *call_path(const char *format, int64_t id);
