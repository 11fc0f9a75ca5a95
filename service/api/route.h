/* SPDX-License-Identifier: EUPL-1.2 */
/* Which route a path belongs to. Pure. */
#pragma once

#include "service/api/api.h"

#define API_PREFIX "/api/v1"

struct route_match {
	const struct api_route *route; /* NULL: none */
	unsigned allowed;              /* methods that the path knows */
	int64_t id;
	char word[API_WORD_MAX];
};

/* Fixed words win over {parameters}: tables list them first. HEAD matches GET. */
struct route_match route_find(const struct api_route *const tables[],
	enum http_method method, const char *path);
/* "GET, HEAD, POST" */
void route_allow(unsigned methods, char *buffer, size_t size);
