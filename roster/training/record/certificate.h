/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates, and the paper of each. Append-only (roster/training/record/append.h): a
 * mistake is corrected by a new record, a renewal is a new certificate. */
#pragma once

#include "base/civil.h"
#include "base/digest.h"
#include "schema/resource.h"

extern const struct resource certificate_resource; /* read with resource_get only */
extern const struct stmt_list certificate_statements;

/* Records one, or a correction (item names "replaces" and "reason"). ERR_CONFLICT when
 * it is there already. The caller owns (json_decref) *ret. */
MUST_USE enum err_code certificate_record(struct db *db, const json_t *item,
	const char *source, const struct change *by, json_t **ret, struct err *e);

/* The one that holds with this title, number and first day; *ret 0: none. No two that
 * hold have the same. */
MUST_USE enum err_code certificate_find(struct db *db, int64_t person_id,
	const char *title, const char *number, struct date from, int64_t *ret,
	struct err *e);

struct certificate_filter {
	int64_t person_id; /* 0: of all */
	bool latest;       /* only what holds: neither replaced nor withdrawn */
};
MUST_USE enum err_code certificate_list(struct db *db,
	const struct certificate_filter *f, int64_t after, int64_t limit, json_t **ret,
	struct err *e);

enum { CERTIFICATE_FILE_MAX = 1024 * 1024 };

/* The media type that these bytes are of ("application/pdf", "image/png",
 * "image/jpeg"), by what they begin with; NULL for anything else. Pure. */
const char *certificate_file_type(const void *bytes, size_t len);

/* Keeps the paper with the certificate, once: the same bytes again change nothing,
 * others are ERR_CONFLICT. ERR_UNSUPPORTED when they are of no known type,
 * ERR_TOO_LARGE beyond CERTIFICATE_FILE_MAX. */
MUST_USE enum err_code certificate_file_add(struct db *db, int64_t id,
	const void *bytes, size_t len, const struct change *by, struct err *e);

struct certificate_file {
	char type[32];
	struct digest sha256;
	size_t len;
	void *bytes; /* caller frees (base_free) */
};
/* ERR_NOTFOUND when there is none; ERR_IO when the bytes no longer have their digest.
 */
MUST_USE enum err_code certificate_file_get(
	struct db *db, int64_t id, struct certificate_file *ret, struct err *e);
