/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/fields_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void swap(char *text, char from, char to)
{
	for (char *c = text; *c != '\0'; c++)
		if (*c == from)
			*c = to;
}

json_t *fields_probe(const char *text)
{
	char *quoted = strdup(text);
	json_error_t e;
	json_t *o;

	assert_non_null(quoted);
	swap(quoted, '\'', '"');
	o = json_loads(quoted, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (o == NULL)
		fail_msg("%s: %s", e.text, quoted);
	free(quoted);
	return o;
}

const char *fields_probe_faults(const struct err *e)
{
	static char all[ERR_FAULTS_MAX * (ERR_FIELD_MAX + 1)];

	all[0] = '\0';
	for (size_t i = 0; i < e->faults; i++) {
		if (i > 0)
			strcat(all, " ");
		strcat(all, e->fault[i].field);
		assert_int_not_equal(e->fault[i].message[0], '\0');
	}
	return all;
}

const char *fields_probe_text(const json_t *o)
{
	static char text[4096];
	char *made = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	assert_non_null(made);
	assert_true(strlen(made) < sizeof text);
	(void)snprintf(text, sizeof text, "%s", made);
	free(made);
	swap(text, '"', '\'');
	return text;
}
