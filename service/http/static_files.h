/* SPDX-License-Identifier: EUPL-1.2 */
/* The files of the browser app, read into memory once at start: a folder of at most a
 * few megabytes. Nothing outside the folder can be named. Loop thread only. */
#pragma once

#include "service/http/server.h"

struct static_files;

/* An absent or empty folder name gives an empty set. Hidden files and links are passed
 * over. ERR_TOO_LARGE beyond 64 MiB or 4,096 files. */
MUST_USE enum err_code static_files_open(
	const char *folder, struct static_files **ret, struct err *e);
void static_files_close(struct static_files *s); /* NULL is fine */
/* Answers GET and HEAD of a file, "/" and, for paths without an extension, the app's
 * index.html; false when it has nothing for this path. */
bool static_files_reply(struct static_files *s, struct http_request *q);
