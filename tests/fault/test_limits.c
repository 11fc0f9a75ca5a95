/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine gives less than the program wants: a disk that became read-only, no more
 * file descriptors, no more memory. What cannot be done is refused with 503 and a
 * sentence, the rest goes on, and afterwards so does everything. */
#include "tests/support/call_service.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
enum { LOOKS = 3000, HELD = 40, SPARE = 6, ASKS = 20 };

static struct call_service world;
static char read_only[128];

static int open_world(void **state)
{
	(void)state;
	memset(&world, 0, sizeof world);
	(void)snprintf(
		read_only, sizeof read_only, "/tmp/paraat-read-only-%d", (int)getpid());
	(void)setenv("PARAAT_READ_ONLY_WHILE", read_only, 1);
	(void)setenv("LD_PRELOAD", PARAAT_READ_ONLY_DISK, 1);
	(void)setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
	call_service_open(&world, 0);
	(void)unsetenv("LD_PRELOAD");
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	(void)unlink(read_only);
	call_service_close(&world);
	return 0;
}

static struct reply start(void)
{
	char body[64];

	(void)snprintf(body, sizeof body,
		"{\"scenario_id\":%lld,\"confirm_second\":true}",
		(long long)world.grip);
	return service_post(&world.s, ROLE_COORDINATOR, "/api/v1/callouts", body);
}

static void expect_refused(struct reply *r)
{
	if (r->status != 503)
		fail_msg("%ld: %s", r->status, r->body);
	assert_true(atoi(reply_header(r, "Retry-After")) > 0);
	assert_string_not_equal(reply_text(r, "detail"), "");
	reply_free(r);
}

/* A call-out is started and asks its first four. */
static void expect_all_well(void)
{
	struct reply r = start();

	for (int looks = 0; r.status == 503; looks++) { /* until it has noticed */
		reply_free(&r);
		assert_true(looks < LOOKS);
		(void)poll(NULL, 0, 20);
		r = start();
	}
	sms_sink_wait_of(world.sink, reply_int(&r, "id"), 4);
	call_expect(&r, 201);
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	call_expect(&r, 200);
}

static void a_read_only_disk_is_said_and_outlived(void **state)
{
	struct reply r;

	(void)state;
	expect_all_well();
	assert_int_equal(
		close(open(read_only, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), 0);
	for (int i = 0; i < 3; i++) {
		r = start();
		expect_refused(&r);
		r = service_get(&world.s, ROLE_COORDINATOR, "/api/v1/callouts");
		call_expect(&r, 200);
	}
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	assert_non_null(strstr(r.body, "database"));
	call_expect(&r, 503);
	assert_int_equal(unlink(read_only), 0);
	expect_all_well();
}

static size_t open_files(pid_t pid)
{
	char path[64];
	size_t n = 0;
	DIR *d;

	(void)snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	d = opendir(path);
	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

/* Clock ticks that it has used. */
static long used(pid_t pid)
{
	char path[64];
	long user = 0, system = 0;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	assert_non_null(f);
	assert_int_equal(
		fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld",
			&user, &system),
		2);
	(void)fclose(f);
	return user + system;
}

/* Who is there goes on, who comes waits or is turned away, the processor does not burn;
 * when there is room again everybody is served. */
static void without_descriptors_it_goes_on(void **state)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
	int fds[HELD], first = raw_connect(world.s.port);
	struct rlimit limit = { 0 }, before;
	char answer[2048];
	long ticks;

	(void)state;
	raw_send(first, request, sizeof request - 1);
	assert_true(recv(first, answer, sizeof answer, 0) > 0);
	assert_int_equal(prlimit(world.s.pid, RLIMIT_NOFILE, NULL, &before), 0);
	limit.rlim_cur = open_files(world.s.pid) + SPARE;
	limit.rlim_max = before.rlim_max;
	assert_int_equal(prlimit(world.s.pid, RLIMIT_NOFILE, &limit, NULL), 0);
	for (int i = 0; i < HELD; i++)
		fds[i] = raw_connect(world.s.port);
	for (int i = 0; i < 5; i++) { /* who is there is served */
		raw_send(first, request, sizeof request - 1);
		assert_true(recv(first, answer, sizeof answer, 0) > 0);
	}
	ticks = used(world.s.pid);
	(void)poll(NULL, 0, 1000);
	assert_true(used(world.s.pid) - ticks < sysconf(_SC_CLK_TCK) / 2);
	assert_int_equal(prlimit(world.s.pid, RLIMIT_NOFILE, &before, NULL), 0);
	for (int i = 0; i < HELD; i++)
		(void)close(fds[i]);
	(void)close(first);
	expect_all_well();
}

/* Requests that need memory are refused; nothing is half done, and the program lives:
 * whom it promised to call it calls without more memory. (What ends it at a limit that
 * malloc does not see: fault/test_memory_limit.) */
static void without_memory_it_goes_on(void **state)
{
	static char body[900 * 1024];
	struct rlimit limit = { 0 }, before;
	unsigned long pages = 0;
	char path[64];
	int64_t promised[ASKS];
	size_t promises = 0;
	int refused = 0;
	FILE *f;

	(void)state;
	if (SANITIZED || service_memcheck())
		return; /* their address space is not the program's */
	(void)snprintf(path, sizeof path, "/proc/%d/statm", (int)world.s.pid);
	f = fopen(path, "re");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu", &pages), 1);
	(void)fclose(f);
	assert_int_equal(prlimit(world.s.pid, RLIMIT_AS, NULL, &before), 0);
	limit = before;
	limit.rlim_cur = pages * (rlim_t)sysconf(_SC_PAGESIZE) + 256 * 1024;
	assert_int_equal(prlimit(world.s.pid, RLIMIT_AS, &limit, NULL), 0);
	memset(body, ' ', sizeof body - 1);
	body[0] = '{';
	body[sizeof body - 2] = '}';
	for (int i = 0; i < ASKS; i++) {
		struct reply r = start();

		assert_true(r.status == 503 || r.status == 201);
		if (r.status == 201)
			promised[promises++] = reply_int(&r, "id");
		reply_free(&r);
		r = service_post(
			&world.s, ROLE_COORDINATOR, "/api/v1/municipalities", body);

		assert_true(r.status == 503 || r.status == 422);
		refused += r.status == 503;
		reply_free(&r);
		r = service_post(&world.s, ROLE_ADMINISTRATOR, "/api/v1/session",
			"{\"username\":\"x\",\"password\":\"geraden woord hier\"}");
		assert_true(r.status == 503 || r.status == 401 || r.status == 429);
		refused += r.status == 503; /* a password takes 64 MiB */
		reply_free(&r);
	}
	assert_true(refused > 0 && promises > 0);
	for (size_t i = 0; i < promises; i++) /* without more memory */
		sms_sink_wait_of(world.sink, promised[i], 4);
	assert_int_equal(prlimit(world.s.pid, RLIMIT_AS, &before, NULL), 0);
	expect_all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_only_disk_is_said_and_outlived),
		cmocka_unit_test(without_descriptors_it_goes_on),
		cmocka_unit_test(without_memory_it_goes_on),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
