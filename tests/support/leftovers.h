/* SPDX-License-Identifier: EUPL-1.2 */
/* What an assertion that fails leaves behind: folders and programs. They go when this
 * process ends; its programs also when it is killed. */
#pragma once

#include <sys/types.h>

/* Goes at the end of this process, if it is there still. */
void leftovers_folder(const char *path);
/* Now, with all that is in it. */
void leftovers_remove(const char *folder);
/* Is killed at the end of this process, unless it was forgotten. */
void leftovers_program(pid_t pid);
void leftovers_forget(pid_t pid);
/* For the child, before it becomes the program: it ends when this process does. */
void leftovers_follow(void);
