/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat restore under a running service: the same process goes on with the copy. */
#include "tests/support/command.h"
#include "tests/support/leftovers.h"
#include "tests/support/service.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

enum { OLD = 20 }; /* migrations */

struct world {
	struct service s;
	char copy[128], offer[128], lock[160];
};

static struct command_result result;

static void expect(
	struct world *w, const char *word, const char *file, int code, const char *says)
{
	const char *const words[] = { word, file, "--config", w->s.config, NULL };

	command_run(words, NULL, &result);
	if (result.code != code || strstr(result.err, says) == NULL)
		fail_msg("code %d\nstdout: %s\nstderr: %s", result.code, result.out,
			result.err);
}

/* A service with one person, and a copy of its database. */
static int start(void **state)
{
	static struct world w;

	memset(&w, 0, sizeof w);
	service_prepare(&w.s);
	service_start(&w.s, "");
	(void)snprintf(w.copy, sizeof w.copy, "%s/copy", w.s.t.folder);
	(void)snprintf(w.offer, sizeof w.offer, "%s.offer", w.s.t.file);
	(void)snprintf(w.lock, sizeof w.lock, "%s-lock", w.offer);
	expect(&w, "backup", w.copy, 0, "written");
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	(void)unlink(w->copy);
	(void)unlink(w->offer);
	(void)unlink(w->lock);
	service_cleanup(&w->s);
	return 0;
}

static void expect_people(const struct world *w, size_t n)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/people");

	assert_int_equal(r.status, 200);
	assert_int_equal(reply_count(&r), n);
	reply_free(&r);
}

static void add_somebody(const struct world *w)
{
	struct reply r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/people",
		"{\"given_name\":\"Later\",\"family_name\":\"Gekomen\","
		"\"municipality_id\":1}");

	if (r.status != 201)
		fail_msg("%ld %s", r.status, r.body);
	reply_free(&r);
}

/* What was recorded since the copy is gone, and the service takes changes; more than
 * once. */
static void the_service_goes_on_with_the_copy(void **state)
{
	struct world *w = *state;
	const pid_t pid = w->s.pid;

	for (int round = 0; round < 2; round++) {
		add_somebody(w);
		expect_people(w, 2);
		assert_int_equal(unlink(w->s.port_file), 0);
		expect(w, "restore", w->copy, 0, "restored");
		service_await(&w->s);
		expect_people(w, 1);
	}
	assert_int_equal(access(w->offer, F_OK), -1);
	assert_int_equal(w->s.pid, pid);
	expect(w, "audit", "verify", 0, "");
}

/* Nothing changes: neither by a file that is no backup, nor by an offer that nobody
 * waits with, which is a reload; nor while another one waits. */
static void what_is_not_offered_is_not_taken(void **state)
{
	struct world *w = *state;
	int fd;

	add_somebody(w);
	expect(w, "restore", w->s.config, 1, "paraat: ");
	assert_int_equal(link(w->copy, w->offer), 0);
	assert_int_equal(kill(w->s.pid, SIGHUP), 0);
	expect_people(w, 2);
	assert_int_equal(access(w->offer, F_OK), 0);
	assert_int_equal(unlink(w->offer), 0);
	fd = open(w->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	expect(w, "restore", w->copy, 1, "another backup is being restored");
	(void)close(fd);
	expect_people(w, 2);
}

/* A copy of an older version is brought up to date before the service gets it. */
static void an_older_copy_is_migrated(void **state)
{
	struct world *w = *state;
	struct test_db old;
	struct reply r;

	test_db_at(&old, OLD);
	assert_int_equal(unlink(w->s.port_file), 0);
	expect(w, "restore", old.file, 0, "restored");
	service_await(&w->s);
	r = service_call(&w->s, NULL, "GET", "/readyz", NULL, NULL);
	assert_int_equal(r.status, 200);
	reply_free(&r);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/people");
	assert_int_equal(r.status, 401); /* its tokens are not in that copy */
	reply_free(&r);
	expect(w, "audit", "verify", 0, "");
	leftovers_remove(old.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_service_goes_on_with_the_copy, start, stop),
		cmocka_unit_test_setup_teardown(
			what_is_not_offered_is_not_taken, start, stop),
		cmocka_unit_test_setup_teardown(an_older_copy_is_migrated, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
