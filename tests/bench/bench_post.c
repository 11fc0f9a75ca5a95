/* SPDX-License-Identifier: EUPL-1.2 */
/* The bare baseline of sending: libcurl's multi interface on libuv, posting the lines
 * of a file over a number of connections, and nothing else.
 *
 *   bench_post URL FILE CONNECTIONS
 * prints {"count":N,"seconds":S} */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

struct poll {
	uv_poll_t poll;
	curl_socket_t fd;
};

static struct {
	CURLM *multi;
	uv_timer_t timer;
	struct curl_slist *headers;
	const char *url;
	char **lines;
	size_t count, next, done, failed;
} run;

static void set_next(CURL *easy);

static void read_results(void)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(run.multi, &left)) != NULL) {
		CURL *easy = m->easy_handle;
		long status = 0;

		if (m->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
		run.failed += m->data.result != CURLE_OK || status != 200;
		run.done++;
		(void)curl_multi_remove_handle(run.multi, easy);
		set_next(easy);
	}
}

static void on_timer(uv_timer_t *t)
{
	int running;

	(void)t;
	(void)curl_multi_socket_action(run.multi, CURL_SOCKET_TIMEOUT, 0, &running);
	read_results();
}

static int on_timeout(CURLM *multi, long ms, void *ctx)
{
	(void)multi;
	(void)ctx;
	if (ms < 0)
		(void)uv_timer_stop(&run.timer);
	else
		(void)uv_timer_start(&run.timer, on_timer, (uint64_t)ms, 0);
	return 0;
}

static void on_poll(uv_poll_t *h, int status, int events)
{
	struct poll *p = h->data;
	int flags = status < 0 ? CURL_CSELECT_ERR : 0, running;

	flags |= (events & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0;
	flags |= (events & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0;
	(void)curl_multi_socket_action(run.multi, p->fd, flags, &running);
	read_results();
}

static void on_closed(uv_handle_t *h)
{
	free(h->data);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket)
{
	struct poll *p = socket;
	int events = 0;

	(void)easy;
	(void)ctx;
	if (what == CURL_POLL_REMOVE) {
		(void)uv_poll_stop(&p->poll);
		(void)curl_multi_assign(run.multi, fd, NULL);
		uv_close((uv_handle_t *)&p->poll, on_closed);
		return 0;
	}
	if (p == NULL) {
		p = calloc(1, sizeof *p);
		if (p == NULL)
			return -1;
		p->fd = fd;
		p->poll.data = p;
		(void)uv_poll_init_socket(uv_default_loop(), &p->poll, fd);
		p->poll.data = p;
		(void)curl_multi_assign(run.multi, fd, p);
	}
	events |= what != CURL_POLL_OUT ? UV_READABLE : 0;
	events |= what != CURL_POLL_IN ? UV_WRITABLE : 0;
	(void)uv_poll_start(&p->poll, events, on_poll);
	return 0;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *ctx)
{
	(void)bytes;
	(void)ctx;
	return size * count;
}

static void set_next(CURL *easy)
{
	if (run.next == run.count)
		return;
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, run.lines[run.next]);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		(curl_off_t)strlen(run.lines[run.next]));
	run.next++;
	(void)curl_multi_add_handle(run.multi, easy);
}

static CURL *new_handle(void)
{
	CURL *easy = curl_easy_init();

	(void)curl_easy_setopt(easy, CURLOPT_URL, run.url);
	(void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, run.headers);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT, 30L);
	return easy;
}

static void read_lines(const char *file)
{
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (f == NULL) {
		perror(file);
		exit(1);
	}
	while ((n = getline(&line, &size, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		run.lines = realloc(run.lines, (run.count + 1) * sizeof *run.lines);
		if (run.lines == NULL)
			exit(1);
		run.lines[run.count++] = strdup(line);
	}
	free(line);
	(void)fclose(f);
}

int main(int argc, char **argv)
{
	uint64_t start;
	long connections;

	if (argc != 4)
		return 2;
	run.url = argv[1];
	read_lines(argv[2]);
	connections = strtol(argv[3], NULL, 10);
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	run.headers = curl_slist_append(NULL, "Content-Type: application/json");
	run.headers = curl_slist_append(run.headers, "Idempotency-Key: 1234567");
	run.multi = curl_multi_init();
	(void)uv_timer_init(uv_default_loop(), &run.timer);
	(void)curl_multi_setopt(run.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	(void)curl_multi_setopt(run.multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	(void)curl_multi_setopt(run.multi, CURLMOPT_MAXCONNECTS, connections);
	start = uv_hrtime();
	for (long i = 0; i < connections; i++)
		set_next(new_handle());
	while (run.done < run.count)
		(void)uv_run(uv_default_loop(), UV_RUN_ONCE);
	(void)printf("{\"count\":%zu,\"failed\":%zu,\"seconds\":%.6f}\n", run.done,
		run.failed, (double)(uv_hrtime() - start) / 1e9);
	return run.failed > 0;
}
