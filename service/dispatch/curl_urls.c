/* SPDX-License-Identifier: EUPL-1.2 */
/* A short list: a service has a handful of gateways. */
#include "service/dispatch/curl_urls.h"

#include "base/alloc.h"

#include <string.h>

static CURLU *add(struct curl_urls *urls, const char *url)
{
	struct curl_url_known k = { .text = base_strdup(url), .parsed = curl_url() };

	if (k.text == NULL || k.parsed == NULL
		|| curl_url_set(k.parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
		base_free(k.text);
		curl_url_cleanup(k.parsed);
		return NULL;
	}
	urls->known[urls->count++] = k;
	return k.parsed;
}

CURLU *curl_urls_find(struct curl_urls *urls, const char *url)
{
	for (int i = 0; i < urls->count; i++)
		if (strcmp(urls->known[i].text, url) == 0)
			return urls->known[i].parsed;
	return urls->count < CURL_URLS_MAX ? add(urls, url) : NULL;
}

void curl_urls_fini(struct curl_urls *urls)
{
	while (urls->count > 0) {
		struct curl_url_known *k = &urls->known[--urls->count];

		base_free(k->text);
		curl_url_cleanup(k->parsed);
	}
}
