/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests of carriers: an account, a message, and readers that are not ours (libcurl
 * for addresses and forms, Jansson for JSON). */
#pragma once

#include "alert/carrier/carrier.h"

#include <jansson.h>

/* The secret is "geheim"; callbacks to https://paraat.example.nl/gateway/g. */
extern const struct carrier_account probe_account;
/* Attempt 4711 of call-out 12 to +31612345678, from "VRIJssel". */
struct carrier_message probe_message(const char *text);

/* Encodes; fails the test when that fails. The caller ends with carrier_request_fini.
 */
struct carrier_request probe_encode(const struct carrier *c,
	const struct carrier_account *a, const struct carrier_message *m);
/* The body as JSON; json_decref. */
json_t *probe_json(const struct carrier_request *r);
/* A text deep in o: "messages.msg.0.from"; "" when absent; numbers as text. Static. */
const char *probe_at(json_t *o, const char *path);

/* The value of a field of a form or query, read by libcurl; static; fails when absent
 * or there twice. NULL with probe_has. */
const char *probe_field(const char *form, const char *name);
size_t probe_count(const char *form, const char *name);
/* Splits an address with libcurl: *ret_query is static. Returns the part before "?". */
const char *probe_address(const char *url, const char **ret_query);

struct carrier_outcome probe_decode(
	const struct carrier *c, int status, const char *body);
struct carrier_callback probe_callback(
	enum carrier_what what, const char *url, const char *body);
