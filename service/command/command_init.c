/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat init */
#include "alert/demo/demo_scenarios.h"
#include "base/zone.h"
#include "roster/demo/demo.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/accounts/demo_store.h"
#include "service/command/command.h"
#include "service/instance.h"
#include "service/real.h"
#include "service/secret.h"

#include <stdio.h>

static enum err_code fill_demo(struct db *db, struct err *e)
{
	struct change by = command_change();

	if (db_begin(db, DB_WRITE, e) != ERR_OK)
		return e->code;
	if (demo_roster(db, 2026, &by, e) != ERR_OK
		|| demo_scenarios(db, &by, e) != ERR_OK
		|| demo_accounts(db, &by, e) != ERR_OK) {
		db_rollback(db);
		return e->code;
	}
	return db_commit(db, e);
}

int command_init(const struct config *config, int count, char **words)
{
	bool demo = command_option("--demo", &count, words);
	uint8_t secret[SECRET_BYTES];
	struct db *db = NULL;
	struct err e = { 0 }, ignored;
	int lock = -1;
	bool ok;

	if (count > 0)
		return command_usage("init");
	ok = zone_init(config->time_zone, &e) == ERR_OK
	     && instance_lock(config->database, &lock, &e) == ERR_OK
	     && secret_read(config->secret_file, &real_random, secret, &e) == ERR_OK
	     && db_open(&sqlite_engine, config->database, DB_WRITE, &db, &e) == ERR_OK
	     && migrate(db, real_clock.now(&real_clock), &e) == ERR_OK
	     && (!demo || fill_demo(db, &e) == ERR_OK);
	(void)db_close(db, &ignored);
	instance_unlock(lock);
	if (!ok)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: the database %s is ready%s\n", config->database,
		demo ? ", with a fictional IJsselland" : "");
	return EXIT_DONE;
}
