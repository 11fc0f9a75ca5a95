/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that a command made while root ran it: they belong to whom their folder
 * belongs, so that the service, which is not root, can open them. */
#pragma once

#include "base/err.h"

/* Does nothing unless root runs it. */
MUST_USE enum err_code owner_follow(const char *file, struct err *e);
/* From here on this process is whom the file's folder belongs to, and can do no more
 * than the service can. Does nothing unless root runs it, or when the folder is
 * root's or cannot be looked at. */
MUST_USE enum err_code owner_become(const char *file, struct err *e);
