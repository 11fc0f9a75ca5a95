/* SPDX-License-Identifier: EUPL-1.2 */
/* What Twilio's texts and calls share: account, signature, words of their states. Pure.
 */
#pragma once

#include "alert/carrier/carrier.h"

/* Signature of a callback: base64(HMAC-SHA1(token, URL + sorted fields)); compared in
 * constant time. */
bool twilio_is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c);
/* Adds what X-Twilio-Signature holds for a POST of this form to this URL. */
bool twilio_signature(
	struct text *out, const char *token, const char *url, const char *form);
/* "<url>/Accounts/<user>/<what>.json" with Basic authentication. */
bool twilio_address(
	const struct carrier_account *a, const char *what, struct carrier_request *ret);
void twilio_decode(const struct carrier_reply *reply, struct carrier_outcome *ret);
