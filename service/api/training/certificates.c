/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates and their papers: only added to. */
#include "roster/training/record/certificate.h"

#include "base/alloc.h"
#include "service/api/training/training.h"

#include <stdio.h>
#include <string.h>

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct certificate_filter f = { 0 };
	int64_t after, limit;
	json_t *o;

	(void)api_query_bool(c, "latest", &f.latest, e);
	if (training_person(c, db, &f.person_id, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK
		|| certificate_list(db, &f, after, limit, &o, e) != ERR_OK
		|| training_keep(c, db, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* The certificate, when this caller may see it. */
static enum err_code find(
	struct api_call *c, struct db *db, json_t **ret, struct err *e)
{
	int64_t person_id;

	if (resource_get(db, &certificate_resource, c->id, ret, e) != ERR_OK)
		return e->code;
	person_id = json_integer_value(json_object_get(*ret, "person_id"));
	if (training_own(c, db, &person_id, e) != ERR_OK)
		json_decref(*ret);
	return e->code;
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (find(c, db, &o, e) != ERR_OK)
		return e->code;
	return api_reply_item(c, o, e);
}

static enum err_code record(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (certificate_record(db, c->body, "list", &c->by, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/certificates", o, e);
}

static enum err_code put_file(struct api_call *c, struct db *db, struct err *e)
{
	const char *type = c->http->body != NULL ? certificate_file_type(
				   c->http->body, c->http->body_len)
						 : NULL;
	json_t *o;

	if (resource_get(db, &certificate_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	json_decref(o);
	if (type != NULL && !api_content_is(c, type)
		&& !api_content_is(c, "application/octet-stream"))
		return err_set(e, ERR_UNSUPPORTED,
			"Content-Type says something else than the file is: %s", type);
	if (certificate_file_add(db, c->id, c->http->body, c->http->body_len, &c->by, e)
			!= ERR_OK
		|| resource_get(db, &certificate_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_item(c, o, e);
}

static enum err_code get_file(struct api_call *c, struct db *db, struct err *e)
{
	/* literals: a reply's content type outlives the request */
	static const struct {
		const char *type, *ending;
	} types[] = { { "application/pdf", "pdf" }, { "image/png", "png" },
		{ "image/jpeg", "jpg" } };
	struct certificate_file file;
	struct text t;
	json_t *o;
	size_t i = 0;

	if (find(c, db, &o, e) != ERR_OK)
		return e->code;
	json_decref(o);
	if (certificate_file_get(db, c->id, &file, e) != ERR_OK)
		return e->code;
	while (i < 2 && strcmp(types[i].type, file.type) != 0)
		i++;
	(void)snprintf(c->disposition, sizeof c->disposition,
		"attachment; filename=\"certificate-%" PRId64 ".%s\"", c->id,
		types[i].ending);
	text_init(&t, CERTIFICATE_FILE_MAX);
	text_addn(&t, file.bytes, file.len);
	base_free(file.bytes);
	return api_reply_text(c, 200, types[i].type, &t, e);
}

extern const struct api_route certificates_routes[];
const struct api_route certificates_routes[] = {
	{ HTTP_GET, "/certificates", MAY(TRAINING_OWN), API_READ, list, 0 },
	{ HTTP_POST, "/certificates", MAY(PLAN), API_WRITE, record, 0 },
	{ HTTP_GET, "/certificates/{id}", MAY(TRAINING_OWN), API_READ, get, 0 },
	{ HTTP_GET, "/certificates/{id}/file", MAY(TRAINING_OWN), API_READ, get_file,
		0 },
	{ HTTP_PUT, "/certificates/{id}/file", MAY(PLAN), API_WRITE, put_file,
		API_ANY_BODY },
	{ 0 },
};
