/* SPDX-License-Identifier: EUPL-1.2 */
/* The statements of the outbox, shared by its files. */
#pragma once

#include "schema/stmt.h"

/* What is due of one channel, priority and call-out: an index holds it in order. */
#define OUTBOX_DUE_SELECT                                                              \
	"SELECT a.id, a.callout_id, a.recipient_id, a.notice_id, a.person_id,"         \
	" a.purpose, a.path, a.channel, a.address, a.body, a.tries, a.state,"          \
	" a.gateway, a.only_gateway, a.sent_at, p.given_name, p.infix,"                \
	" p.family_name, p.language"                                                   \
	" FROM attempt a LEFT JOIN person p ON p.id = a.person_id"                     \
	" WHERE a.due_at IS NOT NULL AND a.channel = :channel"                         \
	" AND a.priority = :priority AND a.due_at <= :now AND "
#define OUTBOX_DUE_ORDER " ORDER BY a.due_at LIMIT :limit"

#define OUTBOX_NEXT_SELECT                                                             \
	"SELECT min(due_at) AS due_at FROM attempt WHERE due_at IS NOT NULL"           \
	" AND channel = :channel AND priority = :priority AND "

#define OUTBOX_SQL(X)                                                                  \
	X(OUTBOX_INSERT,                                                               \
		"INSERT INTO attempt (id, callout_id, recipient_id, notice_id, "       \
		"person_id, purpose, path, channel, address, body, priority, state,"   \
		" due_at, created_at, only_gateway)"                                   \
		" VALUES (:id, :callout_id, :recipient_id, :notice_id, :person_id,"    \
		" :purpose, :path, :channel, :address, :body, :priority, 'queued',"    \
		" :due_at, :now, :only_gateway)")                                      \
	X(OUTBOX_CANCEL,                                                               \
		"UPDATE attempt SET state = 'cancelled', due_at = NULL"                \
		" WHERE recipient_id = :recipient_id AND state IN ('queued', 'retry')" \
		" AND purpose IN ('ask', 'remind')")                                   \
	X(OUTBOX_DUE, OUTBOX_DUE_SELECT "a.callout_id = :callout_id" OUTBOX_DUE_ORDER) \
	X(OUTBOX_DUE_OTHER, OUTBOX_DUE_SELECT "a.callout_id IS NULL" OUTBOX_DUE_ORDER) \
	X(OUTBOX_ANY, "SELECT EXISTS (SELECT 1 FROM attempt"                           \
		      " WHERE due_at IS NOT NULL) AS waits")                           \
	X(OUTBOX_PRIORITY, "SELECT priority FROM attempt WHERE due_at IS NOT NULL"     \
			   " AND channel = :channel AND priority >= :from"             \
			   " ORDER BY priority LIMIT 1")                               \
	X(OUTBOX_CALLOUTS, "SELECT callout_id FROM attempt WHERE due_at IS NOT NULL"   \
			   " AND channel = :channel AND priority = :priority"          \
			   " AND callout_id > :after ORDER BY callout_id LIMIT 1")     \
	X(OUTBOX_NEXT, OUTBOX_NEXT_SELECT "callout_id = :callout_id")                  \
	X(OUTBOX_NEXT_OTHER, OUTBOX_NEXT_SELECT "callout_id IS NULL")                  \
	X(OUTBOX_LEASE, "UPDATE attempt SET state = 'leased', due_at = :until,"        \
			" tries = tries + 1, gateway = :gateway WHERE id = :id")       \
	X(OUTBOX_RECOVER, "UPDATE attempt SET due_at = :now, tries = tries - 1,"       \
			  " state = 'queued'"                                          \
			  " WHERE channel = :channel AND priority = :priority"         \
			  " AND due_at IS NOT NULL AND state = 'leased'")              \
	X(OUTBOX_UNSENT, "UPDATE attempt SET due_at = :due_at, tries = tries - 1,"     \
			 " state = 'queued' WHERE id = :id AND state = 'leased'")      \
	X(OUTBOX_POSTPONE, "UPDATE attempt SET due_at = :due_at, state = 'retry',"     \
			   " reason = :reason WHERE id = :id")                         \
	X(OUTBOX_RECEIPT_BY, "UPDATE attempt SET due_at = :due_at WHERE id = :id")     \
	X(OUTBOX_DROP, "UPDATE attempt SET state = 'cancelled', due_at = NULL"         \
		       " WHERE id = :id")                                              \
	X(OUTBOX_SENT, "UPDATE attempt SET state = 'sent', due_at = :receipt_by, "     \
		       "sent_at = :at,"                                                \
		       " provider_id = :provider_id, reason = NULL"                    \
		       " WHERE id = :id AND state = 'leased'")                         \
	X(OUTBOX_GIVE_UP,                                                              \
		"UPDATE attempt SET state = 'failed', due_at = NULL, reason = :reason" \
		" WHERE id = :id AND state IN ('queued', 'retry', 'leased', 'sent')")  \
	X(OUTBOX_FAILED,                                                               \
		"UPDATE attempt SET state = 'failed', due_at = NULL, reason = :reason" \
		" WHERE id = :id AND state IN ('leased', 'sent')")                     \
	X(OUTBOX_DELIVERED,                                                            \
		"UPDATE attempt SET state = 'delivered', delivered_at = :at,"          \
		" due_at = NULL, sent_at = coalesce(sent_at, :at)"                     \
		" WHERE id = :id AND state IN ('leased', 'sent')")                     \
	X(OUTBOX_DOUBTS, "SELECT name, doubt FROM gateway WHERE doubt <> ''")          \
	X(OUTBOX_DOUBT,                                                                \
		"INSERT INTO gateway (name, state, changed_at, doubt) VALUES (:name,"  \
		" 'works', :now, :doubt) ON CONFLICT (name)"                           \
		" DO UPDATE SET doubt = excluded.doubt")                               \
	X(OUTBOX_NO_DOUBT, "UPDATE gateway SET doubt = '' WHERE name = :name")         \
	X(OUTBOX_BY_ID,                                                                \
		"SELECT id, callout_id, recipient_id, notice_id, person_id, purpose, " \
		"path, state,"                                                         \
		" tries, channel, gateway, only_gateway, sent_at"                      \
		" FROM attempt WHERE id = :id")                                        \
	X(OUTBOX_BY_PROVIDER,                                                          \
		"SELECT id, callout_id, recipient_id, notice_id, person_id, "          \
		"purpose, path, state,"                                                \
		" tries, channel, gateway, only_gateway, sent_at FROM attempt"         \
		" WHERE provider_id = :provider_id"                                    \
		" AND gateway = :gateway LIMIT 2")

/* The enum only: the list itself is defined in outbox_run.c. */
enum outbox_sql { OUTBOX_SQL(STMT_LIST_NAME_) OUTBOX_SQL_COUNT };
