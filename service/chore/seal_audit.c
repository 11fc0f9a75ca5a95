/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/chore/seal_audit.h"

#include "base/log.h"
#include "schema/audit/seal.h"

/* The signature goes to the system's log as well, where who can write in the database
 * does not reach it. */
enum err_code seal_audit(struct db *db, const struct chore_call *c, struct err *e)
{
	struct signature_key key;
	struct audit_seal seal;

	signature_key_derive(&key, c->calls->secret, c->calls->secret_len);
	e->code = audit_seal_add(db, &key, c->by.actor, c->by.now, &seal, e);
	signature_key_fini(&key);
	if (e->code == ERR_OK && seal.number != 0)
		log_event(LOG_INFO, "audit.sealed",
			"number=%" PRId64 " seq=%" PRId64 " signature=%s", seal.number,
			seal.seq, seal.signature);
	return e->code;
}

enum err_code seal_recent(struct db *db, const struct chore_call *c, struct err *e)
{
	struct audit_unsealed unsealed;

	if (audit_unsealed_read(db, &unsealed, e) != ERR_OK
		|| !audit_seal_is_due(&unsealed, c->by.now))
		return e->code;
	return seal_audit(db, c, e);
}
