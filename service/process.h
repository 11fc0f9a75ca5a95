/* SPDX-License-Identifier: EUPL-1.2 */
/* What the program takes of the machine, under the names that Prometheus' own client
 * libraries use. */
#pragma once

#include "base/text.h"

void process_metrics(struct text *out);
