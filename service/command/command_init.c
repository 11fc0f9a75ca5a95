/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat init */
#include "alert/demo/demo_past.h"
#include "alert/demo/demo_scenarios.h"
#include "alert/demo/demo_tests.h"
#include "base/zone.h"
#include "roster/demo/demo.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/accounts/demo_store.h"
#include "service/backup/way_back.h"
#include "service/command/command.h"
#include "service/instance.h"
#include "service/owner.h"
#include "service/real.h"
#include "service/secret.h"

#include <stdio.h>

static enum err_code fill_demo(
	struct db *db, const struct call_settings *settings, struct err *e)
{
	struct change by = command_change();

	if (db_begin(db, DB_WRITE, e) != ERR_OK)
		return e->code;
	if (demo_roster(db, 2026, &by, e) != ERR_OK
		|| demo_scenarios(db, &by, e) != ERR_OK
		|| demo_past(db, settings, &by, e) != ERR_OK
		|| demo_tests(db, &by, e) != ERR_OK
		|| demo_accounts(db, &by, e) != ERR_OK) {
		db_rollback(db);
		return e->code;
	}
	return db_commit(db, e);
}

/* Before an upgrade changes it, what is there is copied. */
static enum err_code keep_way_back(const struct config *config, struct err *e)
{
	char copy[WAY_BACK_PATH];

	if (way_back_keep(config, &real_random, copy, e) != ERR_OK)
		return err_wrap(e, "nothing was changed: no copy could be made first");
	if (copy[0] != '\0')
		(void)fprintf(stderr,
			"paraat: before the upgrade the database was copied to %s\n",
			copy);
	return ERR_OK;
}

int command_init(const char *file, int count, char **words)
{
	bool demo = command_option("--demo", &count, words);
	const struct config *config;
	uint8_t secret[SECRET_BYTES];
	struct call_settings settings = { .secret = secret,
		.secret_len = sizeof secret };
	struct db *db = NULL;
	struct err e = { 0 }, ignored;
	int lock = -1;
	bool ok;

	if (count > 0)
		return command_usage("init");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	settings.base_url = config->base_url;
	ok = zone_init(config->time_zone, &e) == ERR_OK
	     && instance_lock(config->database, &lock, &e) == ERR_OK
	     && secret_read(config->secret_file, &real_random, secret, &e) == ERR_OK
	     && keep_way_back(config, &e) == ERR_OK
	     && db_open(&sqlite_engine, config->database, DB_WRITE, &db, &e) == ERR_OK
	     && migrate(db, real_clock.now(&real_clock), &e) == ERR_OK
	     && (!demo || fill_demo(db, &settings, &e) == ERR_OK)
	     && owner_follow(config->database, &e) == ERR_OK;
	(void)db_close(db, &ignored);
	instance_unlock(lock);
	if (!ok)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: the database %s is ready%s\n", config->database,
		demo ? ", with a fictional IJsselland" : "");
	return EXIT_DONE;
}
