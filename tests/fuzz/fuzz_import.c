/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a CSV file of any kind (the first line says which) for a database with
 * people and functions: taken, or refused with a fault or a sentence; and what is taken
 * changes nothing when it comes a second time. Nothing is committed. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/roster_world.h"

#include <string.h>

/* The kind that the first line names, and what is left; else the first byte chooses. */
static enum import_kind kind_of(const uint8_t **data, size_t *size)
{
	const size_t most = *size < 32 ? *size : 32;
	const uint8_t *end = memchr(*data, '\n', most);
	enum import_kind kind = (enum import_kind)((*data)[0] % IMPORT_KINDS_COUNT);
	char word[32] = "";
	struct err e = { 0 };

	if (end != NULL)
		memcpy(word, *data, (size_t)(end - *data));
	if (import_kind_find(word, &kind, &e)) {
		*size -= (size_t)(end + 1 - *data);
		*data = end + 1;
	} else {
		--*size;
		++*data;
	}
	return kind;
}

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
	kind = kind_of(&data, &size);
	REQUIRE(db_begin(w.t.db, DB_WRITE, &e) == ERR_OK);
	if (import_run(w.t.db, kind, (const char *)data, size, NULL, &w.by, &report, &e)
		!= ERR_OK) {
		REQUIRE(e.msg[0] != '\0');
	} else {
		int64_t lines = report.created + report.updated + report.unchanged;

		REQUIRE(report.faults_count == 0);
		REQUIRE(import_run(w.t.db, kind, (const char *)data, size, NULL, &w.by,
				&report, &e)
			== ERR_OK);
		REQUIRE(report.created == 0);
		REQUIRE(report.updated + report.unchanged == lines);
	}
	db_rollback(w.t.db);
	return 0;
}
