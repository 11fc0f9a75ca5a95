/* SPDX-License-Identifier: EUPL-1.2 */
/* The public key with which this installation signs, for everybody who checks. */
#include "service/api/api.h"

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	const uint8_t *key = c->context->signing->public_key;
	char id[SIGNATURE_ID], hex[SIGNATURE_KEY_HEX], pem[SIGNATURE_PEM];
	json_t *o = json_object();

	(void)db;
	fields_set_text(o, "algorithm", "Ed25519");
	fields_set_text(o, "key_id", signature_key_id(key, id));
	fields_set_text(o, "public_key", signature_key_hex(key, hex));
	fields_set_text(o, "pem", signature_key_pem(key, pem));
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route signing_routes[];
const struct api_route signing_routes[] = {
	{ HTTP_GET, "/signing-key", MAY(PUBLIC), API_LOOP, get, 0 },
	{ 0 },
};
