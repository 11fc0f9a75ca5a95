/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading the configuration. */
#include "service/config.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "service/http/address.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, CONTROL_ROOM_SECRET_MIN = 16 };

struct reading {
	struct config *c;
	struct err *e;
	const char *rest; /* of the text */
	int line, tls_line;
};

static int wrong(struct reading *r, const char *key, const char *why)
{
	if (r->e->code == ERR_OK)
		(void)err_set(r->e, ERR_INVALID, "%s, line %d: %s: %s", r->c->file,
			r->line, key, why);
	return 0;
}

/* One line, as fgets would: inih reads through this, so that the line is known. */
static char *next_line(char *buffer, int size, void *ctx)
{
	struct reading *r = ctx;
	size_t n = strcspn(r->rest, "\n");

	if (r->rest[0] == '\0')
		return NULL;
	n += r->rest[n] == '\n';
	if (n > (size_t)size - 1) {
		r->line++;
		(void)wrong(r, "this line", "is too long");
		return NULL;
	}
	memcpy(buffer, r->rest, n);
	buffer[n] = '\0';
	r->rest += n;
	r->line++;
	return buffer;
}

/* What is wrong with a value, or "". */
static const char *any(const char *value)
{
	(void)value;
	return "";
}

static const char *address(const char *value)
{
	struct sockaddr_storage a;
	socklen_t len;

	if (address_unix(value) != NULL || address_parse(value, &a, &len))
		return "";
	return "must be an address and port such as 127.0.0.1:8080, or unix:PATH";
}

static const char *web_address(const char *value)
{
	if (value[0] == '\0' || strncmp(value, "http://", 7) == 0
		|| strncmp(value, "https://", 8) == 0)
		return "";
	return "must begin with http:// or https://";
}

static const char *zone(const char *value)
{
	return zone_exists(value) ? ""
				  : "is no time zone that this machine knows (such as "
				    "Europe/Amsterdam, of the package tzdata)";
}

static int set_text(
	struct reading *r, const char *key, const char *value, char *to, size_t size)
{
	if (value[0] == '\0' && to[0] != '\0') /* what has a default is needed */
		return wrong(r, key, "must not be empty");
	if (strlen(value) >= size)
		return wrong(r, key, "is too long");
	(void)snprintf(to, size, "%s", value);
	return 1;
}

static int set_int(struct reading *r, const char *key, const char *value, int64_t min,
	int64_t max, int *to)
{
	char why[80];
	int64_t v;

	if (!parse_int(value, min, max, &v)) {
		(void)snprintf(why, sizeof why,
			"must be a whole number from %" PRId64 " to %" PRId64, min,
			max);
		return wrong(r, key, why);
	}
	*to = (int)v;
	return 1;
}

static int set_choice(struct reading *r, const char *key, const char *value,
	const char *no, const char *yes, bool *to)
{
	char why[80];

	*to = strcmp(value, yes) == 0;
	if (*to || strcmp(value, no) == 0)
		return 1;
	(void)snprintf(why, sizeof why, "must be %s or %s", no, yes);
	return wrong(r, key, why);
}

static const char *contact(const char *value)
{
	return strncmp(value, "mailto:", 7) == 0 || strncmp(value, "https://", 8) == 0
		       ? ""
		       : "must begin with mailto: or https://";
}

/* hh:mm */
static int set_minute(struct reading *r, const char *key, const char *value, int *to)
{
	int64_t hour, minute;
	char text[8];

	(void)snprintf(text, sizeof text, "%.2s", value);
	if (strlen(value) != 5 || value[2] != ':' || !parse_int(text, 0, 23, &hour)
		|| !parse_int(value + 3, 0, 59, &minute))
		return wrong(r, key, "must be a time such as 09:30");
	*to = (int)(hour * 60 + minute);
	return 1;
}

static int on_service(struct reading *r, const char *key, const char *value)
{
	struct config *c = r->c;
	const struct {
		const char *key;
		char *to;
		size_t size;
		const char *(*wrong)(const char *value);
	} texts[] = {
		{ "listen", c->listen, sizeof c->listen, address },
		{ "base_url", c->base_url, sizeof c->base_url, web_address },
		{ "database", c->database, sizeof c->database, any },
		{ "time_zone", c->time_zone, sizeof c->time_zone, zone },
		{ "tls_certificate", c->tls_certificate, sizeof c->tls_certificate,
			any },
		{ "tls_key", c->tls_key, sizeof c->tls_key, any },
		{ "web_root", c->web_root, sizeof c->web_root, any },
		{ "secret_file", c->secret_file, sizeof c->secret_file, any },
		{ "port_file", c->port_file, sizeof c->port_file, any },
		{ "backup_folder", c->backup_folder, sizeof c->backup_folder, any },
		{ "backup_key_file", c->backup_key_file, sizeof c->backup_key_file,
			any },
		{ "security_contact", c->security_contact, sizeof c->security_contact,
			contact },
		{ "ping_url", c->ping_url, sizeof c->ping_url, web_address },
	};

	if (strncmp(key, "tls_", 4) == 0)
		r->tls_line = r->line;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *why =
			strcmp(key, texts[i].key) == 0 ? texts[i].wrong(value) : NULL;

		if (why != NULL)
			return why[0] == '\0' ? set_text(
				       r, key, value, texts[i].to, texts[i].size)
					      : wrong(r, key, why);
	}
	if (strcmp(key, "log_format") == 0)
		return set_choice(r, key, value, "text", "json", &c->log_json);
	if (strcmp(key, "log_requests") == 0)
		return set_choice(r, key, value, "no", "yes", &c->log_requests);
	if (strcmp(key, "self_test") == 0)
		return set_minute(r, key, value, &c->self_test_minute);
	if (strcmp(key, "ping_seconds") == 0)
		return set_int(r, key, value, 1, 86400, &c->ping_seconds);
	if (strcmp(key, "reminder_hours") == 0)
		return set_int(r, key, value, 0, 336, &c->reminder_hours);
	if (strcmp(key, "readers") == 0)
		return set_int(r, key, value, 1, 8, &c->readers);
	if (strcmp(key, "commit_jobs") == 0)
		return set_int(r, key, value, 1, 4096, &c->commit_jobs);
	return wrong(r, key, "is not a key of [service]");
}

static int on_roster(struct reading *r, const char *key, const char *value)
{
	const char *why = roster_rules_set(&r->c->rules, key, value);

	return why == NULL ? 1 : wrong(r, key, why);
}

static int on_policy(
	struct reading *r, const char *section, const char *key, const char *value)
{
	const char *why = policy_set(&r->c->policy, section, key, value);

	return why == NULL ? 1 : wrong(r, key, why);
}

static int on_gateway(
	struct reading *r, struct gateway_config *g, const char *key, const char *value)
{
	const char *why = config_gateway_key(g, key, value, r->line);

	return why[0] == '\0' ? 1 : wrong(r, key, why);
}

/* Letters, digits, - and _: it stands in addresses. */
static bool is_name(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	return name[0] != '\0' && name[strspn(name, letters)] == '\0'
	       && strlen(name) < sizeof((struct gateway_config *)0)->name;
}

static struct gateway_config *gateway_named(struct reading *r, const char *name)
{
	struct config *c = r->c;
	struct gateway_config *g;

	for (size_t i = 0; i < c->gateways_count; i++)
		if (strcmp(c->gateways[i].name, name) == 0)
			return &c->gateways[i];
	if (c->gateways_count == GATEWAYS_MAX || !is_name(name))
		return NULL;
	g = &c->gateways[c->gateways_count++];
	config_gateway_defaults(g, name, r->line);
	return g;
}

static int on_control_room(
	struct reading *r, const char *section, const char *key, const char *value)
{
	struct config *c = r->c;
	const char *name = section + 13;
	struct control_room_config *room = c->control_rooms;

	while (room < c->control_rooms + c->control_rooms_count
		&& strcmp(room->name, name) != 0)
		room++;
	if (room == c->control_rooms + CONTROL_ROOMS_MAX || !is_name(name))
		return wrong(r, section,
			"a control room's name has letters, digits, - and _; at most 8 "
			"control rooms");
	if (room == c->control_rooms + c->control_rooms_count) {
		c->control_rooms_count++;
		(void)snprintf(room->name, sizeof room->name, "%s", name);
		room->line = r->line;
	}
	if (strcmp(key, "secret") != 0)
		return wrong(r, key, "is not a key of [control-room NAME]");
	if (strlen(value) < CONTROL_ROOM_SECRET_MIN)
		return wrong(r, key, "must have at least 16 characters");
	return set_text(r, key, value, room->secret, sizeof room->secret);
}

static int on_key(void *ctx, const char *section, const char *key, const char *value)
{
	struct reading *r = ctx;
	struct gateway_config *g;

	if (strcmp(section, "service") == 0)
		return on_service(r, key, value);
	if (strcmp(section, "roster") == 0)
		return on_roster(r, key, value);
	if (strcmp(section, "security") == 0 || strcmp(section, "privacy") == 0)
		return on_policy(r, section, key, value);
	if (section[0] == '\0')
		return wrong(r, key, "stands before the first [section]");
	if (strncmp(section, "control-room ", 13) == 0)
		return on_control_room(r, section, key, value);
	if (strncmp(section, "gateway ", 8) != 0)
		return wrong(r, section,
			"is not a section; there are [service], [roster], [security], "
			"[privacy], [control-room NAME] and [gateway NAME]");
	g = gateway_named(r, section + 8);
	if (g == NULL)
		return wrong(r, section,
			"a gateway's name has letters, digits, - and _; at most 16 "
			"gateways");
	return on_gateway(r, g, key, value);
}

static void defaults(struct config *c, const char *file)
{
	*c = (struct config){ .readers = 2,
		.ping_seconds = 60,
		.reminder_hours = 24,
		.self_test_minute = 9 * 60 + 30,
		.commit_jobs = 512 };
	c->rules = roster_rules_default();
	c->policy = policy_default();
	(void)snprintf(c->file, sizeof c->file, "%s", file);
	(void)snprintf(c->listen, sizeof c->listen, "127.0.0.1:8080");
	(void)snprintf(c->database, sizeof c->database, "/var/lib/paraat/paraat.db");
	(void)snprintf(c->time_zone, sizeof c->time_zone, "Europe/Amsterdam");
	(void)snprintf(c->secret_file, sizeof c->secret_file, "/var/lib/paraat/secret");
	(void)snprintf(c->web_root, sizeof c->web_root, PARAAT_WEB_ROOT);
}

static enum err_code check(const struct reading *r, struct err *e)
{
	struct config *c = r->c;
	size_t n = strlen(c->base_url);

	for (size_t i = 0; i < c->gateways_count; i++)
		if (config_gateway_check(c, &c->gateways[i], e) != ERR_OK)
			return e->code;
	if ((c->tls_certificate[0] == '\0') != (c->tls_key[0] == '\0'))
		return err_set(e, ERR_INVALID,
			"%s, line %d: tls_certificate and tls_key go together: give "
			"both or none",
			c->file, r->tls_line);
	if (n > 0 && c->base_url[n - 1] == '/')
		c->base_url[n - 1] = '\0';
	return ERR_OK;
}

enum err_code config_parse(
	const char *text, const char *file, struct config *ret, struct err *e)
{
	struct reading r = { .c = ret, .e = e, .rest = text };
	int line;

	err_clear(e);
	defaults(ret, file);
	line = ini_parse_stream(next_line, &r, on_key, &r);
	if (e->code != ERR_OK)
		return e->code;
	if (line != 0)
		return err_set(e, ERR_INVALID,
			"%s, line %d: not 'key = value' or [section]", file, line);
	return check(&r, e);
}

enum err_code config_read(const char *file, struct config *ret, struct err *e)
{
	FILE *f = fopen(file, "re");
	char *text;
	size_t n;

	if (f == NULL)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	text = base_calloc(1, FILE_MAX);
	n = text != NULL ? fread(text, 1, FILE_MAX - 1, f) : 0;
	(void)fclose(f);
	if (text == NULL || n == FILE_MAX - 1) {
		base_free(text);
		return err_set(
			e, ERR_INVALID, "%s: too large for a configuration", file);
	}
	e->code = config_parse(text, file, ret, e);
	base_free(text);
	return e->code;
}

bool config_plain_letters(const struct config *c)
{
	bool all = true;

	for (size_t i = 0; i < c->gateways_count; i++)
		all &= c->gateways[i].kind == GATEWAY_SIMULATOR
		       || c->gateways[i].channel != CHANNEL_SMS
		       || c->gateways[i].plain_letters;
	return all;
}

unsigned config_channels(const struct config *c)
{
	unsigned channels = 0;

	for (size_t i = 0; i < c->gateways_count; i++) {
		const struct gateway_config *g = &c->gateways[i];

		if (g->has_channel)
			channels |= 1u << g->channel;
		else
			channels |= (1u << CHANNELS_COUNT) - 1;
	}
	return channels;
}
