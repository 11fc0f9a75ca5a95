/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors as people and programs see them: RFC 9457. Pure. The one table of which error
 * code is which HTTP status is here. */
#pragma once

#include "base/err.h"
#include "base/text.h"

int problem_status(enum err_code code);
/* {"type","title","status","detail","errors":[{"field","message"}]}. Internal errors
 * are not described. */
bool problem_render(const struct err *e, struct text *out);
