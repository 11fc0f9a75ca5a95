/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat check: one line for each thing that is wrong. */
#include "service/command/command.h"
#include "service/dispatch/reach.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Says one thing that is wrong. */
__attribute__((format(printf, 2, 3))) static void say(
	int *wrong, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
	(*wrong)++;
}

static bool can_read(const char *file)
{
	return access(file, R_OK) == 0;
}

/* May anybody on the machine read it? */
static bool is_public(const char *file)
{
	struct stat s;

	return stat(file, &s) == 0 && (s.st_mode & S_IROTH) != 0;
}

static void check_gateway(
	const struct config *config, const struct gateway_config *g, int *wrong)
{
	char why[REACH_WHY];

	if (g->token_file[0] != '\0' && !can_read(g->token_file))
		say(wrong, "[gateway %s] token_file %s cannot be read", g->name,
			g->token_file);
	else if (g->token_file[0] != '\0' && is_public(g->token_file))
		say(wrong, "[gateway %s] token_file %s can be read by everybody",
			g->name, g->token_file);
	if (g->ca_file[0] != '\0' && !can_read(g->ca_file))
		say(wrong, "[gateway %s] ca_file %s cannot be read", g->name,
			g->ca_file);
	if (config_gateway_knows(g, GATEWAY_KEY_SECRET) && g->secret[0] == '\0')
		say(wrong, "[gateway %s] has no secret: receipts and texts are refused",
			g->name);
	if (g->secret[0] != '\0' && is_public(config->file))
		say(wrong,
			"%s can be read by everybody, with the secret of [gateway %s]",
			config->file, g->name);
	if (!gateway_reach(g, why))
		say(wrong, "[gateway %s] %s: %s", g->name, g->url, why);
}

static void check_service(const struct config *config, int *wrong)
{
	char page[CONFIG_TEXT_MAX + 16];

	if (config->base_url[0] == '\0')
		say(wrong,
			"%s: base_url is not set: answer links work on this machine "
			"only",
			config->file);
	if (config->tls_certificate[0] != '\0' && !can_read(config->tls_certificate))
		say(wrong, "tls_certificate %s cannot be read",
			config->tls_certificate);
	if (config->tls_key[0] != '\0' && !can_read(config->tls_key))
		say(wrong, "tls_key %s cannot be read", config->tls_key);
	if (!can_read(config->secret_file))
		say(wrong,
			"secret_file %s cannot be read: 'paraat init' makes one; "
			"links that were sent need the one they were made with",
			config->secret_file);
	else if (is_public(config->secret_file))
		say(wrong, "secret_file %s can be read by everybody",
			config->secret_file);
	(void)snprintf(page, sizeof page, "%s/index.html", config->web_root);
	if (!can_read(page))
		say(wrong, "web_root %s has no index.html: there is no screen",
			config->web_root);
}

int command_check(const struct config *config, int count, char **words)
{
	struct err e = { 0 };
	struct db *db;
	int wrong = 0;

	(void)words;
	if (count > 0)
		return command_usage("check");
	check_service(config, &wrong);
	if (config->gateways_count == 0)
		say(&wrong, "%s: there is no gateway: nobody can be called",
			config->file);
	for (size_t i = 0; i < config->gateways_count; i++)
		check_gateway(config, &config->gateways[i], &wrong);
	db = command_begin(config, false);
	if (db == NULL || command_end(db, true, &e) != EXIT_DONE)
		wrong++;
	return wrong == 0 ? EXIT_DONE : EXIT_FAILED;
}
