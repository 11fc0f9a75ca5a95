/* SPDX-License-Identifier: EUPL-1.2 */
/* One message of the transport as options of a curl handle. */
#pragma once

#include "service/dispatch/transport.h"

#include <curl/curl.h>

/* How much of a mail curl has taken. */
struct curl_mail {
	const struct transport_request *request;
	size_t taken;
};

/* Sets what differs from message to message; what is the same for all POSTs is set
 * already (curl_loop.c). *mail and *ret_list (headers, or recipients of a mail; may be
 * set on failure too) live as long as the transfer. parsed_or_null: r->url, which then
 * lives as long as the handle uses it. False when memory is out. */
bool curl_request_set_up(CURL *h, const struct transport_request *r,
	CURLU *parsed_or_null, struct curl_mail *mail, struct curl_slist **ret_list);
