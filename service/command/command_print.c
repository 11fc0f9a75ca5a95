/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat print: the lists to call by hand from, while the service is down too. */
#include "alert/report/paper.h"
#include "base/parse.h"
#include "service/command/command.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 64 * 1024 * 1024 };

static enum err_code list_of_scenario(struct db *db, const struct config *config,
	const char *code, struct instant now, json_t **ret, struct err *e)
{
	const struct call_settings settings = { .base_url = config->base_url,
		.channels = config_channels(config) };
	struct call_request request = { .kind = -1,
		.incident = "",
		.location = "",
		.details = "",
		.confirm_contact_lists = true };
	struct call *call = NULL;

	if (scenario_by_code(db, code, &request.scenario_id, e) != ERR_OK)
		return e->code;
	if (request.scenario_id == 0)
		return err_set(e, ERR_NOTFOUND, "scenario %s does not exist", code);
	if (call_plan(db, &settings, &request, now, &call, e) != ERR_OK)
		return e->code;
	e->code = paper_call(db, call, now, ret, e);
	call_free(call);
	return e->code;
}

static enum err_code list_of_callout(
	struct db *db, int64_t id, struct instant now, json_t **ret, struct err *e)
{
	struct call *call = NULL;

	if (call_load(db, id, &call, e) != ERR_OK)
		return e->code;
	e->code = paper_call(db, call, now, ret, e);
	call_free(call);
	return e->code;
}

int command_print(const char *file, int count, char **words)
{
	const bool html = command_option("--html", &count, words);
	const struct change by = command_change();
	const struct config *config;
	struct err e = { 0 };
	json_t *paper = NULL;
	struct text out;
	struct db *db;
	int64_t id = 0;
	int rc;

	if (count < 1 || count != (strcmp(words[0], "on-duty") == 0 ? 1 : 2)
		|| (count == 2 && strcmp(words[0], "scenario") != 0
			&& (strcmp(words[0], "callout") != 0
				|| !parse_int(words[1], 1, INT64_MAX, &id))))
		return command_usage("print");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	db = command_begin(config, false);
	if (db == NULL)
		return EXIT_FAILED;
	if (count == 1)
		e.code = paper_on_duty(db, by.now, &paper, &e);
	else if (id != 0)
		e.code = list_of_callout(db, id, by.now, &paper, &e);
	else
		e.code = list_of_scenario(db, config, words[1], by.now, &paper, &e);
	rc = command_end(db, e.code == ERR_OK, &e);
	if (rc != EXIT_DONE)
		return rc;
	text_init(&out, PAGE_MAX);
	if (!(html ? paper_html(paper, &out) : paper_text(paper, &out))
		|| fwrite(text_str(&out), 1, out.len, stdout) != out.len)
		rc = EXIT_FAILED;
	text_fini(&out);
	json_decref(paper);
	return rc;
}
