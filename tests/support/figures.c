/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/figures.h"

#include <stdio.h>
#include <stdlib.h>

void figures_moments(const char *what, long moments, const char *afterwards)
{
	if (getenv("PARAAT_FIGURES") != NULL)
		(void)printf("| %s | %ld | %s |\n", what, moments, afterwards);
}
