/* SPDX-License-Identifier: EUPL-1.2 */
/* Where oneself is signed in: sessions, and the browsers that need no code. */
#include "service/api/api.h"

static enum err_code sessions(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (session_list(db, c->account_id, c->session_id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code end_session(struct api_call *c, struct db *db, struct err *e)
{
	if (session_end(db, c->id, c->account_id, e) != ERR_OK
		|| resource_audit(db, &c->by, "end", "session", c->id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

static enum err_code devices(struct api_call *c, struct db *db, struct err *e)
{
	char device[ACCOUNT_TOKEN_TEXT] = "";
	json_t *o;

	(void)api_cookie(c, "device", device, sizeof device);
	if (device_list(db, c->account_id, device, c->by.now, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

static enum err_code end_device(struct api_call *c, struct db *db, struct err *e)
{
	if (device_end(db, c->id, c->account_id, e) != ERR_OK
		|| resource_audit(db, &c->by, "end", "device", c->id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

extern const struct api_route signed_in_routes[];
const struct api_route signed_in_routes[] = {
	{ HTTP_GET, "/me/sessions", MAY(OWN), API_READ, sessions, API_PLAIN },
	{ HTTP_DELETE, "/me/sessions/{id}", MAY(OWN), API_WRITE, end_session, 0 },
	{ HTTP_GET, "/me/devices", MAY(OWN), API_READ, devices, API_PLAIN },
	{ HTTP_DELETE, "/me/devices/{id}", MAY(OWN), API_WRITE, end_device, 0 },
	{ 0 },
};
