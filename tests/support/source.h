/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of the source tree, for tests that compare them with the program. */
#pragma once

/* The whole text of that file ("docs/api.md"), in a static buffer. */
const char *source_text(const char *name);
