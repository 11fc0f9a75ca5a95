/* SPDX-License-Identifier: EUPL-1.2 */
/* The answer to a request: counted, and in the log where it failed. */
#include "service/api/api_internal.h"

#include "base/log.h"
#include "service/api/problem.h"
#include "service/api/route.h"

#include <stdio.h>

const int64_t api_took_bounds_ms[API_TOOK_BOUNDS] = { 5, 25, 100, 500, 2500 };

void api_count(struct api *a, const struct http_request *q, int status)
{
	int64_t took = api_tick(a).ms - q->began.ms;
	int i = 0;

	while (i < API_TOOK_BOUNDS && took > api_took_bounds_ms[i])
		i++;
	a->figures.took[i]++;
	a->figures.took_ms += (uint64_t)took;
	a->figures.requests[status >= 100 && status < 600 ? status / 100 : 5]++;
}

/* One line a request that failed, or every one when that is asked for: never the path
 * itself, which may hold a token. */
void api_log_request(struct api *a, const struct http_request *q, int status)
{
	struct route_match m;
	char method[80];

	if (status < 500 && !a->context->log_requests)
		return;
	m = route_find(api_tables, q->method, q->path);
	route_allow(q->method, method, sizeof method);
	log_event(status < 500 ? LOG_INFO : LOG_WARN, "api.request",
		"request=%" PRIx64 "-%" PRIu64
		" method=%s route=%s status=%d ms=%" PRId64,
		a->run, q->number, method, m.route != NULL ? m.route->pattern : "-",
		status, api_tick(a).ms - q->began.ms);
}

void api_answer(struct api *a, struct http_request *q, struct http_response *r)
{
	int status = r != NULL ? http_response_status(r) : 503;

	api_count(a, q, status);
	api_log_request(a, q, status);
	http_reply(q, r);
}

struct http_response *api_problem_of(struct api *a, const struct http_request *q,
	const struct err *e, unsigned allowed, int retry_seconds)
{
	struct http_response *r = api_problem(e, allowed, retry_seconds);
	const int status = problem_status(e->code);
	char number[48];

	(void)snprintf(
		number, sizeof number, "%" PRIx64 "-%" PRIu64, a->run, q->number);
	if (status >= 500)
		log_event(e->code == ERR_BUSY ? LOG_WARN : LOG_ERROR, "api.failed",
			"request=%s status=%d error=\"%s\"", number, status, e->msg);
	if (r != NULL)
		(void)http_response_header(r, "X-Request-Id", number);
	return r;
}

void api_refuse(
	struct api *a, struct http_request *q, const struct err *e, int retry_seconds)
{
	api_answer(a, q, api_problem_of(a, q, e, 0, retry_seconds));
}
