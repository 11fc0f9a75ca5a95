/* SPDX-License-Identifier: EUPL-1.2 */
/* A fictional IJsselland: the eleven municipalities by name, invented people with
 * numbers that only the simulator reaches, functions, piket rings, pools, local teams
 * and contact lists. The same seed gives the same region.
 *
 * Function codes: OVD-BZ OVD-C CA-ROT HTO-CC AC-BZ IM-BZ HTBZ HTO-PZ (H); SM-BZ HTO-OZ
 * HON TL-OVR TL-VMD OGA PERS PUB WEB LOG JUR FIN NAF (V); and of each municipality,
 * -DAL … -ZWO: OVR (local team), LH (lokale handjes), AOV (adviser), BGM (mayor). */
#pragma once

#include "schema/resource.h"

/* Write transaction; the database holds no people yet, else ERR_CONFLICT. */
MUST_USE enum err_code demo_roster(
	struct db *db, uint64_t seed, const struct change *by, struct err *e);
