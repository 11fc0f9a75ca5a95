/* SPDX-License-Identifier: EUPL-1.2 */
/* How heavily a problem of a roster weighs. What the coordinator may do in spite of it
 * is decided where a roster is published, not here. */
#pragma once

enum severity { SEVERITY_OFF, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITIES };
