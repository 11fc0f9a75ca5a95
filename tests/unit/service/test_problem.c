/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/problem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static json_t *rendered(const struct err *e)
{
	struct text t;
	json_t *o;

	text_init(&t, 16384);
	assert_true(problem_render(e, &t));
	o = json_loads(text_str(&t), 0, NULL);
	text_fini(&t);
	assert_non_null(o);
	return o;
}

static const char *text_of(const json_t *o, const char *field)
{
	return json_string_value(json_object_get(o, field));
}

/* Each code has its status, and the document says the same. */
static void codes_have_a_status(void **state)
{
	static const struct {
		enum err_code code;
		int status;
	} cases[] = { { ERR_MALFORMED, 400 }, { ERR_UNAUTHENTICATED, 401 },
		{ ERR_FORBIDDEN, 403 }, { ERR_NOTFOUND, 404 }, { ERR_METHOD, 405 },
		{ ERR_CONFLICT, 409 }, { ERR_GONE, 410 }, { ERR_STALE, 412 },
		{ ERR_TOO_LARGE, 413 }, { ERR_UNSUPPORTED, 415 }, { ERR_INVALID, 422 },
		{ ERR_LIMITED, 429 }, { ERR_BUG, 500 }, { ERR_NOMEM, 503 },
		{ ERR_BUSY, 503 }, { ERR_IO, 503 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		json_t *o;

		assert_int_equal(problem_status(cases[i].code), cases[i].status);
		(void)err_set(&e, cases[i].code, "a \"quoted\" sentence");
		o = rendered(&e);
		assert_int_equal(json_integer_value(json_object_get(o, "status")),
			cases[i].status);
		assert_string_equal(text_of(o, "type"), "about:blank");
		assert_non_null(text_of(o, "title"));
		json_decref(o);
	}
}

/* Every wrong field is named. */
static void fields_are_named(void **state)
{
	struct err e = { 0 };
	const json_t *errors;
	json_t *o;

	(void)state;
	(void)err_fault(&e, "name", "must be given");
	(void)err_fault(&e, "rank", "must be small");
	o = rendered(&e);
	errors = json_object_get(o, "errors");
	assert_int_equal(json_array_size(errors), 2);
	assert_string_equal(text_of(json_array_get(errors, 1), "field"), "rank");
	assert_string_equal(
		text_of(json_array_get(errors, 0), "message"), "must be given");
	json_decref(o);
}

/* What went wrong inside is for the log, not for the client. */
static void the_inside_is_not_told(void **state)
{
	struct err e = { 0 };
	json_t *o;

	(void)state;
	(void)err_set(&e, ERR_IO, "disk I/O error on /var/lib");
	o = rendered(&e);
	assert_null(strstr(text_of(o, "detail"), "/var/lib"));
	json_decref(o);
	(void)err_set(&e, ERR_BUG, "secret of the house");
	o = rendered(&e);
	assert_null(strstr(text_of(o, "detail"), "secret"));
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_have_a_status),
		cmocka_unit_test(fields_are_named),
		cmocka_unit_test(the_inside_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
