/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/chain.h"

#include <string.h>

static void add_text(struct digest_state *s, struct audit_text t)
{
	digest_add_bytes(s, t.data, t.len);
}

static void add_number(struct digest_state *s, int64_t v)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)v >> (8 * i));
	digest_add(s, bytes, sizeof bytes);
}

struct digest audit_detail_hash(const struct audit_detail *d)
{
	struct digest_state s;

	digest_start(&s);
	digest_add(&s, d->salt, AUDIT_SALT);
	add_number(&s, d->person_id);
	add_text(&s, d->before);
	add_text(&s, d->after);
	return digest_finish(&s);
}

struct digest audit_link_hash(const struct digest *before, const struct audit_link *r)
{
	struct digest_state s;

	digest_start(&s);
	digest_add(&s, before->bytes, DIGEST_BYTES);
	add_number(&s, r->seq);
	add_number(&s, r->at_ms);
#define X(name) add_text(&s, r->name);
	AUDIT_TEXTS(X)
#undef X
	add_text(&s, r->before);
	add_text(&s, r->after);
	if (r->detail != NULL)
		digest_add(&s, r->detail->bytes, DIGEST_BYTES);
	return digest_finish(&s);
}

struct audit_text audit_text_of(const char *text_or_null)
{
	return (struct audit_text){ text_or_null,
		text_or_null != NULL ? strlen(text_or_null) : 0 };
}
