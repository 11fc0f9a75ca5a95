/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing reports, and checking them. */
#include "alert/report/report_sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "<!-- Ed25519 ";

/* What of a JSON report is signed; free() it. NULL: out of memory. */
static char *canonical(const json_t *report)
{
	json_t *bare = json_copy((json_t *)(uintptr_t)report);
	char *text;

	if (bare == NULL)
		return NULL;
	(void)json_object_del(bare, "signature");
	text = json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(bare);
	return text;
}

bool report_sign_json(json_t *report, const struct signature_key *key)
{
	char value[SIGNATURE_HEX], id[SIGNATURE_ID], hex[SIGNATURE_KEY_HEX];
	char *text = canonical(report);
	json_t *o;

	if (text == NULL)
		return false;
	signature_make(key, SIGNATURE_REPORT, text, strlen(text), value);
	free(text);
	o = json_object();
	fields_set_text(o, "algorithm", "Ed25519");
	fields_set_text(o, "key_id", signature_key_id(key->public_key, id));
	fields_set_text(o, "public_key", signature_key_hex(key->public_key, hex));
	fields_set_text(o, "value", value);
	return json_object_set_new(report, "signature", o) == 0;
}

bool report_sign_html(struct text *page, const struct signature_key *key)
{
	char value[SIGNATURE_HEX], hex[SIGNATURE_KEY_HEX];

	if (!text_ok(page))
		return false;
	signature_make(key, SIGNATURE_REPORT, text_str(page), page->len, value);
	return text_addf(page, "%skey=%s signature=%s -->\n", mark,
		signature_key_hex(key->public_key, hex), value);
}

static enum report_check check(const void *content, size_t len, const char *key_hex,
	const char *value, const uint8_t public_key[SIGNATURE_KEY_BYTES],
	char ret_key_id[SIGNATURE_ID])
{
	uint8_t named[SIGNATURE_KEY_BYTES];

	if (!signature_key_from_hex(key_hex, named))
		return REPORT_UNSIGNED;
	signature_key_id(named, ret_key_id);
	if (memcmp(named, public_key, sizeof named) != 0)
		return REPORT_OTHER_KEY;
	return signature_holds(public_key, SIGNATURE_REPORT, content, len, value)
		       ? REPORT_UNCHANGED
		       : REPORT_CHANGED;
}

static enum report_check verify_json(const json_t *report,
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret_key_id[SIGNATURE_ID])
{
	const json_t *s = json_object_get(report, "signature");
	const char *key = json_string_value(json_object_get(s, "public_key"));
	const char *value = json_string_value(json_object_get(s, "value"));
	char *text = key != NULL && value != NULL ? canonical(report) : NULL;
	enum report_check result = REPORT_UNSIGNED;

	if (text != NULL)
		result = check(text, strlen(text), key, value, public_key, ret_key_id);
	free(text);
	return result;
}

/* The last mark in the file; NULL: none. */
static const char *find_mark(const char *bytes, size_t len)
{
	const char *found = NULL, *at = bytes;

	while ((at = memmem(at, len - (size_t)(at - bytes), mark, sizeof mark - 1))
		!= NULL)
		found = at++;
	return found;
}

static enum report_check verify_html(const char *bytes, size_t len,
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret_key_id[SIGNATURE_ID])
{
	char comment[300], key[SIGNATURE_KEY_HEX], value[SIGNATURE_HEX];
	const char *at = find_mark(bytes, len);
	size_t rest = at != NULL ? len - (size_t)(at - bytes) : 0;
	int end = 0;

	if (at == NULL)
		return REPORT_UNSIGNED;
	if (rest >= sizeof comment)
		return REPORT_CHANGED; /* something was put behind it */
	memcpy(comment, at, rest);
	comment[rest] = '\0';
	if (sscanf(comment,
		    "<!-- Ed25519 key=%64[0-9a-f] signature=%128[0-9a-f] -->\n%n", key,
		    value, &end)
			!= 2
		|| end == 0)
		return REPORT_UNSIGNED;
	if ((size_t)end != rest)
		return REPORT_CHANGED;
	return check(bytes, (size_t)(at - bytes), key, value, public_key, ret_key_id);
}

enum report_check report_verify(const char *bytes, size_t len,
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret_key_id[SIGNATURE_ID])
{
	json_t *report;
	enum report_check result;

	ret_key_id[0] = '\0';
	report = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	if (report == NULL)
		return verify_html(bytes, len, public_key, ret_key_id);
	result = verify_json(report, public_key, ret_key_id);
	json_decref(report);
	return result;
}
