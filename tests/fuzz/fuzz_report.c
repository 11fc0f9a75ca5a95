/* SPDX-License-Identifier: EUPL-1.2 */
/* Any file as a signed report: nobody forges our signature; what we sign is unchanged,
 * and with one byte changed it is not. */
#include "alert/report/report_sign.h"
#include "tests/fuzz/fuzz.h"

static enum report_check verify(
	const char *bytes, size_t len, const struct signature_key *key)
{
	char id[SIGNATURE_ID];
	enum report_check check = report_verify(bytes, len, key->public_key, id);

	REQUIRE(strlen(id) == 0 || strlen(id) == SIGNATURE_ID - 1);
	return check;
}

/* Signs the text as a page or as tables, checks it, and checks it once more with the
 * byte at `at` changed. */
static void sign_and_change(const char *content, size_t at,
	bool (*sign)(struct text *, const struct signature_key *),
	const struct signature_key *key)
{
	TEXT_AUTO file = { 0 };
	char *changed;

	text_init(&file, strlen(content) + 1024);
	text_add(&file, content);
	REQUIRE(sign(&file, key));
	REQUIRE(verify(text_str(&file), file.len, key) == REPORT_UNCHANGED);
	changed = fuzz_text((const uint8_t *)text_str(&file), file.len);
	changed[at % file.len] ^= 1;
	REQUIRE(verify(changed, file.len, key) != REPORT_UNCHANGED);
	base_free(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	struct signature_key key;
	size_t at = 0;

	signature_key_derive(&key, "fuzz", 4);
	REQUIRE(verify(s, size, &key) != REPORT_UNCHANGED);
	for (size_t i = 0; i < size; i++)
		at = at * 31 + data[i];
	sign_and_change(s, at, report_sign_html, &key);
	sign_and_change(s, at, report_sign_csv, &key);
	base_free(s);
	return 0;
}
