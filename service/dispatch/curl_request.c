/* SPDX-License-Identifier: EUPL-1.2 */
/* HTTP and mail for curl. */
#include "service/dispatch/curl_request.h"

#include <stdio.h>
#include <string.h>

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
	char line[512];
	struct curl_slist *more;

	if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
		return false;
	more = curl_slist_append(*list, line);
	if (more == NULL)
		return false;
	*list = more;
	return true;
}

static size_t on_mail(char *bytes, size_t size, size_t count, void *ctx)
{
	struct curl_mail *m = ctx;
	size_t n = m->request->body_len - m->taken;

	if (n > size * count)
		n = size * count;
	memcpy(bytes, m->request->body + m->taken, n);
	m->taken += n;
	return n;
}

/* libcurl dots the lines and ends the message. */
static bool set_up_mail(CURL *h, const struct transport_request *r,
	struct curl_mail *mail, struct curl_slist **ret_list)
{
	*ret_list = curl_slist_append(NULL, r->to);
	if (*ret_list == NULL)
		return false;
	*mail = (struct curl_mail){ .request = r };
	(void)curl_easy_setopt(h, CURLOPT_MAIL_FROM, r->from);
	(void)curl_easy_setopt(h, CURLOPT_MAIL_RCPT, *ret_list);
	(void)curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(h, CURLOPT_READFUNCTION, on_mail);
	(void)curl_easy_setopt(h, CURLOPT_READDATA, mail);
	(void)curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)r->body_len);
	(void)curl_easy_setopt(h, CURLOPT_USE_SSL,
		(long)(r->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	if (r->user != NULL) {
		(void)curl_easy_setopt(h, CURLOPT_USERNAME, r->user);
		(void)curl_easy_setopt(h, CURLOPT_PASSWORD, r->password);
	}
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	return true;
}

static bool set_up_http(
	CURL *h, const struct transport_request *r, struct curl_slist **ret_list)
{
	const bool posts = r->method == TRANSPORT_POST;
	const char *type =
		r->content_type != NULL ? r->content_type : "application/json";

	if ((posts
		    && (!add_header(ret_list, "Content-Type", type)
			    || !add_header(ret_list, "Expect", "")))
		|| (r->idempotency_key != NULL
			&& !add_header(ret_list, "Idempotency-Key", r->idempotency_key))
		|| (r->authorization != NULL
			&& !add_header(ret_list, "Authorization", r->authorization)))
		return false;
	if (posts) {
		(void)curl_easy_setopt(h, CURLOPT_POSTFIELDS, r->body);
		(void)curl_easy_setopt(
			h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	} else {
		(void)curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
	}
	(void)curl_easy_setopt(h, CURLOPT_HTTPHEADER, *ret_list);
	return true;
}

bool curl_request_set_up(CURL *h, const struct transport_request *r,
	CURLU *parsed_or_null, struct curl_mail *mail, struct curl_slist **ret_list)
{
	if (r->method == TRANSPORT_MAIL ? !set_up_mail(h, r, mail, ret_list)
					: !set_up_http(h, r, ret_list))
		return false;
	(void)curl_easy_setopt(h, CURLOPT_CURLU, parsed_or_null);
	if (parsed_or_null == NULL)
		(void)curl_easy_setopt(h, CURLOPT_URL, r->url);
	(void)curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, r->timeout_seconds * 1000L);
	(void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, r->timeout_seconds * 500L);
	if (r->ca_file != NULL)
		(void)curl_easy_setopt(h, CURLOPT_CAINFO, r->ca_file);
	return true;
}
