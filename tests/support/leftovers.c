/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/leftovers.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOLDERS = 256, PATH_BYTES = 64, PROGRAMS = 64, OPEN_FOLDERS = 16 };

static char folders[FOLDERS][PATH_BYTES];
static size_t folders_count;
static pid_t programs[PROGRAMS];
static pid_t owner; /* children that were forked have no part in this */

static void at_end(void)
{
	if (getpid() != owner)
		return;
	for (size_t i = 0; i < PROGRAMS; i++) {
		if (programs[i] == 0)
			continue;
		(void)kill(programs[i], SIGKILL);
		(void)waitpid(programs[i], NULL, 0);
	}
	for (size_t i = 0; i < folders_count; i++)
		leftovers_remove(folders[i]);
}

static void begin(void)
{
	if (owner == 0)
		(void)atexit(at_end);
	owner = owner == 0 ? getpid() : owner;
}

void leftovers_folder(const char *path)
{
	size_t i = 0;

	begin();
	while (i < folders_count && access(folders[i], F_OK) == 0)
		i++; /* one that is gone gives its place */
	if (i == FOLDERS || strlen(path) >= PATH_BYTES)
		return;
	(void)snprintf(folders[i], PATH_BYTES, "%s", path);
	if (i == folders_count)
		folders_count++;
}

static int remove_one(
	const char *path, const struct stat *s, int what, struct FTW *position)
{
	(void)s;
	(void)what;
	(void)position;
	(void)remove(path);
	return 0;
}

void leftovers_remove(const char *folder)
{
	(void)nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

void leftovers_program(pid_t pid)
{
	begin();
	for (size_t i = 0; i < PROGRAMS; i++)
		if (programs[i] == 0) {
			programs[i] = pid;
			return;
		}
}

void leftovers_forget(pid_t pid)
{
	for (size_t i = 0; i < PROGRAMS; i++)
		if (programs[i] == pid)
			programs[i] = 0;
}

void leftovers_follow(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}
