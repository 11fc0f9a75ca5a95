/* SPDX-License-Identifier: EUPL-1.2 */
/* What a statement may do at all. Statements are written beforehand and bound, never
 * put together from input; if one ever were, it still could not reach other files,
 * change the schema, or load code. */
#include "schema/sqlite_internal.h"

static bool changes_schema(int action)
{
	switch (action) {
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_VIEW:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_DROP_VIEW:
	case SQLITE_ALTER_TABLE:
	case SQLITE_REINDEX:
	case SQLITE_ANALYZE:
		return true;
	default:
		return false;
	}
}

/* first: of a PRAGMA its name; of a change its table. second: of a PRAGMA its new
 * value; of a function its name. */
static int authorize(void *ctx, int action, const char *first, const char *second,
	const char *database, const char *trigger)
{
	const struct engine_connection *c = ctx;

	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_VTABLE:
		return SQLITE_DENY;
	case SQLITE_FUNCTION:
		return sqlite3_stricmp(second, "load_extension") == 0 ? SQLITE_DENY
								      : SQLITE_OK;
	case SQLITE_PRAGMA: /* to look is allowed */
		return second == NULL || c->in_script ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return c->in_script || sqlite3_strnicmp(first, "sqlite_", 7) != 0
			       ? SQLITE_OK
			       : SQLITE_DENY;
	default:
		return c->in_script || !changes_schema(action) ? SQLITE_OK
							       : SQLITE_DENY;
	}
}

void sqlite_authorize(struct engine_connection *c)
{
	(void)sqlite3_set_authorizer(c->db, authorize, c);
}
