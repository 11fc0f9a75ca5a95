/* SPDX-License-Identifier: EUPL-1.2 */
/* http-sms: the plain JSON gateway of the contract. */
#include "alert/carrier/carrier.h"
#include "base/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool http_sms_encode(const struct carrier_message *m, struct text *body)
{
	char id[24];
	json_t *o = json_object();
	char *json;
	bool ok;

	(void)snprintf(id, sizeof id, "%" PRId64, m->attempt_id);
	ok = fields_set_text(o, "id", id) && fields_set_text(o, "to", m->to)
	     && fields_set_text(o, "from", m->from)
	     && fields_set_text(o, "text", m->text)
	     && fields_set_int(o, "callout", m->callout_id);
	json = ok ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	ok = json != NULL && text_add(body, json);
	free(json);
	return ok;
}

/* The provider's id in {"id": "…"}; a reply that is no JSON is a reply all the same. */
static void provider_id(const char *body, size_t len, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	struct err e = { 0 };
	const char *id = "";

	if (len == 0 || fields_read(body, len, &o, &e) != ERR_OK)
		return;
	(void)fields_line(
		o, "id", FIELDS_OPTIONAL, sizeof ret->provider_id - 1, &id, &e);
	(void)snprintf(ret->provider_id, sizeof ret->provider_id, "%s", id);
	json_decref(o);
}

void http_sms_decode(int status, const char *body, size_t len, int retry_after_seconds,
	struct carrier_outcome *ret)
{
	memset(ret, 0, sizeof *ret);
	if (status >= 200 && status < 300) {
		ret->result = CARRIER_SENT;
		provider_id(body, len, ret);
		return;
	}
	ret->result = status == 429 || status >= 500 || status < 400 ? CARRIER_RETRY
								     : CARRIER_FAILED;
	ret->retry_after_seconds = retry_after_seconds;
	(void)snprintf(
		ret->reason, sizeof ret->reason, "the gateway answered %d", status);
}
