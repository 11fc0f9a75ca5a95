/* SPDX-License-Identifier: EUPL-1.2 */
/* The configuration: INI by inih. Unknown sections, unknown keys and bad values are
 * errors that name file, line and key. */
#pragma once

#include "alert/carrier/carrier.h"

enum { GATEWAYS_MAX = 16, CONFIG_TEXT_MAX = 256 };

enum gateway_kind { GATEWAY_SIMULATOR, GATEWAY_HTTP_SMS, GATEWAY_KINDS };

struct gateway_config {
	char name[64];
	enum gateway_kind kind;
	bool has_kind;
	enum channel channel;
	bool has_channel;
	char url[CONFIG_TEXT_MAX], token_file[CONFIG_TEXT_MAX], secret[CONFIG_TEXT_MAX];
	char sender[32];
	int rank, connections, per_second, timeout_seconds;
	int64_t seed;
	double pace; /* simulator: how much faster than people */
	int line;    /* where the section begins */
};

struct config {
	char file[CONFIG_TEXT_MAX];
	char listen[CONFIG_TEXT_MAX], base_url[CONFIG_TEXT_MAX],
		database[CONFIG_TEXT_MAX], time_zone[64];
	char tls_certificate[CONFIG_TEXT_MAX], tls_key[CONFIG_TEXT_MAX];
	char web_root[CONFIG_TEXT_MAX], secret_file[CONFIG_TEXT_MAX];
	char port_file[CONFIG_TEXT_MAX]; /* own addition: gets the port that was taken
					    (listen with port 0) */
	int readers;
	int commit_jobs; /* write jobs in one transaction at most */
	size_t gateways_count;
	struct gateway_config gateways[GATEWAYS_MAX];
};

/* From text, for tests; `file` is named in errors. */
MUST_USE enum err_code config_parse(
	const char *text, const char *file, struct config *ret, struct err *e);
MUST_USE enum err_code config_read(const char *file, struct config *ret, struct err *e);
/* Bit CHANNEL_x for each channel that a gateway serves. */
unsigned config_channels(const struct config *c);
