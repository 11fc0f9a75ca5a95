/* SPDX-License-Identifier: EUPL-1.2 */
/* An http-sms provider on a free loopback port: keeps what it is sent, and answers as
 * it is told to. Runs in a thread of the test. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct sms {
	int64_t id, callout;
	char to[32], from[32], text[1200], key[32];
};

struct sms_sink;
struct sms_sink *sms_sink_open(void);
void sms_sink_close(struct sms_sink *s);
int sms_sink_port(const struct sms_sink *s);
/* The status of every answer from now on; 200 at first. */
void sms_sink_answer(struct sms_sink *s, int status);
/* How it behaves besides. */
enum sms_sink_manner {
	SMS_SINK_ANSWERS,
	SMS_SINK_STALLS,  /* never answers */
	SMS_SINK_RESETS,  /* cuts the connection */
	SMS_SINK_HALVES,  /* stops in the middle of its answer */
	SMS_SINK_FLOODS,  /* answers with megabytes */
	SMS_SINK_RAMBLES, /* answers with what is no HTTP */
	SMS_SINK_MANNERS
};
void sms_sink_behave(struct sms_sink *s, enum sms_sink_manner manner);
/* Sent as Retry-After from now on; 0: not. */
void sms_sink_retry_after(struct sms_sink *s, int seconds);
/* A Location goes along from now on; "": not. */
void sms_sink_redirect(struct sms_sink *s, const char *url);
/* Of every `one_in` messages taken from now on one is lost after it was accepted; 0:
 * none. Lost ones are counted as requests only. */
void sms_sink_lose(struct sms_sink *s, size_t one_in);
/* The id that every answer gives, instead of "prov-<attempt>"; "": that. */
void sms_sink_same_id(struct sms_sink *s, const char *id);
/* Requests so far, also those that were refused. */
size_t sms_sink_requests(struct sms_sink *s);
/* Waits until `n` messages were taken; fails the test after twenty seconds. */
void sms_sink_wait(struct sms_sink *s, size_t n);
size_t sms_sink_count(struct sms_sink *s);
size_t sms_sink_count_to(struct sms_sink *s, const char *to);
struct sms sms_sink_get(struct sms_sink *s, size_t index);
/* The same for the messages of one call-out: tests before may still have some on their
 * way. */
void sms_sink_wait_of(struct sms_sink *s, int64_t callout, size_t n);
struct sms sms_sink_of(struct sms_sink *s, int64_t callout, size_t nth);
/* Waits for message `nth` (0 is the first) to that number. */
struct sms sms_sink_to(struct sms_sink *s, const char *to, size_t nth);
