/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a CSV file of any kind (the first byte says which) for a database with
 * people and functions: taken, or refused with a fault or a sentence; and what is taken
 * changes nothing when it comes a second time. Nothing is committed. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/roster_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct import_report report;
	static struct roster_world w;
	static bool is_open;
	enum import_kind kind;
	struct err e = { 0 };

	if (!is_open) {
		roster_world_open(&w);
		for (int i = 1; i <= 3; i++)
			(void)roster_person(&w, i, w.officer);
		is_open = true;
	}
	if (size == 0)
		return 0;
	kind = (enum import_kind)(data[0] % IMPORT_KINDS_COUNT);
	REQUIRE(db_begin(w.t.db, DB_WRITE, &e) == ERR_OK);
	if (import_run(w.t.db, kind, (const char *)data + 1, size - 1, NULL, &w.by,
		    &report, &e)
		!= ERR_OK) {
		REQUIRE(e.msg[0] != '\0');
	} else {
		int64_t lines = report.created + report.updated + report.unchanged;

		REQUIRE(report.faults_count == 0);
		REQUIRE(import_run(w.t.db, kind, (const char *)data + 1, size - 1, NULL,
				&w.by, &report, &e)
			== ERR_OK);
		REQUIRE(report.created == 0);
		REQUIRE(report.updated + report.unchanged == lines);
	}
	db_rollback(w.t.db);
	return 0;
}
