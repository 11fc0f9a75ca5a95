/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of people share. Not for other folders. */
#pragma once

#include "roster/people/person.h"

/* Checks `contacts` of o, naming each wrong part; puts addresses in the form that is
 * stored, and ranks where there are none. */
void contacts_check(const json_t *o, struct err *e);
