/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to certificates. One that is here already and of which the line says something
 * else is corrected: nothing is overwritten. Papers do not travel in CSV: a line tells
 * which one belongs to it, and another one here is a fault. */
#include "roster/import/import_internal.h"

#include "base/digest.h"
#include "roster/training/record/certificate.h"

#include <string.h>
#include <strings.h>

enum column {
	PERSON,
	TITLE,
	NUMBER,
	ISSUER,
	FROM,
	UNTIL,
	FILE_SHA256,
	FILE_SIZE,
	FILE_ADDRESS,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[TITLE] = { "title", { "titel", "certificaat", "diploma" }, "title", true },
	[NUMBER] = { "number", { "nummer", "certificaatnummer" }, "number", false },
	[ISSUER] = { "issuer", { "uitgever", "uitgegeven_door" }, "issuer", false },
	[FROM] = { "valid_from", { "geldig_van", "behaald_op", "van" }, "valid_from",
		true },
	[UNTIL] = { "valid_until", { "geldig_tot", "verloopt_op", "tot" },
		"valid_until", false },
	[FILE_SHA256] = { "file_sha256", { "bestand_sha256" }, NULL, false },
	[FILE_SIZE] = { "file_size", { "bestand_grootte" }, NULL, false },
	[FILE_ADDRESS] = { "file_address", { "bestand_adres" }, NULL, false },
};

static bool is_sha256(const char *text)
{
	return strlen(text) == DIGEST_HEX - 1
	       && strspn(text, "0123456789abcdefABCDEF") == DIGEST_HEX - 1;
}

static bool read_paper(struct importing *m)
{
	const char *hash = import_cell(m, FILE_SHA256);
	int64_t size = 0;

	if (hash[0] != '\0' && !is_sha256(hash)) {
		import_fault(m, FILE_SHA256, "must be 64 hexadecimal digits");
		return false;
	}
	return import_int(m, FILE_SIZE, NULL, 1, CERTIFICATE_FILE_MAX, &size);
}

/* Is the paper that is kept here the one of the line? None, here or there, fits. */
static bool paper_fits(struct importing *m, const json_t *stored)
{
	const char *is = json_string_value(
		json_object_get(json_object_get(stored, "file"), "sha256"));
	const char *says = import_cell(m, FILE_SHA256);

	return is == NULL || says[0] == '\0' || strcasecmp(is, says) == 0;
}

static bool set_rest(struct importing *m, json_t *body, struct date *ret_from)
{
	struct date until;
	bool good = import_date(m, FROM, body, ret_from), given;

	good = read_paper(m) && good;
	if (import_has(m, UNTIL))
		good = import_date_or_none(m, UNTIL, body, &until, &given) && good;
	if (import_has(m, ISSUER))
		fields_set_text(body, "issuer", import_cell(m, ISSUER));
	fields_set_text(body, "number", import_cell(m, NUMBER));
	fields_set_text(body, "title", import_cell(m, TITLE));
	return good;
}

/* Nothing when it says the same, else a correction. */
static enum err_code correct(
	struct importing *m, int64_t id, int64_t first_new, json_t *body)
{
	json_t *stored = NULL, *made = NULL;
	bool same, fits;

	if (id >= first_new) { /* a line before this one recorded it */
		import_fault(m, PERSON, "stands in the file already with this title");
		return ERR_OK;
	}
	if (resource_get(m->db, &certificate_resource, id, &stored, m->e) != ERR_OK)
		return m->e->code;
	same = import_is_same(stored, body);
	fits = paper_fits(m, stored);
	json_decref(stored);
	if (!fits) {
		import_fault(m, FILE_SHA256, "another paper is kept with it here");
		return ERR_OK;
	}
	if (same) {
		m->report->unchanged++;
		return ERR_OK;
	}
	fields_set_int(body, "replaces", id);
	fields_set_text(body, "reason", "import");
	if (certificate_record(m->db, body, import_source(m), m->by, &made, m->e)
		== ERR_OK)
		m->report->updated++;
	json_decref(made);
	return m->e->code;
}

static bool save(struct importing *m, int64_t id, int64_t first_new, json_t *body)
{
	json_t *made = NULL;

	if (id != 0)
		(void)correct(m, id, first_new, body);
	else if (certificate_record(m->db, body, import_source(m), m->by, &made, m->e)
		 == ERR_OK)
		m->report->created++;
	json_decref(made);
	return m->e->code == ERR_OK || import_take_faults(m, TITLE);
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct date from;
	int64_t person = 0, id = 0, first_new = 0;
	bool good = set_rest(m, body, &from);
	bool go_on = import_first_new(m, "certificate", &first_new)
		     && import_person(m, PERSON, &person);

	good = good && person != 0;
	fields_set_int(body, "person_id", person);
	if (go_on && good)
		go_on = certificate_find(m->db, person, import_cell(m, TITLE),
				import_cell(m, NUMBER), from, &id, m->e)
				== ERR_OK
			&& save(m, id, first_new, body);
	json_decref(body);
	return go_on;
}

const struct import_format import_certificates = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
