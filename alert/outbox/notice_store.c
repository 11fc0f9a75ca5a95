/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices: rows, and the path over which each goes. */
#include "alert/outbox/notice.h"

#include "alert/outbox/outbox.h"
#include "base/parse.h"
#include "base/sealed.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const notice_kind_words[] = { NOTICE_KIND_WORDS(X) };
#undef X

/* With the message that goes, or went, last. */
#define LIST_SELECT                                                                    \
	"SELECT n.id, 1 AS version, n.kind, n.person_id, n.subject, n.created_at, "    \
	"n.due_at, a.state, a.channel, a.gateway, a.sent_at, a.delivered_at, a.reason" \
	" FROM notice n LEFT JOIN attempt a ON a.id ="                                 \
	" (SELECT max(id) FROM attempt WHERE notice_id = n.id)"
#define NOTICE_SQL(X)                                                                  \
	X(NOTICE_BY_KEY, "SELECT id FROM notice WHERE key = :key")                     \
	X(NOTICE_LAST, "SELECT created_at FROM notice WHERE key >= :begin"             \
		       " AND key < :end ORDER BY created_at DESC LIMIT 1")             \
	X(NOTICE_INSERT,                                                               \
		"INSERT INTO notice (id, kind, person_id, subject, text, sealed, "     \
		"channels, address, key, urgent, created_at, due_at)"                  \
		" VALUES (:id, :kind, :person_id, :subject, '-', :sealed, :channels,"  \
		" :address, :key, :urgent, :created_at, :due_at)")                     \
	X(NOTICE_BY_ID, "SELECT person_id, kind, subject, text, link, sealed, "        \
			"channels, address, urgent FROM notice WHERE id = :id")        \
	X(NOTICE_LIST, LIST_SELECT " WHERE n.id < :before"                             \
				   " ORDER BY n.id DESC LIMIT :limit")                 \
	X(NOTICE_LIST_PERSON,                                                          \
		LIST_SELECT " WHERE n.person_id = :person_id AND n.id < :before"       \
			    " ORDER BY n.id DESC LIMIT :limit")
STMT_LIST(notice, NOTICE_SQL);

enum { CHANNELS_DEFAULT = 1 << CHANNEL_EMAIL | 1 << CHANNEL_PUSH };

/* What of a notice decides over which path it goes. */
struct routed {
	int64_t id, person_id;
	enum notice_kind kind;
	unsigned channels;
	char address[256]; /* "": the person's contacts */
	bool urgent;
	struct instant due_at;
};

static enum err_code key_known(
	struct db *db, const char *key, bool *ret_known, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &notice_statements, NOTICE_BY_KEY, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "key", key);
	*ret_known = stmt_row(s, e);
	return e->code;
}

/* --- what rests sealed: the link, its NUL, and the text */

enum { PLAIN_MAX = NOTICE_LINK_MAX + 1 + NOTICE_TEXT_MAX * 4 };
static const char purpose[] = "paraat notice";

static enum err_code bind_sealed(struct stmt *s, const struct call_settings *settings,
	const struct notice *n, struct err *e)
{
	const size_t link = strlen(n->link) + 1, text = strlen(n->text);
	char plain[PLAIN_MAX];
	uint8_t sealed[PLAIN_MAX + SEALED_MORE];

	if (link > NOTICE_LINK_MAX + 1 || text == 0 || link + text > sizeof plain)
		return err_set(e, ERR_INVALID, "the text of a notice is too long");
	memcpy(plain, n->link, link);
	memcpy(plain + link, n->text, text);
	sealed_make(settings->secret, settings->secret_len, purpose, plain, link + text,
		sealed);
	stmt_bind_blob(s, "sealed", sealed, link + text + SEALED_MORE);
	return ERR_OK;
}

static enum err_code read_sealed(struct stmt *row, const struct call_settings *settings,
	struct notice_content *ret, struct err *e)
{
	char plain[PLAIN_MAX + 1];
	size_t n, link;
	const uint8_t *sealed = stmt_blob(row, "sealed", &n);

	if (n > PLAIN_MAX + SEALED_MORE
		|| !sealed_open(settings->secret, settings->secret_len, purpose, sealed,
			n, plain))
		return err_set(e, ERR_GONE, "it was sealed with another secret");
	plain[n - SEALED_MORE] = '\0';
	link = strlen(plain) + 1;
	(void)snprintf(ret->link, sizeof ret->link, "%s", plain);
	(void)snprintf(ret->text, sizeof ret->text, "%s",
		link <= n - SEALED_MORE ? plain + link : "");
	return ERR_OK;
}

static enum err_code insert(struct db *db, const struct call_settings *settings,
	const struct notice *n, const struct routed *r, const struct change *by,
	struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &notice_statements, NOTICE_INSERT, &s, e) != ERR_OK
		|| bind_sealed(s, settings, n, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", r->id);
	stmt_bind_text(s, "kind", notice_kind_words[n->kind]);
	stmt_bind_int(s, "person_id", n->person_id);
	stmt_bind_text(s, "subject", n->subject);
	stmt_bind_int(s, "channels", r->channels);
	stmt_bind_text(s, "address", n->address_or_null);
	stmt_bind_text(s, "key", n->key_or_null);
	stmt_bind_bool(s, "urgent", n->urgent);
	stmt_bind_instant(s, "created_at", by->now);
	stmt_bind_instant(s, "due_at", r->due_at);
	return stmt_run(s, e);
}

/* Nobody hears of it any more: the timeline says so. */
static enum err_code unreachable(
	struct db *db, const struct routed *r, const struct change *by, struct err *e)
{
	char data[128];
	struct event_record event = { .at = by->now,
		.kind = "notice",
		.person_id = r->person_id,
		.actor = by->actor.name,
		.data = data };

	(void)snprintf(data, sizeof data,
		"{\"what\":\"unreachable\",\"notice_id\":%" PRId64 ",\"kind\":\"%s\"}",
		r->id, notice_kind_words[r->kind]);
	return event_write(db, &event, NULL, e);
}

static enum err_code route(struct db *db, const struct call_settings *settings,
	const struct routed *r, int path, const struct change *by, struct err *e)
{
	struct call_path paths[CALL_PATHS_MAX];
	int n = 0;

	if (r->address[0] != '\0') {
		for (int c = 0; c < CHANNELS_COUNT; c++)
			if ((r->channels & settings->channels & 1u << c) != 0)
				paths[0].channel = (enum channel)c, n = 1;
		memcpy(paths[0].address, r->address, sizeof paths[0].address);
	} else if (call_paths(db, r->person_id, settings->channels & r->channels, paths,
			   &n, e)
		   != ERR_OK) {
		return e->code;
	}
	if (path >= n)
		return unreachable(db, r, by, e);
	return outbox_notice(db,
		&(struct outbox_notice_row){ .notice_id = r->id,
			.person_id = r->person_id,
			.path = path,
			.channel = paths[path].channel,
			.address = paths[path].address,
			.urgent = r->urgent,
			.due_at = r->due_at },
		by->now, e);
}

enum err_code notice_add(struct db *db, const struct call_settings *settings,
	const struct notice *n, const struct change *by, int64_t *ret_id, struct err *e)
{
	struct routed r = { .person_id = n->person_id,
		.kind = n->kind,
		.channels = (n->channels != 0 ? n->channels : CHANNELS_DEFAULT)
			    & ~(1u << CHANNEL_VOICE),
		.urgent = n->urgent,
		.due_at = n->due_at.ms > by->now.ms ? n->due_at : by->now };
	bool known = false;

	*ret_id = 0;
	err_clear(e);
	if (n->key_or_null != NULL
		&& key_known(db, n->key_or_null, &known, e) != ERR_OK)
		return e->code;
	if (known)
		return ERR_OK;
	if (n->address_or_null != NULL
		&& snprintf(r.address, sizeof r.address, "%s", n->address_or_null)
			   >= (int)sizeof r.address)
		return err_set(e, ERR_INVALID, "the address of a notice is too long");
	if (ids_next(db, "notice", &r.id, e) != ERR_OK
		|| insert(db, settings, n, &r, by, e) != ERR_OK
		|| route(db, settings, &r, 0, by, e) != ERR_OK)
		return e->code;
	*ret_id = r.id;
	return ERR_OK;
}

enum err_code notice_last(
	struct db *db, const char *begin, struct instant *ret, struct err *e)
{
	char end[128];
	STMT_AUTO s = NULL;

	*ret = (struct instant){ 0 };
	(void)snprintf(end, sizeof end, "%.*s0", (int)strlen(begin) - 1, begin);
	if (stmt_get(db, &notice_statements, NOTICE_LAST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "begin", begin);
	stmt_bind_text(s, "end", end); /* '0' comes after '/' */
	if (stmt_row(s, e))
		*ret = stmt_instant(s, "created_at");
	return e->code;
}

/* The row stays in use until the caller's STMT_AUTO ends. */
static enum err_code find(struct db *db, int64_t id, struct stmt **ret, struct err *e)
{
	if (stmt_get(db, &notice_statements, NOTICE_BY_ID, ret, e) != ERR_OK)
		return e->code;
	stmt_bind_int(*ret, "id", id);
	if (!stmt_row(*ret, e) && e->code == ERR_OK)
		return err_set(e, ERR_NOTFOUND, "notice %" PRId64 " not found", id);
	return e->code;
}

static enum err_code read_routed(
	struct db *db, int64_t id, struct routed *r, struct err *e)
{
	STMT_AUTO s = NULL;

	if (find(db, id, &s, e) != ERR_OK)
		return e->code;
	r->id = id;
	r->person_id = stmt_int(s, "person_id");
	r->kind = (enum notice_kind)parse_word(
		stmt_text(s, "kind"), notice_kind_words, NOTICE_KINDS);
	r->channels = (unsigned)stmt_int(s, "channels");
	stmt_copy(s, "address", r->address, sizeof r->address);
	r->urgent = stmt_bool(s, "urgent");
	return ERR_OK;
}

enum err_code notice_path_failed(struct db *db, const struct call_settings *settings,
	int64_t id, int path, const struct change *by, struct err *e)
{
	struct routed r = { .due_at = by->now };

	if (read_routed(db, id, &r, e) != ERR_OK)
		return e->code;
	return route(db, settings, &r, path + 1, by, e);
}

enum err_code notice_content(struct db *db, const struct call_settings *settings,
	int64_t id, struct notice_content *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (find(db, id, &s, e) != ERR_OK)
		return e->code;
	stmt_copy(s, "subject", ret->subject, sizeof ret->subject);
	ret->urgent = stmt_bool(s, "urgent");
	if (!stmt_is_null(s, "sealed"))
		return read_sealed(s, settings, ret, e);
	stmt_copy(s, "link", ret->link, sizeof ret->link);
	stmt_copy(s, "text", ret->text, sizeof ret->text);
	return ERR_OK;
}

/* --- for readers */

static enum err_code notice_json(
	struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_text(o, "kind", stmt_text(row, "kind"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_text(o, "subject", stmt_text(row, "subject"));
	fields_set_instant(o, "created_at", stmt_instant(row, "created_at"));
	fields_set_instant(o, "due_at", stmt_instant(row, "due_at"));
	fields_set_text(o, "state",
		stmt_is_null(row, "state") ? "unreachable" : stmt_text(row, "state"));
	fields_set_text(o, "channel", stmt_text_or_null(row, "channel"));
	fields_set_text(o, "gateway", stmt_text_or_null(row, "gateway"));
	fields_set_instant_or_null(o, "sent_at", stmt_instant(row, "sent_at"));
	fields_set_instant_or_null(
		o, "delivered_at", stmt_instant(row, "delivered_at"));
	fields_set_text(o, "reason", stmt_text_or_null(row, "reason"));
	return ERR_OK;
}

static const struct resource notice_resource = { .name = "notice",
	.to_json = notice_json };

enum err_code notice_list(struct db *db, int64_t person_id, int64_t cursor,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	int which = person_id != 0 ? NOTICE_LIST_PERSON : NOTICE_LIST;

	if (stmt_get(db, &notice_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (person_id != 0)
		stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "before", cursor != 0 ? cursor : INT64_MAX);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &notice_resource, s, limit, ret, e);
}
