/* SPDX-License-Identifier: EUPL-1.2 */
/* Replies of GETs kept for a moment, and shared by all who ask the same.
 *
 * A reply holds while nothing was committed since its job was submitted, and at most a
 * second. While one is being made, others who ask for the same wait for it, when it was
 * started after the last commit; else they wait for the next one. Loop thread only. */
#pragma once

#include "base/clock.h"
#include "base/list.h"
#include "service/http/server.h"

enum { REPLY_CACHE_ENTRIES = 512, REPLY_CACHE_MS = 1000 };

struct reply_entry {
	struct list link; /* of its bucket */
	char *key;
	struct http_response *response;  /* NULL: none yet */
	struct http_response *unchanged; /* the 304 beside it; made when asked for */
	char etag[32];
	uint64_t commits; /* of response, or of the one being made */
	struct tick made;
	bool filling;
	struct http_request *waiting; /* for the one being made; linked by user2 */
	struct http_request *later;   /* for the one after it */
};

struct reply_cache {
	struct list buckets[128];
	size_t count;
};

void reply_cache_init(struct reply_cache *c);
void reply_cache_fini(struct reply_cache *c); /* nothing may be filling */

/* Who asks (Authorization, Cookie), whether they take gzip, and the target. */
char *reply_cache_key(const struct http_request *q); /* base_free; NULL: no memory */
/* The entry of this key, made when missing; NULL when there is no room or memory. */
struct reply_entry *reply_cache_entry(struct reply_cache *c, const char *key);
/* Looks without making one. */
struct reply_entry *reply_cache_find(struct reply_cache *c, const char *key);
bool reply_entry_holds(const struct reply_entry *r, uint64_t commits, struct tick now);
/* Does If-None-Match name this tag? */
bool reply_tag_matches(const char *if_none_match, const char *etag);
/* Answers with the entry's response, or 304. */
void reply_entry_answer(struct reply_entry *r, struct http_request *q);
/* The one being made is there (takes the reference; keep: it may be used again).
 * Answers all who waited for it. Returns those who wait for the next one, or NULL. */
struct http_request *reply_entry_filled(struct reply_entry *r,
	struct http_response *response, const char *etag, bool keep, struct tick now);
