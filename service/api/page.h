/* SPDX-License-Identifier: EUPL-1.2 */
/* Small pages that people open from a message: without script, readable on a bad
 * network and a telephone, in the person's language. */
#pragma once

#include "alert/call/phrase.h"
#include "base/text.h"

/* From <!doctype> to the end of the style; title is escaped. */
void page_head(struct text *t, enum phrase_language l, const char *title);
/* "<p>Label: <b>value</b></p>", nothing when value is "". label is HTML. */
void page_row(struct text *t, const char *label, const char *value);
/* A submit button: class "y" (yes), "l" (less) or "n" (no). label is HTML. */
void page_button(struct text *t, const char *class, const char *name, const char *value,
	const char *label);
