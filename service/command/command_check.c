/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat check: one line for each thing that is wrong. */
#include "schema/audit.h"
#include "service/command/command.h"

#include <stdio.h>
#include <unistd.h>

int command_check(const struct config *config, int count, char **words)
{
	struct err e = { 0 };
	struct db *db;
	int wrong = 0;

	(void)words;
	if (count > 0)
		return command_usage("check");
	if (config->gateways_count == 0) {
		(void)printf("%s: there is no gateway: nobody can be called\n",
			config->file);
		wrong++;
	}
	if (config->base_url[0] == '\0') {
		(void)printf("%s: base_url is not set: answer links work on this "
			     "machine only\n",
			config->file);
		wrong++;
	}
	for (size_t i = 0; i < config->gateways_count; i++) {
		const struct gateway_config *g = &config->gateways[i];

		if (g->token_file[0] != '\0' && access(g->token_file, R_OK) != 0) {
			(void)printf("[gateway %s] token_file %s cannot be read\n",
				g->name, g->token_file);
			wrong++;
		}
		if (config_gateway_knows(g, GATEWAY_KEY_SECRET)
			&& g->secret[0] == '\0') {
			(void)printf("[gateway %s] has no secret: receipts and texts "
				     "are refused\n",
				g->name);
			wrong++;
		}
	}
	db = command_begin(config, false);
	if (db == NULL || command_end(db, true, &e) != EXIT_DONE)
		wrong++;
	return wrong == 0 ? EXIT_DONE : EXIT_FAILED;
}
