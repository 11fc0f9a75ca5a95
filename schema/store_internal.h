/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the store share: the queues and the threads. */
#pragma once

#include "schema/store.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS_MAX = 8 };

/* Jobs that wait, with a limit. */
struct job_queue {
	struct list jobs; /* job::link */
	size_t count, max;
};

struct store {
	struct executor executor;
	struct store_config config;
	char *file;
	pthread_mutex_t lock; /* guards all down to `closing` */
	pthread_cond_t write_wake, read_wake;
	struct job_queue call, other, read;
	struct list finished;
	bool closing;
	size_t pending; /* loop thread */
	atomic_uint_fast64_t commits;
	atomic_bool writable;
	struct db *writer; /* writer thread, once started; NULL after an I/O error */
	struct db *readers[READERS_MAX]; /* each reader thread its own; likewise */
	pthread_t write_thread, read_threads[READERS_MAX];
	int readers_count; /* how many reader threads have taken their number */
};

/* Hands jobs to the loop and wakes it when it was not woken already. */
void store_finish(struct store *s, struct list *jobs);
/* Moves up to max jobs to the end of *jobs; the caller holds the lock. */
size_t store_take(struct job_queue *q, struct list *jobs, size_t max);
void *store_writer(void *arg);
void *store_reader(void *arg);
