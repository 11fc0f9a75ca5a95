/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat audit verify */
#include "schema/audit.h"
#include "service/command/command.h"

#include <stdio.h>
#include <string.h>

int command_audit(const struct config *config, int count, char **words)
{
	struct audit_check check = { 0 };
	struct err e = { 0 };
	struct db *db;
	int rc;

	if (count != 1 || strcmp(words[0], "verify") != 0)
		return command_usage("audit");
	db = command_begin(config, false);
	if (db == NULL)
		return EXIT_FAILED;
	rc = command_end(db, audit_verify(db, &check, &e) == ERR_OK, &e);
	if (rc != EXIT_DONE)
		return rc;
	if (check.first_bad != 0) {
		(void)printf("%s\n", check.reason);
		return EXIT_FAILED;
	}
	(void)printf("%" PRId64 " records, unchanged\n", check.records);
	return EXIT_DONE;
}
