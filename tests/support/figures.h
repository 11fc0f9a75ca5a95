/* SPDX-License-Identifier: EUPL-1.2 */
/* What a test tells docs/reliability.md, where PARAAT_FIGURES is set:
 * scripts/reliability makes tables of it. */
#pragma once

/* At so many moments something went wrong in this way, and afterwards it was so. */
void figures_moments(const char *what, long moments, const char *afterwards);
