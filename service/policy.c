/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/policy.h"

#include "base/parse.h"

#include <string.h>

static const struct {
	const char *section, *name, *wrong;
	int min, max;
	size_t at;
} keys[] = {
#define X(section, name, standard, min, max)                                           \
	{ #section, #name, "must be a whole number from " #min " to " #max, min, max,  \
		offsetof(struct policy, name) },
	POLICY_KEYS(X)
#undef X
};

struct policy policy_default(void)
{
	return (struct policy){
#define X(section, name, standard, min, max) .name = standard,
		POLICY_KEYS(X)
#undef X
	};
}

const char *policy_set(
	struct policy *p, const char *section, const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		int64_t v;

		if (strcmp(keys[i].section, section) != 0
			|| strcmp(keys[i].name, key) != 0)
			continue;
		if (!parse_int(value, keys[i].min, keys[i].max, &v))
			return keys[i].wrong;
		*(int *)(void *)((char *)p + keys[i].at) = (int)v;
		return NULL;
	}
	return "is not a key of this section";
}
