/* SPDX-License-Identifier: EUPL-1.2 */
/* What was acknowledged and handed over, to lines. */
#include "roster/import/export_internal.h"

#include "roster/handover/acknowledge_record.h"
#include "roster/handover/note.h"
#include "roster/people/function.h"

static void put_ack(struct exporting *x, const json_t *o)
{
	export_place(x, o);
	export_put(x, export_string(o, "reminded_at"));
	export_put(x, export_string(o, "acknowledged_at"));
	export_put(x, export_string(o, "via"));
	export_put(x, export_string(o, "warned_at"));
}

static enum err_code page_acks(struct exporting *x, int64_t after, json_t **ret)
{
	return duty_ack_records(x->db, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_acks = {
	.header = "function;person;starts_at;ends_at;rank;reminded_at;acknowledged_at;"
		  "via;warned_at\r\n",
	.put = put_ack,
	.page = page_acks,
	.from = "starts_at",
	.until = "ends_at",
};

static void put_note(struct exporting *x, const json_t *o)
{
	export_key(x, o, "function_id", &function_resource, "code");
	export_person(x, o, "from_person_id");
	export_person(x, o, "to_person_id");
	export_put(x, export_string(o, "created_at"));
	export_put(x, export_string(o, "text"));
}

static enum err_code page_notes(struct exporting *x, int64_t after, json_t **ret)
{
	return handover_records(x->db, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_handovers = {
	.header = "function;from_person;to_person;created_at;text\r\n",
	.put = put_note,
	.page = page_notes,
	.from = "created_at",
	.until = "created_at",
};
