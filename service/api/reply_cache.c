/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/reply_cache.h"

#include "base/alloc.h"
#include "base/text.h"
#include "service/http/encoding.h"

#include <stdio.h>
#include <string.h>

void reply_cache_init(struct reply_cache *c)
{
	for (size_t i = 0; i < 128; i++)
		list_init(&c->buckets[i]);
	c->count = 0;
}

static void forget(struct reply_entry *r)
{
	http_response_unref(r->response);
	http_response_unref(r->unchanged);
	r->response = NULL;
	r->unchanged = NULL;
}

static void free_entry(struct reply_cache *c, struct reply_entry *r)
{
	REQUIRE(!r->filling);
	list_remove(&r->link);
	c->count--;
	forget(r);
	base_free(r->key);
	base_free(r);
}

/* Drops what is not being made. */
static void clear(struct reply_cache *c)
{
	for (size_t i = 0; i < 128; i++) {
		struct list *l = c->buckets[i].next, *next;

		for (; l != &c->buckets[i]; l = next) {
			struct reply_entry *r =
				container_of(l, struct reply_entry, link);

			next = l->next;
			if (!r->filling)
				free_entry(c, r);
		}
	}
}

void reply_cache_fini(struct reply_cache *c)
{
	clear(c);
	REQUIRE(c->count == 0);
}

char *reply_cache_key(const struct http_request *q)
{
	const char *token = q->header[HTTP_AUTHORIZATION];
	const char *cookie = q->header[HTTP_COOKIE];
	struct text key;

	text_init(&key, (size_t)64 * 1024);
	text_add(&key, token != NULL ? token : "");
	text_addc(&key, '\n');
	text_add(&key, cookie != NULL ? cookie : "");
	text_addc(&key, '\n');
	text_addc(&key,
		encoding_accepted(q->header[HTTP_ACCEPT_ENCODING], "gzip") ? 'z' : ' ');
	text_add(&key, q->target);
	return text_take(&key);
}

static struct list *bucket_of(struct reply_cache *c, const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *key != '\0'; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return &c->buckets[(h ^ h >> 32) % 128];
}

struct reply_entry *reply_cache_find(struct reply_cache *c, const char *key)
{
	struct list *bucket = bucket_of(c, key);

	for (struct list *l = bucket->next; l != bucket; l = l->next) {
		struct reply_entry *r = container_of(l, struct reply_entry, link);

		if (strcmp(r->key, key) == 0)
			return r;
	}
	return NULL;
}

struct reply_entry *reply_cache_entry(struct reply_cache *c, const char *key)
{
	struct reply_entry *r = reply_cache_find(c, key);

	if (r != NULL)
		return r;
	if (c->count >= REPLY_CACHE_ENTRIES)
		clear(c);
	if (c->count >= REPLY_CACHE_ENTRIES)
		return NULL;
	r = base_calloc(1, sizeof *r);
	if (r != NULL)
		r->key = base_strdup(key);
	if (r == NULL || r->key == NULL) {
		base_free(r);
		return NULL;
	}
	list_push(bucket_of(c, key), &r->link);
	c->count++;
	return r;
}

bool reply_entry_holds(const struct reply_entry *r, uint64_t commits, struct tick now)
{
	return r->response != NULL && !r->filling && r->commits == commits
	       && now.ms - r->made.ms < REPLY_CACHE_MS;
}

bool reply_tag_matches(const char *if_none_match, const char *etag)
{
	const char *s = if_none_match;
	size_t n = strlen(etag);

	if (s == NULL || n == 0)
		return false;
	for (;;) {
		s += strspn(s, " \t,");
		if (*s == '\0')
			return false;
		if (*s == '*')
			return true;
		if (strncmp(s, "W/", 2) == 0)
			s += 2;
		if (strncmp(s, etag, n) == 0
			&& (s[n] == '\0' || strchr(" \t,", s[n]) != NULL))
			return true;
		s += strcspn(s, ",");
	}
}

void reply_entry_answer(struct reply_entry *r, struct http_request *q)
{
	if (!reply_tag_matches(q->header[HTTP_IF_NONE_MATCH], r->etag)
		|| http_response_status(r->response) != 200) {
		http_reply(q, http_response_ref(r->response));
		return;
	}
	if (r->unchanged == NULL) {
		r->unchanged = http_response_static(304, NULL, "", 0);
		if (r->unchanged != NULL)
			(void)http_response_header(r->unchanged, "ETag", r->etag);
	}
	http_reply(q, r->unchanged != NULL ? http_response_ref(r->unchanged) : NULL);
}

struct http_request *reply_entry_filled(struct reply_entry *r,
	struct http_response *response, const char *etag, bool keep, struct tick now)
{
	struct http_request *q = r->waiting, *next = r->later;

	forget(r);
	r->filling = false;
	r->waiting = NULL;
	r->later = NULL;
	r->response = response;
	r->made = now;
	(void)snprintf(r->etag, sizeof r->etag, "%s", etag);
	while (q != NULL) {
		struct http_request *following = q->user2;

		if (response != NULL)
			reply_entry_answer(r, q);
		else
			http_reply(q, NULL);
		q = following;
	}
	if (!keep)
		forget(r);
	return next;
}
