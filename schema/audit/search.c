/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns are compared by SQL, words here. */
#include "schema/audit/search.h"

#include "base/alloc.h"
#include "base/fold.h"
#include "schema/audit/entry.h"
#include "schema/stmt.h"

#include <stdio.h>
#include <string.h>

#define ENTRIES                                                                        \
	"SELECT " AUDIT_ENTRY_COLUMNS " FROM audit a"                                  \
	" LEFT JOIN audit_detail d ON d.seq = a.seq"                                   \
	" WHERE a.at >= :from AND a.at < :to"                                          \
	" AND (:actor = '' OR instr(a.actor, :actor) > 0)"                             \
	" AND (:action = '' OR a.action = :action"                                     \
	" OR substr(a.action, 1, length(:action) + 1) = :action || '.')"               \
	" AND (:object = '' OR a.object = :object"                                     \
	" OR substr(a.object, 1, length(:object) + 1) = :object || '/')"
#define AUDIT_SEARCH_SQL(X)                                                            \
	X(SEARCH_OLDEST, ENTRIES " AND a.seq > :after ORDER BY a.seq LIMIT :limit")    \
	X(SEARCH_NEWEST, ENTRIES " AND a.seq < :after ORDER BY a.seq DESC LIMIT "      \
				 ":limit")
extern const struct stmt_list audit_search_statements;
STMT_LIST(audit_search, AUDIT_SEARCH_SQL);

enum { RECORD_MAX = 1024 * 1024 };

/* The words that are looked for, folded. */
struct words {
	char text[AUDIT_SEARCH_TEXT * 4];
	const char *word[AUDIT_SEARCH_WORDS];
	size_t count;
	char *record, *folded; /* RECORD_MAX each; only when there are words */
};

static const char *text_of(const char *or_null)
{
	return or_null != NULL ? or_null : "";
}

static enum err_code words_init(struct words *w, const char *text, struct err *e)
{
	char *rest = w->text, *one;

	memset(w, 0, sizeof *w);
	if (!fold(text, w->text, sizeof w->text))
		return err_set(e, ERR_INVALID, "is not text");
	while ((one = strsep(&rest, " \t")) != NULL && w->count < AUDIT_SEARCH_WORDS)
		if (*one != '\0')
			w->word[w->count++] = one;
	if (w->count == 0)
		return ERR_OK;
	w->record = base_alloc(RECORD_MAX);
	w->folded = base_alloc(RECORD_MAX);
	if (w->record == NULL || w->folded == NULL)
		return err_set(e, ERR_NOMEM, "no memory to search the audit log");
	return ERR_OK;
}

static void words_fini(struct words *w)
{
	base_free(w->record);
	base_free(w->folded);
}

/* Does each word stand in it? What is longer than RECORD_MAX is not looked at. */
static bool holds(const struct words *w, const struct audit_entry *a)
{
	const char *hay = w->folded;

	if (w->count == 0)
		return true;
	(void)snprintf(w->record, RECORD_MAX, "%" PRId64 " %s %s %s %s %s %s %s",
		a->seq, a->actor, a->origin, a->action, a->object, a->result,
		text_of(a->before), text_of(a->after));
	if (!fold(w->record, w->folded, RECORD_MAX))
		hay = w->record; /* cut in the middle of a character */
	for (size_t i = 0; i < w->count; i++)
		if (strstr(hay, w->word[i]) == NULL)
			return false;
	return true;
}

static enum err_code run(struct stmt *s, const struct audit_search *search,
	const struct words *w, void (*each)(void *ctx, const struct audit_entry *entry),
	void *ctx, int64_t *ret_next, struct err *e)
{
	struct audit_entry entry;
	int64_t looked = 0, found = 0, last = 0;

	*ret_next = 0;
	while (stmt_row(s, e)) {
		if (found == search->limit || looked == AUDIT_SEARCH_STRETCH) {
			*ret_next = last;
			return ERR_OK;
		}
		audit_entry_read(s, &entry);
		looked++;
		last = entry.seq;
		if (holds(w, &entry)) {
			each(ctx, &entry);
			found++;
		}
	}
	return e->code;
}

enum err_code audit_search(struct db *db, const struct audit_search *search,
	void (*each)(void *ctx, const struct audit_entry *entry), void *ctx,
	int64_t *ret_next, struct err *e)
{
	const bool newest = search->newest_first;
	struct words w;
	STMT_AUTO s = NULL;

	if (words_init(&w, search->text, e) == ERR_OK
		&& stmt_get(db, &audit_search_statements,
			   newest ? SEARCH_NEWEST : SEARCH_OLDEST, &s, e)
			   == ERR_OK) {
		stmt_bind_instant(s, "from", search->from);
		stmt_bind_instant(s, "to", search->to);
		stmt_bind_text(s, "actor", search->actor);
		stmt_bind_text(s, "action", search->action);
		stmt_bind_text(s, "object", search->object);
		stmt_bind_int(s, "after",
			newest && search->after == 0 ? INT64_MAX : search->after);
		stmt_bind_int(s, "limit", AUDIT_SEARCH_STRETCH + 1);
		(void)run(s, search, &w, each, ctx, ret_next, e);
	}
	words_fini(&w);
	return e->code;
}
