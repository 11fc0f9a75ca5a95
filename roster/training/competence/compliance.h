/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence of everybody out of the database: reads what competence_compute needs, and
 * writes what it says. */
#pragma once

#include "base/text.h"
#include "roster/training/competence/competence.h"
#include "schema/stmt.h"

enum { COMPLIANCE_HORIZON_DAYS = 90 };

struct compliance_query {
	int64_t function_id, person_id; /* 0: all */
	const int64_t *people; /* these, each once, instead of person_id; NULL: no */
	size_t people_n;
	struct instant at;       /* as of the local day of this moment */
	struct instant known_at; /* from the records that stood then; ms 0: all */
	struct instant now;      /* of a past day, who has left since is told too */
	int64_t horizon_days;    /* see struct competence_input */
};

struct compliance {
	struct competence_list list;
	int64_t day;
	/* private */
	struct compliance_rows *rows;
};

/* *ret is empty before and, on error, after; compliance_fini frees it. */
MUST_USE enum err_code compliance_read(struct db *db, const struct compliance_query *q,
	struct compliance *ret, struct err *e);
void compliance_fini(struct compliance *c);

/* How the person stands in the function; NULL: does not hold it on that day. For
 * rosters: who is COMPETENCE_LAPSED is flagged, never left out. */
const struct competence *compliance_find(
	const struct compliance *c, int64_t person_id, int64_t function_id);

/* Is the person in the function and not competent any more? */
bool compliance_lapsed(
	const struct compliance *c, int64_t person_id, int64_t function_id);

/* {"person_id": …, "function_id": …, "status": …, "missing": […], …} */
void compliance_add_json(const struct compliance *c, const struct competence *item,
	bool english, struct text *out);

extern const struct stmt_list compliance_statements;
