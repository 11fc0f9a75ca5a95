/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of every way to sign in, and the code that some ask for. */
#pragma once

#include "service/accounts/account.h"
#include "service/api/api.h"

/* The account has shown itself from here: what others guess does not hold it up. */
MUST_USE enum err_code session_note_place(struct api_call *c, struct db *db,
	int64_t account_id, bool second_factor, struct err *e);

/* Makes a session of the account, sets its cookie and answers 201 with the session. */
MUST_USE enum err_code session_begin(struct api_call *c, struct db *db,
	const struct account *a, bool second_factor, struct err *e);

/* Is the code one of the second factor now, or a recovery code? It works once. */
MUST_USE enum err_code session_check_code(struct api_call *c, struct db *db,
	const struct account *a, const char *code, bool *ret, struct err *e);
