/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests of what reads JSON: items written as people would, and which fields are
 * said to be wrong. */
#pragma once

#include "base/err.h"

#include <jansson.h>

/* ' stands for ": {'kind':'mobile'}. Fails the test when it is no JSON. json_decref. */
json_t *fields_probe(const char *text);
/* The wrong fields in order: "contacts[0].address from". In a static buffer. */
const char *fields_probe_faults(const struct err *e);
/* A value as JSON, with ' for ": what fields_probe reads. In a static buffer. */
const char *fields_probe_text(const json_t *o);
