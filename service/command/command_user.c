/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat user: accounts with passwords are not there yet; tokens are. */
#include "service/command/command.h"

#include <stdio.h>

int command_user(const struct config *config, int count, char **words)
{
	(void)config;
	(void)words;
	if (count == 0)
		return command_usage("user");
	(void)fprintf(stderr,
		"paraat: accounts with passwords come with a later version; "
		"use 'paraat token add NAME --role ROLE'\n");
	return EXIT_FAILED;
}
