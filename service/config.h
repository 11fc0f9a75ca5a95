/* SPDX-License-Identifier: EUPL-1.2 */
/* The configuration: INI by inih. Unknown sections, unknown keys and bad values are
 * errors that name file, line and key. */
#pragma once

#include "alert/carrier/carrier.h"
#include "roster/planning/rules.h"

#include "service/http/network.h"
#include "service/policy.h"

enum { GATEWAYS_MAX = 16, CONFIG_TEXT_MAX = 256 };

// clang-format off
#define GATEWAY_KIND_WORDS(X)                                                          \
	X(SIMULATOR, "simulator")                                                      \
	X(HTTP_SMS, "http-sms") X(CM, "cm") X(SPRYNG, "spryng")                        \
	X(TWILIO_SMS, "twilio-sms") X(KANNEL, "kannel")                                \
	X(TWILIO_VOICE, "twilio-voice") X(HTTP_VOICE, "http-voice")                    \
	X(SMTP, "smtp") X(NTFY, "ntfy") X(MESSAGEBIRD, "messagebird")
// clang-format on
#define X(name, text) GATEWAY_##name,
enum gateway_kind { GATEWAY_KIND_WORDS(X) GATEWAY_KINDS };
#undef X
/* The keys of [gateway NAME]; which kinds know which: service/config_gateway.c. */
#define GATEWAY_KEYS(X)                                                                \
	X(KIND, kind)                                                                  \
	X(CHANNEL, channel)                                                            \
	X(URL, url)                                                                    \
	X(USER, user)                                                                  \
	X(TOKEN_FILE, token_file)                                                      \
	X(SECRET, secret)                                                              \
	X(SECRET_FILE, secret_file)                                                    \
	X(SENDER, sender)                                                              \
	X(CA_FILE, ca_file)                                                            \
	X(TLS, tls)                                                                    \
	X(PLAIN_LETTERS, plain_letters)                                                \
	X(RANK, rank)                                                                  \
	X(CONNECTIONS, connections)                                                    \
	X(PER_SECOND, per_second)                                                      \
	X(TIMEOUT_SECONDS, timeout_seconds)                                            \
	X(RECEIPT_SECONDS, receipt_seconds)                                            \
	X(TEST_TO, test_to)                                                            \
	X(SEED, seed)                                                                  \
	X(PACE, pace)
#define X(name, text) GATEWAY_KEY_##name,
enum gateway_key { GATEWAY_KEYS(X) GATEWAY_KEYS_COUNT };
#undef X

struct gateway_config {
	char name[64];
	enum gateway_kind kind;
	enum channel channel;
	bool has_channel; /* else: the simulator serves all */
	char url[CONFIG_TEXT_MAX], user[CONFIG_TEXT_MAX], token_file[CONFIG_TEXT_MAX],
		secret[CONFIG_TEXT_MAX], secret_file[CONFIG_TEXT_MAX],
		ca_file[CONFIG_TEXT_MAX];
	char sender[128];
	char test_to[CONFIG_TEXT_MAX]; /* gets a message every day; "": no test */
	bool tls;           /* smtp: STARTTLS, or TLS from the start with smtps:// */
	bool plain_letters; /* texts: ë as e, so that they stay in one part */
	int rank, connections, per_second, timeout_seconds;
	int receipt_seconds; /* no receipt by then: another gateway; 0: it gives none */
	int64_t seed;
	double pace;                      /* simulator: how much faster than people */
	int line;                         /* where the section begins */
	int key_line[GATEWAY_KEYS_COUNT]; /* where each key stands; 0: it does not */
};

/* Who may start call-outs with POST /gateway/NAME/alarm. */
enum { CONTROL_ROOMS_MAX = 8, CONTROL_ROOM_SECRET_MIN = 16 };
struct control_room_config {
	char name[64], secret[CONFIG_TEXT_MAX], secret_file[CONFIG_TEXT_MAX];
	int line; /* where the section begins */
};

struct config {
	char file[CONFIG_TEXT_MAX];
	char listen[CONFIG_TEXT_MAX], base_url[CONFIG_TEXT_MAX],
		database[CONFIG_TEXT_MAX], time_zone[64];
	char tls_certificate[CONFIG_TEXT_MAX], tls_key[CONFIG_TEXT_MAX];
	char web_root[CONFIG_TEXT_MAX], secret_file[CONFIG_TEXT_MAX];
	int web_root_line;               /* 0: it is the one that is installed */
	char port_file[CONFIG_TEXT_MAX]; /* own addition: gets the port that was taken
					    (listen with port 0) */
	struct network_set proxies;      /* whose header Forwarded is believed */
	int connections_per_address;     /* of the web server; 0: any number */
	int readers;
	char ping_url[CONFIG_TEXT_MAX]; /* told while all is well; "": nobody */
	int ping_seconds;
	char backup_folder[CONFIG_TEXT_MAX];   /* "": no backups by itself */
	char backup_key_file[CONFIG_TEXT_MAX]; /* "": not sealed */
	int reminder_hours; /* before a duty begins its holder is reminded; 0: never */
	int self_test_minute; /* of the local day: when gateways are tested */
	bool log_json, log_requests;
	int commit_jobs;           /* write jobs in one transaction at most */
	struct roster_rules rules; /* [roster] */
	size_t control_rooms_count;
	struct control_room_config control_rooms[CONTROL_ROOMS_MAX];
	char security_contact[CONFIG_TEXT_MAX]; /* mailto: or https:; "": none */
	struct policy policy;                   /* [security] and [privacy] */
	size_t gateways_count;
	struct gateway_config gateways[GATEWAYS_MAX];
};

/* From text, for tests; `file` is named in errors. */
MUST_USE enum err_code config_parse(
	const char *text, const char *file, struct config *ret, struct err *e);
MUST_USE enum err_code config_read(const char *file, struct config *ret, struct err *e);
/* The secrets that stand in files of their own (secret_file of a gateway or control
 * room), for who needs them. */
MUST_USE enum err_code config_read_secrets(struct config *c, struct err *e);
/* The same but for the lines of the file that it stands on. */
bool config_same_gateway(
	const struct gateway_config *a, const struct gateway_config *b);
/* The secret of a control room; NULL: no such one. */
const char *config_control_room(const struct config *c, const char *name);
/* Connections that its gateways may hold at the same time. */
long config_connections(const struct config *c);
/* Bit CHANNEL_x for each channel that a gateway serves. */
unsigned config_channels(const struct config *c);
/* Does every gateway of texts write ë as e and so on? */
bool config_plain_letters(const struct config *c);

/* For the reader (service/config.c): one key of [service], and what is wrong with it
 * ("" when nothing is). */
void config_service_defaults(struct config *c);
const char *config_service_key(struct config *c, const char *key, const char *value);
/* The same for a gateway; then the whole section. */
void config_gateway_defaults(struct gateway_config *g, const char *name, int line);
const char *config_gateway_key(
	struct gateway_config *g, const char *key, const char *value, int line);
MUST_USE enum err_code config_gateway_check(
	const struct config *c, struct gateway_config *g, struct err *e);
/* Does its kind have that key? */
bool config_gateway_knows(const struct gateway_config *g, enum gateway_key key);
const char *gateway_kind_word(enum gateway_kind kind);
/* The dialect of a kind; NULL for the simulator. */
const struct carrier *gateway_carrier(enum gateway_kind kind);
