/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts of a demonstration, one a role, without password: whoever opens the page
 * signs in with one press. Only `paraat init --demo` makes them; in any other database
 * there are none, and nothing here does anything. */
#pragma once

#include "service/accounts/account.h"

extern const struct stmt_list demo_statements;

/* Write transaction. The member is person 1, who must exist. */
MUST_USE enum err_code demo_accounts(
	struct db *db, const struct change *by, struct err *e);
/* {"roles": [...]}, empty when this is no demonstration. */
MUST_USE enum err_code demo_roles(struct db *db, json_t **ret, struct err *e);
/* The account of a role; ERR_NOTFOUND when this is no demonstration. */
MUST_USE enum err_code demo_account(
	struct db *db, enum role role, struct account *ret, struct err *e);
