/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/amsterdam.h"

#include "base/zone.h"

int amsterdam(void **state)
{
	struct err e;

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : 1;
}
