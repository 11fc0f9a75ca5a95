/* SPDX-License-Identifier: EUPL-1.2 */
/* The gateways of the configuration, ready to be spoken to: dialect, account, key read
 * from its file. Unchanging once opened: any thread may read. */
#pragma once

#include "alert/outbox/outbox.h"
#include "service/config.h"
#include "service/dispatch/transport.h"

struct gateway_entry {
	const struct gateway_config *config;
	const struct carrier *carrier; /* NULL: the simulator */
	struct carrier_account account;
	char token[CONFIG_TEXT_MAX];                              /* private */
	char callback[CONFIG_TEXT_MAX + sizeof "/gateway/" + 64]; /* private */
};

struct gateways {
	size_t count;
	struct gateway_entry of[GATEWAYS_MAX];
};

/* The first line of its token_file, when it has one; for `paraat check` alone, too. */
MUST_USE enum err_code gateway_read_token(struct gateway_entry *g, struct err *e);
/* Reads the token files. config is borrowed. */
MUST_USE enum err_code gateways_open(
	const struct config *config, struct gateways *ret, struct err *e);
/* Where providers reach us; once, before the first message. */
void gateways_set_base_url(struct gateways *g, const char *base_url);
void gateway_set_base_url(struct gateway_entry *g, const char *base_url);
/* A copy that needs neither the entry nor its configuration any more; it stays where it
 * is. */
void gateway_copy(const struct gateway_entry *from, struct gateway_config *config,
	struct gateway_entry *to);
/* Is it the same gateway with the same key? */
bool gateway_same(const struct gateway_entry *a, const struct gateway_entry *b);
const struct gateway_entry *gateways_find(const struct gateways *g, const char *name);

/* Queues a test of the gateway of that name (NULL: of all) that has an address for it.
 * Store thread. ERR_NOTFOUND: there is none. */
MUST_USE enum err_code gateways_test(struct db *db, const struct config *config,
	const char *name_or_null, const struct change *by, struct err *e);

/* The message in the gateway's dialect. False: *why says so; *ret is to be ended
 * (carrier_request_fini) all the same. */
bool gateway_encode(const struct gateway_entry *g, const struct outbox_message *m,
	struct instant now, struct carrier_request *ret, struct carrier_outcome *why);
/* What the transport needs; borrows from both. Key and done() are the caller's. */
struct transport_request gateway_request(
	const struct gateway_entry *g, const struct carrier_request *r);
