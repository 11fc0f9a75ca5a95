/* SPDX-License-Identifier: EUPL-1.2 */
/* A store with its threads on a temporary database, the test being its loop thread. */
#pragma once

#include "schema/engine.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"

#include <pthread.h>
#include <stdatomic.h>

struct store_world {
	struct test_db t; /* a connection besides those of the store */
	struct engine engine;
	struct store *store;
	struct executor *executor;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool woken;
	int wakes;
};

struct store_limits {
	size_t other, call, read, group;
};
extern const struct store_limits store_roomy; /* 10000 each, groups of 64 */

/* engine NULL: sqlite_engine. */
void store_world_open(struct store_world *w, const struct engine *engine,
	const struct store_limits *limits);
void store_world_write(struct store_world *w, struct job *j, enum job_class class);
void store_world_read(struct store_world *w, struct job *j);
/* Delivers until no job is pending. */
void store_world_settle(struct store_world *w);
void store_world_close(struct store_world *w);

/* A job that keeps its thread busy until it is opened. */
struct gate {
	struct job job;
	struct store_world *world;
	bool reached, opened, done;
};
/* Submits it and waits until its work() has begun. */
void gate_shut(struct gate *g, struct store_world *w, bool write);
void gate_open(struct gate *g);
