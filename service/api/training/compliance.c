/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /compliance: who is competent in which function, as of any day. */
#include "roster/training/competence/compliance.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "service/api/training/training.h"

#include <string.h>

/* -1: all. */
static enum err_code read_status(const struct api_call *c, int *ret, struct err *e)
{
	char word[16];

	*ret = -1;
	if (!api_query_text(c, "status", word, sizeof word, e))
		return e->code;
	*ret = parse_word(word, competence_status_words, COMPETENCE_STATUSES_COUNT);
	if (*ret < 0)
		return err_fault(e, "status",
			"must be one of: current, expiring, lapsed, aspirant");
	return ERR_OK;
}

static enum err_code read_query(const struct api_call *c, struct db *db,
	struct compliance_query *q, struct err *e)
{
	*q = (struct compliance_query){ .at = c->by.now,
		.now = c->by.now,
		.horizon_days = COMPLIANCE_HORIZON_DAYS };
	(void)api_query_instant(c, "at", &q->at, e);
	(void)api_query_instant(c, "known_at", &q->known_at, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &q->function_id, e);
	(void)api_query_int(c, "within_days", 0, 3660, &q->horizon_days, e);
	return training_person(c, db, &q->person_id, e);
}

static enum err_code reply(struct api_call *c, const struct compliance *all,
	const struct compliance_query *q, int status, struct err *e)
{
	bool english = strcmp(api_language(c), "en") == 0;
	const char *comma = "";
	char at[INSTANT_TEXT];
	struct text out;

	text_init(&out, API_REPLY_MAX);
	text_addf(&out, "{\"at\":\"%s\",\"people\":[", instant_format(q->at, at));
	for (size_t i = 0; i < all->list.n; i++) {
		const struct competence *item = &all->list.item[i];

		if (status >= 0 && (int)item->status != status)
			continue;
		text_add(&out, comma);
		compliance_add_json(all, item, english, &out);
		comma = ",";
	}
	text_add(&out, "]}");
	if (!text_ok(&out))
		return err_set(e, ERR_TOO_LARGE,
			"too much for one reply: ask for one function at a time");
	return api_reply_text(c, 200, "application/json; charset=utf-8", &out, e);
}

static enum err_code compliance(struct api_call *c, struct db *db, struct err *e)
{
	struct compliance_query q;
	struct compliance all;
	int64_t *people = NULL;
	int status;

	(void)read_status(c, &status, e);
	if (read_query(c, db, &q, e) != ERR_OK
		|| (q.person_id == 0
			&& training_people(c, db, &people, &q.people_n, e) != ERR_OK))
		return e->code;
	q.people = people;
	if (compliance_read(db, &q, &all, e) == ERR_OK) {
		(void)reply(c, &all, &q, status, e);
		compliance_fini(&all);
	}
	base_free(people);
	return e->code;
}

extern const struct api_route compliance_routes[];
const struct api_route compliance_routes[] = {
	{ HTTP_GET, "/compliance", MAY(TRAINING_OWN), API_READ, compliance, 0 },
	{ 0 },
};
