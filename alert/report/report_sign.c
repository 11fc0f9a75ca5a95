/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing reports, and checking them. */
#include "alert/report/report_sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands behind a file that is signed as it is, byte for byte: key and signature
 * in hex, between these. */
struct trailer {
	const char *before, *between, *after;
};
static const struct trailer html = { "<!-- Ed25519 key=", " signature=", " -->\n" };
static const struct trailer csv = { "\r\nEd25519;key=", ";signature=", "\r\n" };

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

static bool sign_bytes(
	struct text *file, const struct trailer *as, const struct signature_key *key)
{
	char value[SIGNATURE_HEX], hex[SIGNATURE_KEY_HEX];

	if (!text_ok(file))
		return false;
	signature_make(key, SIGNATURE_REPORT, text_str(file), file->len, value);
	return text_addf(file, "%s%s%s%s%s", as->before,
		signature_key_hex(key->public_key, hex), as->between, value, as->after);
}

bool report_sign_html(struct text *page, const struct signature_key *key)
{
	return sign_bytes(page, &html, key);
}

bool report_sign_csv(struct text *tables, const struct signature_key *key)
{
	return sign_bytes(tables, &csv, key);
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

/* Where the last trailer of that kind begins; NULL: none. */
static const char *find_trailer(const char *bytes, size_t len, const struct trailer *t)
{
	const size_t n = strlen(t->before);
	const char *found = NULL, *at = bytes;

	while ((at = memmem(at, len - (size_t)(at - bytes), t->before, n)) != NULL)
		found = at++;
	return found;
}

/* Takes `words` off the front of s; false when it begins with something else. */
static bool take(const char **s, const char *words)
{
	const size_t n = strlen(words);

	if (strncmp(*s, words, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool take_hex(const char **s, char *ret, size_t size)
{
	if (strspn(*s, "0123456789abcdef") != size - 1)
		return false;
	(void)snprintf(ret, size, "%s", *s);
	*s += size - 1;
	return true;
}

static enum report_check verify_bytes(const char *bytes, size_t len,
	const struct trailer *t, const uint8_t public_key[SIGNATURE_KEY_BYTES],
	char ret_key_id[SIGNATURE_ID])
{
	char text[300], key[SIGNATURE_KEY_HEX], value[SIGNATURE_HEX];
	const char *at = find_trailer(bytes, len, t), *rest = text;

	if (at == NULL)
		return REPORT_UNSIGNED;
	if (len - (size_t)(at - bytes) >= sizeof text)
		return REPORT_CHANGED; /* something was put behind it */
	memcpy(text, at, len - (size_t)(at - bytes));
	text[len - (size_t)(at - bytes)] = '\0';
	if (!take(&rest, t->before) || !take_hex(&rest, key, sizeof key)
		|| !take(&rest, t->between) || !take_hex(&rest, value, sizeof value))
		return REPORT_UNSIGNED;
	if (strcmp(rest, t->after) != 0)
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
		return verify_bytes(bytes, len,
			find_trailer(bytes, len, &html) > find_trailer(bytes, len, &csv)
				? &html
				: &csv,
			public_key, ret_key_id);
	result = verify_json(report, public_key, ret_key_id);
	json_decref(report);
	return result;
}
