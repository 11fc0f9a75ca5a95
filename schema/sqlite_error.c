/* SPDX-License-Identifier: EUPL-1.2 */
/* What SQLite reports, as a code for the program and a sentence for people. */
#include "schema/sqlite_internal.h"

#include <stdio.h>
#include <string.h>

static enum err_code fail_io(int rc, struct err *e)
{
	if (rc == SQLITE_IOERR_NOMEM)
		return err_set(e, ERR_NOMEM, "out of memory in the database");
	return err_set(e, ERR_IO,
		"the disk reports an error (%d): look at the disk and the system's log",
		rc);
}

/* "UNIQUE constraint failed: duty.function_id, duty.starts_at" in words of people. */
static enum err_code fail_unique(const char *why, struct err *e)
{
	const char *s = strstr(why, ": ");
	char names[128] = "";
	size_t n = 0;

	while (s != NULL && n < sizeof names) {
		const char *dot = strchr(s, '.');

		if (dot == NULL)
			break;
		n += (size_t)snprintf(names + n, sizeof names - n, "%s%.*s",
			n > 0 ? " and " : "", (int)strcspn(dot + 1, ","), dot + 1);
		s = strstr(dot, ", ");
	}
	return err_set(e, ERR_CONFLICT, "another one has the same %s",
		n > 0 ? names : "values");
}

enum err_code sqlite_fail(sqlite3 *db, int rc, struct err *e)
{
	const char *why = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(rc);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return err_set(e, ERR_BUSY, "the database is busy: try again");
	case SQLITE_FULL:
		return err_set(
			e, ERR_IO, "the disk is full: make room, then try again");
	case SQLITE_IOERR:
		return fail_io(rc, e);
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_UNIQUE
			|| rc == SQLITE_CONSTRAINT_PRIMARYKEY)
			return fail_unique(why, e);
		if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
			return err_set(e, ERR_CONFLICT,
				"it names something that does not exist, or something "
				"else names it");
		return err_set(e, ERR_CONFLICT, "the database refuses this: %s", why);
	case SQLITE_NOMEM:
		return err_set(e, ERR_NOMEM, "out of memory in the database");
	case SQLITE_TOOBIG:
		return err_set(e, ERR_TOO_LARGE, "too large for the database");
	case SQLITE_NOTADB:
		return err_set(e, ERR_IO, "this file is not a database");
	case SQLITE_CORRUPT:
		return err_set(e, ERR_IO,
			"the database file is damaged (%s): restore a back-up", why);
	case SQLITE_CANTOPEN:
		return err_set(e, ERR_IO,
			"the database file cannot be opened: check that its folder "
			"exists and may be written");
	case SQLITE_READONLY:
		return err_set(e, ERR_IO,
			"the database file cannot be written: check who owns it and "
			"its folder");
	case SQLITE_AUTH:
	case SQLITE_ERROR:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_MISMATCH:
		return err_set(e, ERR_BUG, "the database cannot do this: %s", why);
	default:
		return err_set(e, ERR_IO, "the database reports: %s", why);
	}
}
