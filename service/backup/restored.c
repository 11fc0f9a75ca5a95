/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/restored.h"

#include "base/fields.h"
#include "schema/audit/head.h"
#include "schema/engine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RESTORED_SQL(X)                                                                \
	X(RESTORED_LOG, "SELECT count(*) AS n FROM sqlite_schema"                      \
			" WHERE name = 'audit_head'")
extern const struct stmt_list restored_statements;
STMT_LIST(restored, RESTORED_SQL);

static enum err_code has_log(struct db *db, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &restored_statements, RESTORED_LOG, &s, e) != ERR_OK)
		return e->code;
	*ret = stmt_row(s, e) && stmt_int(s, "n") == 1;
	return e->code;
}

/* {"last_record", "hash"}; NULL where there is nothing, or it cannot be read any more:
 * that may be why a backup is put back. */
static json_t *replaced(const char *database)
{
	struct audit_head head = { 0 };
	struct db *db = NULL;
	struct err e = { 0 }, ignored;
	char hex[DIGEST_HEX];
	bool log = false;

	if (access(database, F_OK) == 0
		&& db_open(&sqlite_engine, database, DB_READ, &db, &e) == ERR_OK
		&& db_begin(db, DB_READ, &e) == ERR_OK) {
		if (has_log(db, &log, &e) == ERR_OK && log
			&& audit_head_read(db, &head, &e) != ERR_OK)
			head.seq = 0;
		db_rollback(db);
	}
	(void)db_close(db, &ignored);
	return head.seq != 0 ? json_pack("{s:I, s:s}", "last_record",
		       (json_int_t)head.seq, "hash", digest_hex(&head.hash, hex))
			     : NULL;
}

static enum err_code note(struct db *db, const json_t *before, const json_t *after,
	const struct change *by, struct err *e)
{
	bool log = false;

	if (db_begin(db, DB_WRITE, e) != ERR_OK)
		return e->code;
	if (has_log(db, &log, e) == ERR_OK && log)
		e->code = resource_audit(
			db, by, "restore", "database", 0, before, after, e);
	if (e->code == ERR_OK)
		return db_commit(db, e);
	db_rollback(db);
	return e->code;
}

enum err_code restored_note(const char *part, const char *from, const char *database,
	const struct change *by, struct err *e)
{
	const char *slash = strrchr(from, '/');
	json_t *before = replaced(database), *after = json_object();
	struct digest digest;
	struct db *db = NULL;
	struct err ignored;
	char hex[DIGEST_HEX];

	if (backup_digest(from, &digest, e) == ERR_OK
		&& db_open(&sqlite_engine, part, DB_WRITE, &db, e) == ERR_OK) {
		fields_set_text(after, "backup", slash != NULL ? slash + 1 : from);
		fields_set_text(after, "sha256", digest_hex(&digest, hex));
		e->code = note(db, before, after, by, e);
	}
	json_decref(before);
	json_decref(after);
	if (e->code == ERR_OK)
		return db_close(db, e);
	(void)db_close(db, &ignored);
	return e->code;
}
