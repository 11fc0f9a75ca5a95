/* SPDX-License-Identifier: EUPL-1.2 */
/* Secrets in files of their own, so that the configuration may be read by others. */
#include "service/config.h"
#include "service/secret.h"

#include <string.h>

static enum err_code read_one(const char *kind, const char *name, const char *file,
	char secret[CONFIG_TEXT_MAX], size_t least, struct err *e)
{
	const char *why;

	if (file[0] == '\0')
		return ERR_OK;
	why = secret_line_why(secret_line(file, secret, CONFIG_TEXT_MAX));
	if (why[0] == '\0' && strlen(secret) < least)
		why = "must have at least 16 characters";
	if (why[0] != '\0')
		secret[0] = '\0';
	return secret_line_check(kind, name, "secret_file", file, why, e);
}

enum err_code config_read_secrets(struct config *c, struct err *e)
{
	err_clear(e);
	for (size_t i = 0; i < c->gateways_count; i++) {
		struct gateway_config *g = &c->gateways[i];

		if (read_one("gateway", g->name, g->secret_file, g->secret, 1, e)
			!= ERR_OK)
			return e->code;
	}
	for (size_t i = 0; i < c->control_rooms_count; i++) {
		struct control_room_config *room = &c->control_rooms[i];

		if (read_one("control-room", room->name, room->secret_file,
			    room->secret, CONTROL_ROOM_SECRET_MIN, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}
