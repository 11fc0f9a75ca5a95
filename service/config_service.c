/* SPDX-License-Identifier: EUPL-1.2 */
/* [service]: its keys, and what their values may be. */
#include "service/config.h"

#include "base/parse.h"
#include "base/zone.h"
#include "service/http/address.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* --- what is wrong with a text, or "" --- */

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

static const char *contact(const char *value)
{
	return strncmp(value, "mailto:", 7) == 0 || strncmp(value, "https://", 8) == 0
		       ? ""
		       : "must begin with mailto: or https://";
}

/* --- values: each is put at `to`, and returns what is wrong, or "" --- */

struct key {
	const char *name;
	const char *(*set)(const struct key *key, void *to, const char *value);
	size_t at, size; /* in struct config */
	const char *(*wrong)(const char *value);
	int min, max;
	const char *no, *yes;
};

static const char *set_text(const struct key *key, void *to, const char *value)
{
	const char *why = key->wrong(value);

	if (why[0] != '\0')
		return why;
	if (value[0] == '\0' && *(const char *)to != '\0')
		return "must not be empty"; /* what has a default is needed */
	if (strlen(value) >= key->size)
		return "is too long";
	(void)snprintf(to, key->size, "%s", value);
	return "";
}

static const char *set_number(const struct key *key, void *to, const char *value)
{
	static _Thread_local char why[80];
	int64_t v;

	if (!parse_int(value, key->min, key->max, &v)) {
		(void)snprintf(why, sizeof why, "must be a whole number from %d to %d",
			key->min, key->max);
		return why;
	}
	*(int *)to = (int)v;
	return "";
}

static const char *set_choice(const struct key *key, void *to, const char *value)
{
	static _Thread_local char why[80];

	*(bool *)to = strcmp(value, key->yes) == 0;
	if (*(bool *)to || strcmp(value, key->no) == 0)
		return "";
	(void)snprintf(why, sizeof why, "must be %s or %s", key->no, key->yes);
	return why;
}

/* hh:mm */
static const char *set_minute(const struct key *key, void *to, const char *value)
{
	int64_t hour, minute;
	char text[8];

	(void)key;
	(void)snprintf(text, sizeof text, "%.2s", value);
	if (strlen(value) != 5 || value[2] != ':' || !parse_int(text, 0, 23, &hour)
		|| !parse_int(value + 3, 0, 59, &minute))
		return "must be a time such as 09:30";
	*(int *)to = (int)(hour * 60 + minute);
	return "";
}

static const char *set_proxies(const struct key *key, void *to, const char *value)
{
	const char *why = network_set_parse(value, to);

	(void)key;
	return why == NULL ? "" : why;
}

// clang-format off
#define AT(field) offsetof(struct config, field), sizeof(((struct config *)0)->field)
#define TEXT(key, wrong) { #key, set_text, AT(key), wrong, 0, 0, NULL, NULL }
#define NUMBER(key, min, max) { #key, set_number, AT(key), NULL, min, max, NULL, NULL }
static const struct key keys[] = {
	TEXT(listen, address), TEXT(base_url, web_address), TEXT(database, any),
	TEXT(time_zone, zone), TEXT(tls_certificate, any), TEXT(tls_key, any),
	TEXT(web_root, any), TEXT(secret_file, any), TEXT(port_file, any),
	TEXT(backup_folder, any), TEXT(backup_key_file, any),
	TEXT(security_contact, contact), TEXT(ping_url, web_address),
	NUMBER(ping_seconds, 1, 86400), NUMBER(reminder_hours, 0, 336),
	NUMBER(readers, 1, 8), NUMBER(connections_per_address, 0, 1000000),
	NUMBER(commit_jobs, 1, 4096),
	{ "log_format", set_choice, AT(log_json), NULL, 0, 0, "text", "json" },
	{ "log_requests", set_choice, AT(log_requests), NULL, 0, 0, "no", "yes" },
	{ "self_test", set_minute, AT(self_test_minute), NULL, 0, 0, NULL, NULL },
	{ "proxies", set_proxies, AT(proxies), NULL, 0, 0, NULL, NULL },
};
// clang-format on

void config_service_defaults(struct config *c)
{
	c->readers = 2;
	c->ping_seconds = 60;
	c->reminder_hours = 24;
	c->self_test_minute = 9 * 60 + 30;
	c->connections_per_address = 512;
	c->commit_jobs = 512;
	(void)snprintf(c->listen, sizeof c->listen, "127.0.0.1:8080");
	(void)snprintf(c->database, sizeof c->database, "/var/lib/paraat/paraat.db");
	(void)snprintf(c->time_zone, sizeof c->time_zone, "Europe/Amsterdam");
	(void)snprintf(c->secret_file, sizeof c->secret_file, "/var/lib/paraat/secret");
	(void)snprintf(c->web_root, sizeof c->web_root, PARAAT_WEB_ROOT);
}

const char *config_service_key(struct config *c, const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, key) == 0)
			return keys[i].set(&keys[i], (char *)c + keys[i].at, value);
	return "is not a key of [service]";
}
