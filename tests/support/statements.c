/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/statements.h"

// clang-format off
extern const struct stmt_list
	audit_statements,
	audit_export_statements,
	erase_statements,
	seal_statements,
	verify_statements,
	event_statements,
	ids_statements,
	migrate_statements,
	absence_statements,
	assignment_statements,
	calendar_token_statements,
	feed_statements,
	duty_statements,
	function_statements,
	layer_statements,
	municipality_statements,
	override_statements,
	person_statements,
	rotation_statements,
	drafts_statements,
	call_statements,
	call_load_statements,
	call_view_statements,
	inbound_statements,
	notice_statements,
	outbox_statements,
	voice_statements,
	scenario_statements,
	account_statements,
	chore_statements,
	idempotency_statements,
	session_statements,
	token_statements;
// clang-format on

const struct stmt_list *const all_statements[] = {
	/* schema */
	&audit_statements,
	&audit_export_statements,
	&erase_statements,
	&seal_statements,
	&verify_statements,
	&event_statements,
	&ids_statements,
	&migrate_statements,
	/* roster */
	&absence_statements,
	&assignment_statements,
	&calendar_token_statements,
	&feed_statements,
	&duty_statements,
	&function_statements,
	&layer_statements,
	&municipality_statements,
	&override_statements,
	&person_statements,
	&rotation_statements,
	&drafts_statements,
	/* alert */
	&call_statements,
	&call_load_statements,
	&call_view_statements,
	&inbound_statements,
	&notice_statements,
	&outbox_statements,
	&scenario_statements,
	&voice_statements,
	/* service */
	&account_statements,
	&chore_statements,
	&idempotency_statements,
	&session_statements,
	&token_statements,
	NULL,
};

const struct scan_exception scan_exceptions[] = {
	{ "AUDIT_LAST", "audit", "from the end of the primary key, one row" },
	{ "SEAL_HEAD", "audit", "from the end of the primary key, one row" },
	{ "VERIFY_EACH", "audit", "a command reads all, on purpose" },
	{ "EXPORT_RANGE", "audit", "a command, on its own connection" },
	{ "EVENT_LAST", "event", "from the end of the primary key, one row" },
	{ "MUNICIPALITY_DELETE", "person",
		"foreign key check; municipalities are deleted once in years" },
	{ "OUTBOX_DUE", "attempt",
		"walks a partial index that holds only what is still to be sent, in "
		"order, up to the limit" },
	{ NULL, NULL, NULL },
};
