/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/takeover.h"

#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/restored.h"
#include "service/durable.h"
#include "service/instance.h"
#include "service/owner.h"
#include "service/real.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The service lets open requests end first, for eight seconds at most. */
enum { LOOK_MS = 20, LOOKS = 30000 / LOOK_MS };

struct paths {
	char part[BACKUP_PATH]; /* still being made */
	char offer[BACKUP_PATH];
	char lock[BACKUP_PATH]; /* of who waits */
};

static enum err_code paths_of(const char *database, struct paths *p, struct err *e)
{
	err_clear(e);
	if (backup_path_beside(database, ".offer.part", p->part, e) == ERR_OK
		&& backup_path_beside(database, ".offer", p->offer, e) == ERR_OK)
		e->code = backup_path_beside(database, ".offer-lock", p->lock, e);
	return e->code;
}

/* --- the command --- */

static enum err_code lock_offer(const struct paths *p, int *ret_fd, struct err *e)
{
	int fd = open(p->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", p->lock, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_fd = fd;
		return owner_follow(p->lock, e);
	}
	(void)close(fd);
	return err_set(e, ERR_CONFLICT, "another backup is being restored just now");
}

/* The service, which runs already, needs it at its own version. */
static enum err_code bring_up_to_date(
	const char *file, struct backup_contents *ret, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;

	if (db_open(&sqlite_engine, file, DB_WRITE, &db, e) == ERR_OK)
		e->code = migrate(db, real_clock.now(&real_clock), e);
	if (e->code != ERR_OK)
		(void)db_close(db, &ignored);
	else if (db_close(db, e) == ERR_OK)
		e->code = backup_check(file, ret, e);
	return e->code;
}

static enum err_code lay_beside(const struct paths *p, const char *from,
	const char *database, const uint8_t *key_or_null, const struct change *by,
	struct backup_contents *ret, struct err *e)
{
	if (backup_unpack(from, p->part, key_or_null, e) != ERR_OK
		|| backup_check(p->part, ret, e) != ERR_OK)
		return e->code;
	if (!ret->current && bring_up_to_date(p->part, ret, e) != ERR_OK)
		return err_wrap(e, "%s", from);
	if (restored_note(p->part, from, database, by, e) != ERR_OK
		|| owner_follow(p->part, e) != ERR_OK)
		return e->code;
	return durable_rename(p->part, p->offer, e);
}

static enum err_code wait_until_taken(const struct paths *p, struct err *e)
{
	for (int i = 0; i < LOOKS; i++) {
		if (access(p->offer, F_OK) != 0)
			return ERR_OK;
		(void)poll(NULL, 0, LOOK_MS);
	}
	if (unlink(p->offer) != 0)
		return ERR_OK; /* at the last moment */
	return err_set(e, ERR_CONFLICT,
		"the service does not take the backup: nothing has changed");
}

enum err_code takeover_ask(const char *from, const char *database,
	const uint8_t *key_or_null, const struct change *by,
	struct backup_contents *ret, struct err *e)
{
	struct paths p;
	int lock = -1;

	if (paths_of(database, &p, e) != ERR_OK)
		return e->code;
	if (lock_offer(&p, &lock, e) == ERR_OK
		&& lay_beside(&p, from, database, key_or_null, by, ret, e) == ERR_OK) {
		if (instance_wake(database, e) == ERR_OK)
			e->code = wait_until_taken(&p, e);
		else
			(void)unlink(p.offer);
	}
	if (lock < 0)
		return e->code;
	backup_remove_database(p.part);
	(void)unlink(p.lock);
	(void)close(lock);
	return e->code;
}

/* --- the service --- */

static bool somebody_waits(const struct paths *p)
{
	int fd = open(p->lock, O_RDONLY | O_CLOEXEC);
	bool waits = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		(void)close(fd);
	return waits && access(p->offer, R_OK) == 0;
}

bool takeover_is_asked(const char *database)
{
	struct paths p;
	struct err e;

	return paths_of(database, &p, &e) == ERR_OK && somebody_waits(&p);
}

enum err_code takeover_take(const char *database, struct err *e)
{
	struct paths p;

	if (paths_of(database, &p, e) != ERR_OK)
		return e->code;
	if (!somebody_waits(&p))
		return err_set(e, ERR_NOTFOUND, "nobody waits for a restore any more");
	return backup_replace(p.offer, database, e);
}
