/* SPDX-License-Identifier: EUPL-1.2 */
/* Signed reports: what was handed out can be told from what was changed. Pure.
 *
 * JSON: the member "signature" {algorithm, key_id, public_key, value} signs the report
 * without that member, written with sorted keys and no blanks: blanks and order may
 * change on the way. HTML: a comment behind </html> signs all bytes before it, and so
 * does the last line of a CSV. Purpose SIGNATURE_REPORT (base/signature.h). */
#pragma once

#include "base/fields.h"
#include "base/signature.h"
#include "base/text.h"

/* False: out of memory. */
bool report_sign_json(json_t *report, const struct signature_key *key);
bool report_sign_html(struct text *page, const struct signature_key *key);
bool report_sign_csv(struct text *tables, const struct signature_key *key);

enum report_check {
	REPORT_UNCHANGED, /* as it was signed with that key */
	REPORT_CHANGED,   /* signed with that key, and changed since */
	REPORT_OTHER_KEY, /* signed by somebody else, or long ago; not checked further
			   */
	REPORT_UNSIGNED   /* no signature, or no report at all */
};
/* Any kind; ret_key_id: of the key that the file names ("" for none). */
enum report_check report_verify(const char *bytes, size_t len,
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret_key_id[SIGNATURE_ID]);
