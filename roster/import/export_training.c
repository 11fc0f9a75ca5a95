/* SPDX-License-Identifier: EUPL-1.2 */
/* Training records to lines. */
#include "roster/import/export_internal.h"

#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/competence/requirement.h"
#include "roster/training/record/attendance.h"
#include "roster/training/record/certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_code(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The codes in the order of the alphabet: ids differ from database to database. */
static void put_functions(struct exporting *x, const json_t *o)
{
	enum { MOST = 200, CODE = 33 };
	char codes[MOST][CODE];
	TEXT_AUTO all = { 0 };
	json_t *v, *item;
	size_t i, n = 0;

	json_array_foreach(json_object_get(o, "function_ids"), i, v)
	{
		if (n == MOST
			|| resource_get(x->db, &function_resource,
				   json_integer_value(v), &item, x->e)
				   != ERR_OK)
			return;
		(void)snprintf(codes[n++], CODE, "%s", export_string(item, "code"));
		json_decref(item);
	}
	qsort(codes, n, CODE, by_code);
	text_init(&all, CSV_CELL_MAX);
	for (i = 0; i < n; i++)
		text_addf(&all, "%s%s", i > 0 ? " " : "", codes[i]);
	export_put(x, text_str(&all));
}

static void put_activity(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "external_id", "kind", "title", "subject",
		"series", "starts_at", "ends_at" };
	static const char *const more[] = { "location", "organiser", "goals" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		export_put(x, export_string(o, texts[i]));
	export_number(x, o, "hours");
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		export_put(x, export_string(o, more[i]));
	export_number(x, o, "capacity");
	put_functions(x, o);
	export_yes(x, o, "cancelled");
}

static void put_attendance(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "activity", "kind", "title", "subject",
		"starts_at", "ends_at" };
	static const char *const more[] = { "role", "assessor", "remarks" };

	export_person(x, o, "person_id");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		export_put(x, export_string(o, texts[i]));
	export_key(x, o, "function_id", &function_resource, "code");
	export_put(x, export_string(o, "result"));
	export_number(x, o, "hours");
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		export_put(x, export_string(o, more[i]));
}

static enum err_code page_activities(struct exporting *x, int64_t after, json_t **ret)
{
	struct activity_filter all = { .kind = "", .series = "" };

	return activity_list(x->db, &all, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_attendance(struct exporting *x, int64_t after, json_t **ret)
{
	return attendance_export(x->db, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_activities = {
	.header = "activity;kind;title;subject;series;starts_at;ends_at;"
		  "hours;location;organiser;goals;capacity;functions;cancelled\r\n",
	.put = put_activity,
	.page = page_activities,
	.from = "starts_at",
	.until = "ends_at",
};

const struct export_kind export_attendance = {
	.header = "person;activity;kind;title;subject;starts_at;ends_at;"
		  "function;result;hours;role;assessor;remarks\r\n",
	.put = put_attendance,
	.page = page_attendance,
	.from = "starts_at",
	.until = "ends_at",
};

static void put_requirement(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "kind", "title", "subject" };
	static const char *const numbers[] = { "count", "within_months", "valid_months",
		"grace_days" };

	export_key(x, o, "function_id", &function_resource, "code");
	export_person(x, o, "person_id");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		export_put(x, export_string(o, texts[i]));
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		export_number(x, o, numbers[i]);
	export_yes(x, o, "deployments_count");
	export_put(x, export_string(o, "from"));
	export_put(x, export_string(o, "until"));
}

static void put_certificate(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "title", "number", "issuer", "valid_from",
		"valid_until" };
	const json_t *paper = json_object_get(o, "file");
	char address[64] = "";

	export_person(x, o, "person_id");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		export_put(x, export_string(o, texts[i]));
	export_put(x, export_string(paper, "sha256"));
	export_number(x, paper, "size");
	if (json_is_object(paper))
		(void)snprintf(address, sizeof address,
			"/api/v1/certificates/%" JSON_INTEGER_FORMAT "/file",
			json_integer_value(json_object_get(o, "id")));
	export_put(x, address);
}

static enum err_code page_requirements(struct exporting *x, int64_t after, json_t **ret)
{
	return requirement_list(x->db, 0, 0, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_certificates(struct exporting *x, int64_t after, json_t **ret)
{
	const struct certificate_filter all = { .person_id = 0 };

	return certificate_list(x->db, &all, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_requirements = {
	.header = "function;person;kind;title;subject;count;within_months;"
		  "valid_months;grace_days;deployments_count;from;until\r\n",
	.put = put_requirement,
	.page = page_requirements,
	.from = "from",
	.until = "until",
};

const struct export_kind export_certificates = {
	.header = "person;title;number;issuer;valid_from;valid_until;file_sha256;"
		  "file_size;file_address\r\n",
	.put = put_certificate,
	.page = page_certificates,
	.from = "valid_from",
	.until = "valid_until",
};
