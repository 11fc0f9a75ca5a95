/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading the configuration: lines, sections, and keys that stand once. What the keys
 * of a section are stands in config_service, config_gateway, the roster's rules and the
 * policy. */
#include "service/config.h"

#include "base/alloc.h"
#include "base/text.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024 };

struct reading {
	struct config *c;
	struct err *e;
	const char *rest; /* of the text */
	int line, tls_line;
	char section[CONFIG_TEXT_MAX]; /* that the line stands in; "": none yet */
	struct text seen; /* "[section]key" of each key so far, a line each */
};

static int wrong(struct reading *r, const char *key, const char *why)
{
	if (r->e->code == ERR_OK)
		(void)err_set(r->e, ERR_INVALID, "%s, line %d: %s: %s", r->c->file,
			r->line, key, why);
	return 0;
}

/* --- sections --- */

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

static struct control_room_config *control_room_named(
	struct reading *r, const char *name)
{
	struct config *c = r->c;
	struct control_room_config *room = c->control_rooms;

	for (; room < c->control_rooms + c->control_rooms_count; room++)
		if (strcmp(room->name, name) == 0)
			return room;
	if (c->control_rooms_count == CONTROL_ROOMS_MAX || !is_name(name))
		return NULL;
	c->control_rooms_count++;
	(void)snprintf(room->name, sizeof room->name, "%s", name);
	room->line = r->line;
	return room;
}

/* The name behind "gateway " or "control-room "; NULL: the section is no such. */
static const char *name_after(const char *section, const char *kind)
{
	const size_t n = strlen(kind);

	return strncmp(section, kind, n) == 0 ? section + n : NULL;
}

static int on_section(struct reading *r)
{
	static const char *const plain[] = { "service", "roster", "security",
		"privacy" };
	const char *gateway = name_after(r->section, "gateway ");
	const char *room = name_after(r->section, "control-room ");

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strcmp(r->section, plain[i]) == 0)
			return 1;
	if (gateway != NULL)
		return gateway_named(r, gateway) != NULL
			       ? 1
			       : wrong(r, r->section,
				       "a gateway's name has letters, digits, - and _; "
				       "at most 16 gateways");
	if (room != NULL)
		return control_room_named(r, room) != NULL
			       ? 1
			       : wrong(r, r->section,
				       "a control room's name has letters, digits, - "
				       "and _; at most 8 control rooms");
	return wrong(r, r->section,
		"is not a section; there are [service], [roster], [security], "
		"[privacy], [control-room NAME] and [gateway NAME]");
}

/* --- lines --- */

/* A line that begins a section is looked at here: the reader of INI tells of keys only,
 * and a section may have none. */
static int look_for_section(struct reading *r, const char *line)
{
	const char *end = strchr(line, ']');

	if (line[strspn(line, " \t")] != '[' || end == NULL)
		return 1;
	if (line[0] != '[')
		return wrong(r, "[", "a section begins at the start of its line");
	(void)snprintf(
		r->section, sizeof r->section, "%.*s", (int)(end - line - 1), line + 1);
	return on_section(r);
}

/* One line, as fgets would: inih reads through this, so that the line is known. */
static char *next_line(char *buffer, int size, void *ctx)
{
	struct reading *r = ctx;
	size_t n = strcspn(r->rest, "\n");

	if (r->rest[0] == '\0')
		return NULL;
	n += r->rest[n] == '\n';
	r->line++;
	if (n > (size_t)size - 1) {
		(void)wrong(r, "this line", "is too long");
		return NULL;
	}
	memcpy(buffer, r->rest, n);
	buffer[n] = '\0';
	r->rest += n;
	return look_for_section(r, buffer) ? buffer : NULL;
}

/* --- keys --- */

static int on_control_room(struct reading *r, struct control_room_config *room,
	const char *key, const char *value)
{
	bool in_file = strcmp(key, "secret_file") == 0;

	if (!in_file && strcmp(key, "secret") != 0)
		return wrong(r, key, "is not a key of [control-room NAME]");
	if (!in_file && strlen(value) < CONTROL_ROOM_SECRET_MIN)
		return wrong(r, key, "must have at least 16 characters");
	if (strlen(value) >= sizeof room->secret)
		return wrong(r, key, "is too long");
	(void)snprintf(in_file ? room->secret_file : room->secret, sizeof room->secret,
		"%s", value);
	return 1;
}

/* A file among the credentials that systemd passes; commands that it does not start
 * look where those of the unit are. Any other value as it is. */
static const char *with_credentials(const char *value, char buffer[CONFIG_TEXT_MAX])
{
	static const char begin[] = "$CREDENTIALS_DIRECTORY/";
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (strncmp(value, begin, strlen(begin)) != 0
		|| snprintf(buffer, CONFIG_TEXT_MAX, "%s/%s",
			   folder != NULL ? folder : "/run/credentials/paraat.service",
			   value + strlen(begin))
			   >= CONFIG_TEXT_MAX)
		return value;
	return buffer;
}

/* Two values for one key: nobody can tell which was meant. */
static bool stands_already(struct reading *r, const char *key)
{
	TEXT_AUTO entry = { 0 };
	bool is_there;

	text_init(&entry, 1024);
	text_addf(&entry, "\n[%s]%s\n", r->section, key);
	is_there = strstr(text_str(&r->seen), text_str(&entry)) != NULL;
	text_add(&r->seen, text_str(&entry));
	return is_there;
}

static int on_key(
	void *ctx, const char *inih_section, const char *key, const char *value)
{
	struct reading *r = ctx;
	const char *why = NULL, *name;
	char path[CONFIG_TEXT_MAX];

	(void)inih_section; /* cut at 50 characters */
	value = with_credentials(value, path);
	if (r->section[0] == '\0')
		return wrong(r, key, "stands before the first [section]");
	if (stands_already(r, key))
		return wrong(r, key, "stands here for the second time");
	if ((name = name_after(r->section, "control-room ")) != NULL)
		return on_control_room(r, control_room_named(r, name), key, value);
	if ((name = name_after(r->section, "gateway ")) != NULL)
		why = config_gateway_key(gateway_named(r, name), key, value, r->line);
	else if (strcmp(r->section, "service") == 0)
		why = config_service_key(r->c, key, value);
	else if (strcmp(r->section, "roster") == 0)
		why = roster_rules_set(&r->c->rules, key, value);
	else
		why = policy_set(&r->c->policy, r->section, key, value);
	if (strncmp(key, "tls_", 4) == 0)
		r->tls_line = r->line;
	if (strcmp(key, "web_root") == 0)
		r->c->web_root_line = strcmp(value, PARAAT_WEB_ROOT) != 0 ? r->line : 0;
	return why == NULL || why[0] == '\0' ? 1 : wrong(r, key, why);
}

/* --- the whole --- */

static void defaults(struct config *c, const char *file)
{
	*c = (struct config){ 0 };
	c->rules = roster_rules_default();
	c->policy = policy_default();
	(void)snprintf(c->file, sizeof c->file, "%s", file);
	config_service_defaults(c);
}

static enum err_code check(const struct reading *r, struct err *e)
{
	struct config *c = r->c;
	size_t n = strlen(c->base_url);

	for (size_t i = 0; i < c->gateways_count; i++)
		if (config_gateway_check(c, &c->gateways[i], e) != ERR_OK)
			return e->code;
	for (size_t i = 0; i < c->control_rooms_count; i++) {
		const struct control_room_config *room = &c->control_rooms[i];

		if ((room->secret[0] == '\0') == (room->secret_file[0] == '\0'))
			return err_set(e, ERR_INVALID,
				"%s, line %d: [control-room %s] needs the key secret "
				"or secret_file, one of them",
				c->file, room->line, room->name);
	}
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
	static const char bom[] = "\xef\xbb\xbf";
	struct reading r = { .c = ret, .e = e, .rest = text };
	int line;

	err_clear(e);
	defaults(ret, file);
	if (strncmp(text, bom, strlen(bom)) == 0)
		r.rest += strlen(bom);
	text_init(&r.seen, 4 * (size_t)FILE_MAX);
	line = ini_parse_stream(next_line, &r, on_key, &r);
	text_fini(&r.seen);
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

bool config_same_gateway(const struct gateway_config *a, const struct gateway_config *b)
{
	struct gateway_config moved = *b;

	moved.line = a->line;
	memcpy(moved.key_line, a->key_line, sizeof moved.key_line);
	/* both began as zeros: what lies between the fields is the same */
	return memcmp((const char *)a, (const char *)&moved, sizeof moved) == 0;
}

const char *config_control_room(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->control_rooms_count; i++)
		if (strcmp(c->control_rooms[i].name, name) == 0)
			return c->control_rooms[i].secret;
	return NULL;
}

long config_connections(const struct config *c)
{
	long n = 0;

	for (size_t i = 0; i < c->gateways_count; i++)
		n += c->gateways[i].kind != GATEWAY_SIMULATOR
			     ? c->gateways[i].connections
			     : 0;
	return n > 0 ? n + 1 : 4; /* one for the ping */
}
