/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/witness.h"

#include "base/alloc.h"
#include "base/list.h"
#include "base/log.h"
#include "schema/audit/head.h"

struct witness {
	struct witness_config config;
	uv_timer_t timer;
	struct job job;
	bool under_way;
	uint64_t commits; /* when it was last read */
	int64_t told;     /* the newest record that was told */
	struct audit_head head;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static enum err_code read_head(struct job *j, struct db *db, struct err *e)
{
	return audit_head_read(db, &container_of(j, struct witness, job)->head, e);
}

static void on_read(struct job *j)
{
	struct witness *w = container_of(j, struct witness, job);
	char hex[DIGEST_HEX];

	w->under_way = false;
	if (j->err.code != ERR_OK) {
		w->commits = 0; /* again at the next turn */
		return;
	}
	if (w->head.seq == w->told)
		return;
	w->told = w->head.seq;
	log_event(LOG_INFO, AUDIT_HEAD_EVENT, "seq=%" PRId64 " hash=%s", w->head.seq,
		digest_hex(&w->head.hash, hex));
}

static void on_timer(uv_timer_t *t)
{
	struct witness *w = container_of(t, struct witness, timer);
	const uint64_t commits = w->config.commits(w->config.ctx);
	struct err e;

	if (w->under_way || commits == w->commits)
		return;
	w->job = (struct job){ .work = read_head, .done = on_read };
	w->under_way =
		w->config.executor->read(w->config.executor, &w->job, &e) == ERR_OK;
	if (w->under_way)
		w->commits = commits;
}

enum err_code witness_open(
	const struct witness_config *config, struct witness **ret, struct err *e)
{
	struct witness *w = base_calloc(1, sizeof *w);

	if (w == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the witness");
	w->config = *config;
	REQUIRE(uv_timer_init(config->loop, &w->timer) == 0);
	(void)uv_timer_start(&w->timer, on_timer, (uint64_t)config->every_ms,
		(uint64_t)config->every_ms);
	*ret = w;
	return ERR_OK;
}

static void on_closed(uv_handle_t *h)
{
	struct witness *w = container_of(h, struct witness, timer);

	w->closed(w->closed_ctx);
	base_free(w);
}

void witness_close(struct witness *w, void (*closed)(void *ctx), void *ctx)
{
	REQUIRE(!w->under_way);
	w->closed = closed;
	w->closed_ctx = ctx;
	uv_close((uv_handle_t *)&w->timer, on_closed);
}
