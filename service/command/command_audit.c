/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat audit verify [--heads FILE] | verify-report | seal | export */
#include "base/civil.h"
#include "base/zone.h"
#include "schema/audit/export.h"
#include "schema/audit/seal.h"
#include "schema/audit/verify.h"
#include "service/command/command.h"
#include "service/real.h"
#include "service/secret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool command_signing_key(const struct config *config, struct signature_key *ret)
{
	uint8_t secret[SECRET_BYTES];
	struct err e = { 0 };

	if (secret_read(config->secret_file, &real_random, secret, &e) != ERR_OK) {
		(void)command_fail(&e);
		return false;
	}
	signature_key_derive(ret, secret, sizeof secret);
	secret_forget(secret);
	return true;
}

/* --- verify */

static int print_check(const struct audit_check *check, bool keyed)
{
	if (check->first_bad != 0) {
		(void)printf("%s\n", check->reason);
		return EXIT_FAILED;
	}
	(void)printf("%" PRId64 " records, unchanged\n", check->records);
	(void)printf("%" PRId64 " seals%s\n", check->seals,
		keyed ? ", signed by this installation" : "");
	if (check->erased > 0)
		(void)printf("%" PRId64 " records without their details: erased on "
			     "purpose\n",
			check->erased);
	if (check->removed > 0)
		(void)printf("records 1 to %" PRId64 ": removed after their term\n",
			check->removed);
	return EXIT_DONE;
}

static enum err_code check_all(struct db *db, const uint8_t *key_or_null,
	const char *heads_or_null, struct audit_check *check, int64_t *heads,
	struct err *e)
{
	if (audit_verify(db, key_or_null, check, e) != ERR_OK || check->first_bad != 0
		|| heads_or_null == NULL)
		return e->code;
	return command_compare_heads(db, heads_or_null, heads, e);
}

/* Whoever may read the database but not the secret checks all but the signatures. */
static int verify(const struct config *config, const char *heads_or_null)
{
	bool keyed = access(config->secret_file, R_OK) == 0;
	struct audit_check check = { 0 };
	struct signature_key key;
	struct err e = { 0 };
	int64_t heads = 0;
	struct db *db;
	int rc;

	if (keyed && !command_signing_key(config, &key))
		return EXIT_FAILED;
	if (!keyed)
		(void)fprintf(stderr,
			"paraat: secret_file %s cannot be read: the signatures of "
			"seals are not checked\n",
			config->secret_file);
	db = command_begin(config, false);
	if (db == NULL)
		return EXIT_FAILED;
	(void)check_all(
		db, keyed ? key.public_key : NULL, heads_or_null, &check, &heads, &e);
	rc = command_end(db, e.code == ERR_OK, &e);
	if (rc == EXIT_DONE)
		rc = print_check(&check, keyed);
	if (rc == EXIT_DONE && heads > 0)
		(void)printf("%" PRId64 " heads of %s hold\n", heads, heads_or_null);
	return rc;
}

/* --- seal */

static int seal(const struct config *config)
{
	struct change by = command_change();
	struct audit_seal made;
	struct signature_key key;
	struct err e = { 0 };
	struct db *db;
	int rc;

	if (!command_signing_key(config, &key))
		return EXIT_FAILED;
	db = command_begin(config, true);
	if (db == NULL)
		return EXIT_FAILED;
	rc = command_end(db,
		audit_seal_add(db, &key, by.actor, by.now, &made, &e) == ERR_OK, &e);
	signature_key_fini(&key);
	if (rc != EXIT_DONE)
		return rc;
	if (made.number == 0)
		(void)printf("nothing was recorded since the last seal\n");
	else
		(void)printf("seal %" PRId64 " up to record %" PRId64 ": %s\n",
			made.number, made.seq, made.signature);
	return EXIT_DONE;
}

/* --- export */

static bool read_day(const char *option, const char *word, struct instant *ret)
{
	struct civil at = { 0 };
	struct err e = { 0 };

	if (date_parse(word, &at.date, &e) == ERR_OK
		&& zone_to_instant(at, ZONE_FIRST, ret, &e) == ERR_OK)
		return true;
	(void)fprintf(stderr, "paraat: %s %s: %s\n", option, word, e.msg);
	return false;
}

static bool read_period(int count, char **words, struct audit_export *x)
{
	for (int i = 0; i < count; i += 2) {
		bool from = strcmp(words[i], "--from") == 0;

		if (!from && strcmp(words[i], "--to") != 0)
			return false;
		if (i + 1 == count
			|| !read_day(words[i], words[i + 1], from ? &x->from : &x->to))
			return false;
	}
	return true;
}

static bool print_line(void *ctx, const char *text)
{
	return fprintf(ctx, "%s\n", text) > 0;
}

static enum err_code note(struct db *db, const struct audit_export *x, struct err *e)
{
	struct change by = command_change();
	char after[2 * INSTANT_TEXT + 40], from[INSTANT_TEXT], to[INSTANT_TEXT];
	struct audit_record r = { .at = by.now,
		.actor = by.actor,
		.action = "audit.export",
		.object = "audit",
		.result = "ok",
		.after = after };

	(void)snprintf(after, sizeof after, "{\"from\":\"%s\",\"to\":\"%s\"}",
		instant_format(x->from, from), instant_format(x->to, to));
	return audit_write(db, &r, e);
}

/* Who reads the log is in it too: the export is recorded before it is made. */
static int export(const char *file, int count, char **words)
{
	const struct config *config = command_config(file);
	struct audit_export x = { .from = { 0 },
		.to = real_clock.now(&real_clock),
		.line = print_line,
		.ctx = stdout };
	struct signature_key key;
	struct err e = { 0 };
	struct db *db;
	int rc;

	if (config == NULL)
		return EXIT_FAILED;
	if (zone_init(config->time_zone, &e) != ERR_OK)
		return command_fail(&e);
	if (!read_period(count, words, &x))
		return command_usage("audit");
	db = command_begin(config, true);
	if (db == NULL)
		return EXIT_FAILED;
	rc = command_end(db, note(db, &x, &e) == ERR_OK, &e);
	if (rc != EXIT_DONE || !command_signing_key(config, &key))
		return EXIT_FAILED;
	x.key = &key;
	db = command_begin(config, false);
	rc = db != NULL ? command_end(db, audit_export(db, &x, &e) == ERR_OK, &e)
			: EXIT_FAILED;
	signature_key_fini(&key);
	if (rc == EXIT_DONE && fflush(stdout) != 0) {
		(void)fprintf(stderr, "paraat: the file cannot be written\n");
		rc = EXIT_FAILED;
	}
	return rc;
}

int command_audit(const char *file, int count, char **words)
{
	const struct config *config;
	const char *heads = NULL;
	bool is_verify;

	if (count >= 1 && strcmp(words[0], "verify-report") == 0)
		return command_verify_report(file, count - 1, words + 1);
	if (count >= 1 && strcmp(words[0], "export") == 0)
		return export(file, count - 1, words + 1);
	is_verify = count >= 1 && strcmp(words[0], "verify") == 0;
	if (is_verify && count == 3 && strcmp(words[1], "--heads") == 0)
		heads = words[2];
	else if (count != 1 || (!is_verify && strcmp(words[0], "seal") != 0))
		return command_usage("audit");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	return is_verify ? verify(config, heads) : seal(config);
}
