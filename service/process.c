/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/process.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* 0: it cannot be read (no descriptor is left, no /proc). */
static uint64_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char line[128] = "", *rest = line;
	uint64_t pages;

	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	(void)fclose(f);
	(void)strtoul(line, &rest, 10); /* of the address space */
	pages = strtoul(rest, NULL, 10);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* 0: as above. */
static unsigned open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	const struct dirent *entry;
	unsigned n = 0;

	if (d == NULL)
		return 0;
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	(void)closedir(d);
	return n > 0 ? n - 1 : 0; /* without that of the folder */
}

static double processor_seconds(void)
{
	struct rusage u = { 0 };

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec)
	       + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

void process_metrics(struct text *out)
{
	struct rlimit limit = { 0 };

	(void)getrlimit(RLIMIT_NOFILE, &limit);
	text_addf(out,
		"# TYPE process_resident_memory_bytes gauge\n"
		"process_resident_memory_bytes %" PRIu64 "\n",
		resident_bytes());
	text_addf(out,
		"# TYPE process_open_fds gauge\nprocess_open_fds %u\n"
		"# TYPE process_max_fds gauge\nprocess_max_fds %" PRIu64 "\n",
		open_files(), (uint64_t)limit.rlim_cur);
	text_addf(out,
		"# TYPE process_cpu_seconds_total counter\n"
		"process_cpu_seconds_total %.2f\n",
		processor_seconds());
}
