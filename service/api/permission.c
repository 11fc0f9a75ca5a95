/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/permission.h"

const struct permission permissions[] = {
#define X(name, roles, reach, what) { #name, roles, REACH_##reach, what },
	PERMISSIONS(X)
#undef X
};
