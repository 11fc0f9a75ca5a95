/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts with placeholders in braces: {function} {spoken_function} {incident} {location}
 * {norm} {person} {link} {word} {kind}, and {shift} of a relief. Pure. */
#pragma once

#include "base/text.h"

#define TEMPLATE_NAMES(X)                                                              \
	X(FUNCTION, "function")                                                        \
	X(SPOKEN_FUNCTION, "spoken_function")                                          \
	X(INCIDENT, "incident")                                                        \
	X(LOCATION, "location")                                                        \
	X(NORM, "norm")                                                                \
	X(PERSON, "person")                                                            \
	X(LINK, "link") X(WORD, "word") X(KIND, "kind") X(SHIFT, "shift")
#define X(name, text) TEMPLATE_##name,
enum template_name { TEMPLATE_NAMES(X) TEMPLATE_NAMES_COUNT };
#undef X

/* Values by placeholder; NULL is as "". Borrowed. */
struct template_values {
	const char *of[TEMPLATE_NAMES_COUNT];
};

/* Adds a fault for `field` when the text names an unknown placeholder or leaves a brace
 * open. */
void template_check(const char *text, const char *field, struct err *e);
/* Adds the text with values filled in; an unknown placeholder stays as it is. A
 * sentence all of whose placeholders are empty is left out ("Wees er binnen {norm}
 * min." where there is no norm), and the comma beside one that is ("{incident},
 * {location}"). */
bool template_render(
	struct text *out, const char *text, const struct template_values *values);
