/* SPDX-License-Identifier: EUPL-1.2 */
/* Clock, randomness and log of the machine. */
#include "service/real.h"

#include "base/err.h"
#include "base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct instant now(const struct clock *c)
{
	struct timespec t;

	(void)c;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){ t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 };
}

static struct tick tick(const struct clock *c)
{
	struct timespec t;

	(void)c;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct tick){ t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 };
}

static void fill(struct random *r, void *bytes, size_t n)
{
	(void)r;
	randombytes_buf(bytes, n);
}

static bool as_json, in_journal;

static void write_line(struct log_sink *s, enum log_level level, const char *line)
{
	static const char *const priorities[] = { "<7>", "<6>", "<4>", "<3>" };
	TEXT_AUTO json = { 0 };

	(void)s;
	text_init(&json, 16384);
	if (as_json && log_json(line, &json))
		line = text_str(&json);
	(void)fprintf(stderr, "%s%s\n", in_journal ? priorities[level] : "", line);
}

void real_log_format(bool json)
{
	as_json = json;
	in_journal = getenv("JOURNAL_STREAM") != NULL;
}

const struct clock real_clock = { now, tick };
struct random real_random = { fill };
struct log_sink real_log = { write_line };

void real_init(void)
{
	REQUIRE(sodium_init() >= 0);
}
