/* SPDX-License-Identifier: EUPL-1.2 */
/* Tells the program's log every minute where the audit chain stands, when it moved on.
 * Where the journal is kept on another machine, that is a witness of every record but
 * those of the last minute. Loop thread. */
#pragma once

#include "schema/store.h"

#include <uv.h>

struct witness;
struct witness_config {
	uv_loop_t *loop;
	struct executor *executor;
	uint64_t (*commits)(void *ctx); /* nothing is read while it stays the same */
	void *ctx;
	int64_t every_ms;
};
MUST_USE enum err_code witness_open(
	const struct witness_config *config, struct witness **ret, struct err *e);
/* When no job is in flight any more. */
void witness_close(struct witness *w, void (*closed)(void *ctx), void *ctx);
