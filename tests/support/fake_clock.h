/* SPDX-License-Identifier: EUPL-1.2 */
/* A wall clock for the whole program that a test can set (libfaketime). */
#pragma once

/* The program that is started next has it; then fake_clock_started(). Not under
 * memcheck: it and a preloaded library do not mix. */
void fake_clock_open(void);
void fake_clock_started(void);
/* Ahead of the machine's by so much: "+0", "-10800" in seconds, "+92d". */
void fake_clock_set(const char *by);
void fake_clock_close(void);
