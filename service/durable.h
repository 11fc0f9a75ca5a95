/* SPDX-License-Identifier: EUPL-1.2 */
/* Names of files that last through a power cut: what a folder says is on the disk
 * before these return. Any thread. */
#pragma once

#include "base/err.h"

enum { DURABLE_FOLDER = 512 };
/* The folder that a file is in: "/a/" of "/a/b", "." of "b". */
const char *durable_folder_of(const char *file, char folder[DURABLE_FOLDER]);
/* That folder, as it is now. */
MUST_USE enum err_code durable_settle(const char *file, struct err *e);
/* `to` is what `from` was, or nothing has changed (it may be either when the disk
 * fails afterwards: ERR_IO). */
MUST_USE enum err_code durable_rename(const char *from, const char *to, struct err *e);
