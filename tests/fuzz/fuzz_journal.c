/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a line of a journal, which comes from another machine: it tells of no
 * head of the audit log, or of one that is written and read the same. */
#include "schema/audit/head.h"
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), line[160], hex[DIGEST_HEX];
	struct audit_head head, again;

	if (audit_head_parse(s, &head)) {
		REQUIRE(head.seq > 0);
		(void)snprintf(line, sizeof line,
			AUDIT_HEAD_EVENT " seq=%" PRId64 " hash=%s", head.seq,
			digest_hex(&head.hash, hex));
		REQUIRE(audit_head_parse(line, &again));
		REQUIRE(again.seq == head.seq && digest_equal(&again.hash, &head.hash));
	}
	base_free(s);
	return 0;
}
