/* SPDX-License-Identifier: EUPL-1.2 */
/* [gateway NAME]: which kind knows which keys, which it needs, and their values. */
#include "service/config.h"

#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define X(name, text) text,
static const char *const kind_words[GATEWAY_KINDS] = { GATEWAY_KIND_WORDS(X) };
#undef X
#define X(name, text) #text,
static const char *const key_words[GATEWAY_KEYS_COUNT] = { GATEWAY_KEYS(X) };
#undef X

#define KEY(name) (1u << GATEWAY_KEY_##name)
/* Known to all. */
#define COMMON                                                                         \
	(KEY(KIND) | KEY(CHANNEL) | KEY(RANK) | KEY(CONNECTIONS) | KEY(PER_SECOND)     \
		| KEY(TIMEOUT_SECONDS) | KEY(TEST_TO))
/* Known to all that take texts and report on them. */
#define TEXTS (KEY(PLAIN_LETTERS) | KEY(RECEIPT_SECONDS))
/* The secret itself, or the file that holds it. */
#define SECRETS (KEY(SECRET) | KEY(SECRET_FILE))
/* Known to all that speak to a server. */
#define SERVER (COMMON | KEY(URL) | KEY(TOKEN_FILE) | KEY(SENDER) | KEY(CA_FILE))

static const struct {
	unsigned known, needed;
	const char *url; /* when none is given; NULL: it must be */
} kinds[GATEWAY_KINDS] = {
	[GATEWAY_SIMULATOR] = { COMMON | KEY(SEED) | KEY(PACE), 0, "" },
	[GATEWAY_HTTP_SMS] = { SERVER | SECRETS | TEXTS, KEY(URL), "" },
	[GATEWAY_CM] = { SERVER | SECRETS | TEXTS, KEY(TOKEN_FILE),
		"https://gw.messaging.cm.com/v1.0/message" },
	[GATEWAY_SPRYNG] = { SERVER | SECRETS | TEXTS, KEY(TOKEN_FILE),
		"https://rest.spryngsms.com/v1/messages" },
	[GATEWAY_MESSAGEBIRD] = { SERVER | SECRETS | TEXTS,
		KEY(TOKEN_FILE) | KEY(SENDER),
		"https://rest.messagebird.com/messages" },
	[GATEWAY_TWILIO_SMS] = { SERVER | KEY(USER) | TEXTS,
		KEY(USER) | KEY(TOKEN_FILE) | KEY(SENDER),
		"https://api.twilio.com/2010-04-01" },
	[GATEWAY_KANNEL] = { SERVER | KEY(USER) | SECRETS | TEXTS,
		KEY(URL) | KEY(USER) | KEY(TOKEN_FILE), "" },
	[GATEWAY_TWILIO_VOICE] = { SERVER | KEY(USER) | KEY(RECEIPT_SECONDS),
		KEY(USER) | KEY(TOKEN_FILE) | KEY(SENDER),
		"https://api.twilio.com/2010-04-01" },
	[GATEWAY_HTTP_VOICE] = { SERVER | SECRETS | KEY(RECEIPT_SECONDS),
		KEY(URL) | KEY(SECRET), "" },
	[GATEWAY_SMTP] = { SERVER | KEY(USER) | KEY(TLS), KEY(URL) | KEY(SENDER), "" },
	[GATEWAY_NTFY] = { SERVER & ~KEY(SENDER), KEY(URL), "" },
};

bool config_gateway_knows(const struct gateway_config *g, enum gateway_key key)
{
	return (kinds[g->kind].known >> key & 1) != 0;
}

const char *gateway_kind_word(enum gateway_kind kind)
{
	return kind_words[kind];
}

const struct carrier *gateway_carrier(enum gateway_kind kind)
{
	static const struct carrier *const carriers[GATEWAY_KINDS] = {
		[GATEWAY_HTTP_SMS] = &carrier_http_sms,
		[GATEWAY_CM] = &carrier_cm,
		[GATEWAY_SPRYNG] = &carrier_spryng,
		[GATEWAY_TWILIO_SMS] = &carrier_twilio_sms,
		[GATEWAY_KANNEL] = &carrier_kannel,
		[GATEWAY_TWILIO_VOICE] = &carrier_twilio_voice,
		[GATEWAY_HTTP_VOICE] = &carrier_http_voice,
		[GATEWAY_SMTP] = &carrier_smtp,
		[GATEWAY_NTFY] = &carrier_ntfy,
		[GATEWAY_MESSAGEBIRD] = &carrier_messagebird,
	};

	return carriers[kind];
}

void config_gateway_defaults(struct gateway_config *g, const char *name, int line)
{
	*g = (struct gateway_config){ .kind = GATEWAY_KINDS,
		.tls = true,
		.rank = 1,
		.connections = 32,
		.per_second = 1000000,
		.timeout_seconds = 15,
		.seed = 1,
		.pace = 1,
		.line = line };
	(void)snprintf(g->name, sizeof g->name, "%s", name);
	(void)snprintf(g->sender, sizeof g->sender, "Paraat");
}

/* --- values: each returns what is wrong, or "" --- */

static const char *set_kind(struct gateway_config *g, const char *value)
{
	int i = parse_word(value, kind_words, GATEWAY_KINDS);

	if (i < 0)
		return "must be simulator, http-sms, cm, spryng, messagebird, "
		       "twilio-sms, "
		       "kannel, twilio-voice, http-voice, smtp or ntfy";
	g->kind = (enum gateway_kind)i;
	return "";
}

static const char *set_channel(struct gateway_config *g, const char *value)
{
	int i = parse_word(value, channel_words, CHANNELS_COUNT);

	if (i < 0)
		return "must be sms, voice, email or push";
	g->channel = (enum channel)i;
	g->has_channel = true;
	return "";
}

static const char *set_pace(struct gateway_config *g, const char *value)
{
	char *end;
	double v = strtod(value, &end);

	if (end == value || *end != '\0' || !(v >= 0.01 && v <= 100000))
		return "must be a number from 0.01 to 100000";
	g->pace = v;
	return "";
}

static const char *set_text(char *to, size_t size, const char *value)
{
	if (!parse_is_line(value, size - 1))
		return "is too long, or has characters that cannot be printed";
	(void)snprintf(to, size, "%s", value);
	return "";
}

static const char *set_number(int *to, const char *value, int64_t max)
{
	static _Thread_local char why[80];
	int64_t v;

	if (!parse_int(value, 1, max, &v)) {
		(void)snprintf(why, sizeof why,
			"must be a whole number from 1 to %" PRId64, max);
		return why;
	}
	*to = (int)v;
	return "";
}

static const char *set_flag(bool *to, const char *value)
{
	return parse_bool(value, to) ? "" : "must be yes or no";
}

static const char *set(
	struct gateway_config *g, enum gateway_key key, const char *value)
{
	switch (key) {
	case GATEWAY_KEY_KIND:
		return set_kind(g, value);
	case GATEWAY_KEY_CHANNEL:
		return set_channel(g, value);
	case GATEWAY_KEY_URL:
		return set_text(g->url, sizeof g->url, value);
	case GATEWAY_KEY_USER:
		return set_text(g->user, sizeof g->user, value);
	case GATEWAY_KEY_TOKEN_FILE:
		return set_text(g->token_file, sizeof g->token_file, value);
	case GATEWAY_KEY_SECRET:
		return set_text(g->secret, sizeof g->secret, value);
	case GATEWAY_KEY_SECRET_FILE:
		return set_text(g->secret_file, sizeof g->secret_file, value);
	case GATEWAY_KEY_SENDER:
		return set_text(g->sender, sizeof g->sender, value);
	case GATEWAY_KEY_CA_FILE:
		return set_text(g->ca_file, sizeof g->ca_file, value);
	case GATEWAY_KEY_TLS:
		return set_flag(&g->tls, value);
	case GATEWAY_KEY_PLAIN_LETTERS:
		return set_flag(&g->plain_letters, value);
	case GATEWAY_KEY_RANK:
		return set_number(&g->rank, value, 99);
	case GATEWAY_KEY_CONNECTIONS:
		return set_number(&g->connections, value, 512);
	case GATEWAY_KEY_PER_SECOND:
		return set_number(&g->per_second, value, 1000000);
	case GATEWAY_KEY_TIMEOUT_SECONDS:
		return set_number(&g->timeout_seconds, value, 120);
	case GATEWAY_KEY_TEST_TO:
		return set_text(g->test_to, sizeof g->test_to, value);
	case GATEWAY_KEY_RECEIPT_SECONDS:
		return set_number(&g->receipt_seconds, value, 86400);
	case GATEWAY_KEY_SEED:
		return parse_int(value, 0, INT64_MAX, &g->seed)
			       ? ""
			       : "must be a whole number";
	case GATEWAY_KEY_PACE:
		return set_pace(g, value);
	case GATEWAY_KEYS_COUNT:
		break;
	}
	return "";
}

const char *config_gateway_key(
	struct gateway_config *g, const char *key, const char *value, int line)
{
	int i = parse_word(key, key_words, GATEWAY_KEYS_COUNT);

	if (i < 0)
		return "is not a key of a gateway";
	g->key_line[i] = line;
	return set(g, (enum gateway_key)i, value);
}

/* --- the whole section --- */

static enum err_code refuse(const struct config *c, const struct gateway_config *g,
	enum gateway_key key, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "%s, line %d: %s: %s", c->file,
		g->key_line[key] != 0 ? g->key_line[key] : g->line, key_words[key],
		why);
}

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* What the provider needs of [service], and of the address. */
static enum err_code check_addresses(
	const struct config *c, const struct gateway_config *g, struct err *e)
{
	const bool mail = g->kind == GATEWAY_SMTP;
	const bool calls_us = g->kind == GATEWAY_TWILIO_VOICE
			      || g->kind == GATEWAY_HTTP_VOICE
			      || g->kind == GATEWAY_TWILIO_SMS;

	if (g->kind == GATEWAY_SIMULATOR)
		return ERR_OK;
	if (mail && !begins(g->url, "smtp://") && !begins(g->url, "smtps://"))
		return refuse(c, g, GATEWAY_KEY_URL,
			"must begin with smtp:// or smtps://", e);
	if (!mail && !begins(g->url, "http://") && !begins(g->url, "https://"))
		return refuse(c, g, GATEWAY_KEY_URL,
			"must begin with http:// or https://", e);
	if (calls_us && c->base_url[0] == '\0')
		return refuse(c, g, GATEWAY_KEY_KIND,
			"needs base_url in [service]: the provider calls us there", e);
	return ERR_OK;
}

static enum err_code check_mail(
	const struct config *c, const struct gateway_config *g, struct err *e)
{
	if (g->kind != GATEWAY_SMTP)
		return ERR_OK;
	if (strchr(g->sender, '@') == NULL)
		return refuse(c, g, GATEWAY_KEY_SENDER, "must be a mail address", e);
	if ((g->user[0] == '\0') != (g->token_file[0] == '\0'))
		return refuse(c, g,
			g->user[0] != '\0' ? GATEWAY_KEY_USER : GATEWAY_KEY_TOKEN_FILE,
			"user and token_file go together: give both or none", e);
	if (!g->tls && g->user[0] != '\0')
		return refuse(c, g, GATEWAY_KEY_TLS,
			"must be yes with a login: the password would go readable", e);
	return ERR_OK;
}

enum err_code config_gateway_check(
	const struct config *c, struct gateway_config *g, struct err *e)
{
	const struct carrier *carrier;

	if (g->key_line[GATEWAY_KEY_KIND] == 0)
		return err_set(e, ERR_INVALID,
			"%s, line %d: [gateway %s] needs the key kind", c->file,
			g->line, g->name);
	for (int i = 0; i < GATEWAY_KEYS_COUNT; i++) {
		const unsigned bit = 1u << i;

		if (g->key_line[i] != 0 && (kinds[g->kind].known & bit) == 0)
			return err_set(e, ERR_INVALID,
				"%s, line %d: %s: is not a key of the kind %s", c->file,
				g->key_line[i], key_words[i], kind_words[g->kind]);
		if (g->key_line[i] == 0 && (kinds[g->kind].needed & bit) != 0
			&& (i != GATEWAY_KEY_SECRET || g->secret_file[0] == '\0'))
			return err_set(e, ERR_INVALID,
				"%s, line %d: [gateway %s] needs the key %s", c->file,
				g->line, g->name, key_words[i]);
	}
	if (g->secret[0] != '\0' && g->secret_file[0] != '\0')
		return refuse(c, g, GATEWAY_KEY_SECRET_FILE,
			"secret stands there as well: give one of them", e);
	if (g->url[0] == '\0')
		(void)snprintf(g->url, sizeof g->url, "%s", kinds[g->kind].url);
	carrier = gateway_carrier(g->kind);
	if (carrier != NULL && g->has_channel && g->channel != carrier->channel)
		return err_set(e, ERR_INVALID,
			"%s, line %d: channel: %s serves %s only", c->file,
			g->key_line[GATEWAY_KEY_CHANNEL], kind_words[g->kind],
			channel_words[carrier->channel]);
	if (carrier != NULL) {
		g->channel = carrier->channel;
		g->has_channel = true;
	}
	if (check_addresses(c, g, e) != ERR_OK)
		return e->code;
	return check_mail(c, g, e);
}
