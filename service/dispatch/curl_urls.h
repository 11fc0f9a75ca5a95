/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses of gateways, parsed once instead of for every message (a tenth of what
 * libcurl does for one). Loop thread. */
#pragma once

#include <curl/curl.h>

enum { CURL_URLS_MAX = 16 };

struct curl_urls {
	struct curl_url_known {
		char *text;
		CURLU *parsed;
	} known[CURL_URLS_MAX];
	int count;
};

/* Valid until curl_urls_fini. NULL: it cannot be parsed, there is no memory, or too
 * many others are known already: curl then parses the text itself. */
CURLU *curl_urls_find(struct curl_urls *urls, const char *url);
void curl_urls_fini(struct curl_urls *urls);
