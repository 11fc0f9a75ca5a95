/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/dispatch/reach.h"

#include <curl/curl.h>
#include <stdio.h>

enum { REACH_MS = 5000 };

static size_t on_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
	(void)bytes;
	(void)ctx;
	return size * count;
}

bool reach(const char *url, const char *ca_file, char why[REACH_WHY])
{
	char error[CURL_ERROR_SIZE] = "";
	CURLcode rc;
	CURL *h;

	h = curl_easy_init();
	if (h == NULL) {
		(void)snprintf(why, REACH_WHY, "no memory to try it");
		return false;
	}
	(void)curl_easy_setopt(h, CURLOPT_URL, url);
	(void)curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)REACH_MS);
	(void)curl_easy_setopt(h, CURLOPT_ERRORBUFFER, error);
	(void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_bytes);
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
	if (ca_file[0] != '\0')
		(void)curl_easy_setopt(h, CURLOPT_CAINFO, ca_file);
	rc = curl_easy_perform(h);
	(void)snprintf(why, REACH_WHY, "%s",
		error[0] != '\0' ? error : curl_easy_strerror(rc));
	curl_easy_cleanup(h);
	return rc == CURLE_OK;
}
