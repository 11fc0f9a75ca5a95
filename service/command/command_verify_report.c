/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat audit verify-report: is a report as this installation handed it out? */
#include "alert/report/report_sign.h"
#include "service/command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 64 * 1024 * 1024 };

/* The whole file; free() it. NULL: says why on stderr. */
static char *read_file(const char *file, size_t *ret_len)
{
	FILE *f = fopen(file, "rb");
	char *bytes = f != NULL ? malloc(REPORT_MAX + 1) : NULL;
	size_t n = bytes != NULL ? fread(bytes, 1, REPORT_MAX + 1, f) : 0;

	if (bytes == NULL || ferror(f) || n > REPORT_MAX) {
		(void)fprintf(stderr, "paraat: %s: %s\n", file,
			n > REPORT_MAX ? "is too large" : strerror(errno));
		free(bytes);
		bytes = NULL;
	}
	if (f != NULL)
		(void)fclose(f);
	*ret_len = n;
	return bytes;
}

static int tell(enum report_check check, const char *key_id)
{
	switch (check) {
	case REPORT_UNCHANGED:
		(void)printf("unchanged, signed with key %s\n", key_id);
		return EXIT_DONE;
	case REPORT_CHANGED:
		(void)printf("CHANGED since it was signed with key %s\n", key_id);
		break;
	case REPORT_OTHER_KEY:
		(void)printf("signed with another key (%s), not with that of this "
			     "installation\n",
			key_id);
		break;
	case REPORT_UNSIGNED:
		(void)printf("this file holds no signed report\n");
		break;
	}
	return EXIT_FAILED;
}

int command_verify_report(const char *file, int count, char **words)
{
	const struct config *config;
	uint8_t public_key[SIGNATURE_KEY_BYTES];
	struct signature_key key;
	char id[SIGNATURE_ID];
	enum report_check check;
	size_t len;
	char *bytes;

	if (count == 3 && strcmp(words[1], "--key") == 0) {
		if (!signature_key_from_hex(words[2], public_key))
			return command_usage("audit");
	} else if (count != 1) {
		return command_usage("audit");
	} else {
		config = command_config(file);
		if (config == NULL || !command_signing_key(config, &key))
			return EXIT_FAILED;
		memcpy(public_key, key.public_key, sizeof public_key);
		signature_key_fini(&key);
	}
	bytes = read_file(words[0], &len);
	if (bytes == NULL)
		return EXIT_FAILED;
	check = report_verify(bytes, len, public_key, id);
	free(bytes);
	return tell(check, id);
}
