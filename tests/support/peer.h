/* SPDX-License-Identifier: EUPL-1.2 */
/* A real program that a test speaks to: Kannel, a mail server, a provider. It writes
 * what it sees to a file, and is ended with the test. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct peer {
	pid_t pid; /* 0: it does not run */
	char log[200];
};

/* A port of 127.0.0.1 that nobody listens on. */
int peer_port(void);
/* Starts argv[0] (an absolute path, or a name in PATH); its output goes to
 * <folder>/<name>.log, which is kept until peer_stop. When the test dies, so does it.
 */
void peer_start(
	struct peer *p, const char *folder, const char *name, const char *const argv[]);
/* Waits until a line of its output holds `text`; true when it does, false when the
 * program ended first. Fails the test after twenty seconds. *ret_line (size bytes) gets
 * the line; may be NULL. */
bool peer_says(struct peer *p, const char *text, char *ret_line, size_t size);
/* How many lines of its output hold `text` now. */
size_t peer_lines(const struct peer *p, const char *text);
/* SIGTERM, then SIGKILL; removes the log. Also of one that was never started. */
void peer_stop(struct peer *p);
