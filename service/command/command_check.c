/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat check: one line for each thing that is wrong, seen with the eyes of the
 * service: root becomes the user whom the database's folder belongs to. */
#include "service/accounts/account.h"
#include "service/accounts/demo_store.h"
#include "service/accounts/review_store.h"
#include "service/backup/backup.h"
#include "service/command/check.h"
#include "service/command/command.h"
#include "service/dispatch/gateways.h"
#include "service/dispatch/reach.h"
#include "service/owner.h"
#include "service/real.h"
#include "service/secret.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((format(printf, 2, 0))) static void put_line(
	const char *begin, const char *format, va_list args)
{
	(void)fputs(begin, stdout);
	(void)vprintf(format, args);
	(void)putchar('\n');
}

void check_say(struct check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line("", format, args);
	va_end(args);
	c->wrong++;
}

void check_warn(struct check *c, const char *format, ...)
{
	va_list args;

	(void)c;
	va_start(args, format);
	put_line("warning: ", format, args);
	va_end(args);
}

bool check_can_read(const char *file)
{
	return access(file, R_OK) == 0;
}

bool check_is_public(const char *file)
{
	struct stat s;

	return stat(file, &s) == 0 && (s.st_mode & S_IROTH) != 0;
}

/* In the configuration, or in a file of its own. */
static void check_keeps_secret(struct check *c, const char *kind, const char *name,
	const char *secret, const char *file)
{
	if (file[0] != '\0' && check_is_public(file))
		check_say(c, "[%s %s] secret_file %s can be read by everybody", kind,
			name, file);
	if (file[0] == '\0' && secret[0] != '\0' && check_is_public(c->config->file))
		check_say(c, "%s can be read by everybody, with the secret of [%s %s]",
			c->config->file, kind, name);
}

static void check_gateway(struct check *c, const struct gateway_config *g)
{
	struct gateway_entry entry = { .config = g };
	char why[REACH_WHY];
	struct err e;

	if (gateway_read_token(&entry, &e) != ERR_OK)
		check_say(c, "%s", e.msg);
	else if (g->token_file[0] != '\0' && check_is_public(g->token_file))
		check_say(c, "[gateway %s] token_file %s can be read by everybody",
			g->name, g->token_file);
	if (g->ca_file[0] != '\0' && !check_can_read(g->ca_file))
		check_say(c, "[gateway %s] ca_file %s cannot be read", g->name,
			g->ca_file);
	if (config_gateway_knows(g, GATEWAY_KEY_SECRET) && g->secret[0] == '\0'
		&& g->secret_file[0] == '\0')
		check_say(c,
			"[gateway %s] has no secret: receipts and texts are refused",
			g->name);
	check_keeps_secret(c, "gateway", g->name, g->secret, g->secret_file);
	check_gateway_way(c, g);
	if (g->kind != GATEWAY_SIMULATOR && !reach(g->url, g->ca_file, why))
		check_say(c, "[gateway %s] %s: %s", g->name, g->url, why);
}

static void check_secrets(struct check *c)
{
	struct config copy = *c->config;
	struct err e;

	if (config_read_secrets(&copy, &e) != ERR_OK)
		check_say(c, "%s", e.msg);
}

static void check_demo(struct check *c, struct db *db, struct err *e)
{
	json_t *o = NULL;

	if (demo_roles(db, &o, e) == ERR_OK
		&& json_array_size(json_object_get(o, "roles")) > 0)
		check_warn(c,
			"database %s is a demonstration: everybody signs in without a "
			"password",
			c->config->database);
	json_decref(o);
}

static void check_reviews(struct check *c, struct db *db, struct err *e)
{
	int64_t n = 0;

	if (e->code == ERR_OK
		&& review_overdue(db, real_clock.now(&real_clock), &n, e) == ERR_OK
		&& n > 0)
		check_warn(c,
			"%lld accounts and tokens were not looked at in time: GET "
			"/api/v1/access-review lists them",
			(long long)n);
}

/* Another secret than before, as after a move without it. */
static void check_factors(struct check *c, struct db *db, struct err *e)
{
	const char *file = c->config->secret_file;
	uint8_t secret[SECRET_BYTES];
	struct err ignored;
	int64_t n = 0;

	if (e->code != ERR_OK || !check_can_read(file)
		|| secret_read(file, &real_random, secret, &ignored) != ERR_OK)
		return; /* said before */
	if (account_count_foreign_totp(db, secret, sizeof secret, &n, e) == ERR_OK
		&& n > 0)
		check_say(c,
			"secret_file %s is not the one with which %lld second factors "
			"were made: put that one back, or take those factors away",
			file, (long long)n);
	secret_forget(secret);
}

/* Every page, index and foreign key, and the chain of audit records. */
static void check_database(struct check *c)
{
	struct db *db = command_begin(c->config, false);
	struct backup_contents contents;
	struct err e = { 0 };

	if (db != NULL) {
		check_demo(c, db, &e);
		check_reviews(c, db, &e);
		check_factors(c, db, &e);
	}
	if (db == NULL || command_end(db, e.code == ERR_OK, &e) != EXIT_DONE)
		c->wrong++;
	else if (backup_check(c->config->database, &contents, &e) != ERR_OK)
		check_say(c, "database %s", e.msg);
}

int command_check(const char *file, int count, char **words)
{
	const struct config *config;
	struct check c;
	struct err e;

	(void)words;
	if (count > 0)
		return command_usage("check");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	c = (struct check){ .config = config };
	if (owner_become(config->database, &e) != ERR_OK)
		return command_fail(&e);
	check_service(&c);
	if (config->gateways_count == 0)
		check_say(&c, "%s: there is no gateway: nobody can be called",
			config->file);
	for (size_t i = 0; i < config->gateways_count; i++)
		check_gateway(&c, &config->gateways[i]);
	for (size_t i = 0; i < config->control_rooms_count; i++) {
		const struct control_room_config *room = &config->control_rooms[i];

		check_keeps_secret(&c, "control-room", room->name, room->secret,
			room->secret_file);
	}
	check_secrets(&c);
	check_database(&c);
	return c.wrong == 0 ? EXIT_DONE : EXIT_FAILED;
}
