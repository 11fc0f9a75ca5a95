/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/backup.h"

#include "base/civil.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

const char *backup_name(struct instant t, char buffer[BACKUP_NAME])
{
	struct civil c = civil_from_ms(t.ms);

	(void)snprintf(buffer, BACKUP_NAME, "paraat-%04d%02d%02dT%02d%02d%02dZ.backup",
		c.date.year, c.date.month, c.date.day, c.hour, c.minute, c.second);
	return buffer;
}

bool backup_name_time(const char *name, struct instant *ret)
{
	char text[INSTANT_TEXT], again[BACKUP_NAME];
	struct err e;

	if (strlen(name) != strlen("paraat-20261125T030000Z.backup"))
		return false;
	(void)snprintf(text, sizeof text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", name + 7,
		name + 11, name + 13, name + 16, name + 18, name + 20);
	return instant_parse(text, ret, &e) == ERR_OK
	       && strcmp(backup_name(*ret, again), name) == 0;
}

void backup_choose(
	const struct instant times[], size_t n, struct instant now, bool keep[])
{
	int64_t day_before = -1;

	for (size_t i = 0; i < n; i++) {
		int64_t age = instant_since(now, times[i]).ms;
		int64_t day = times[i].ms / DAY_MS;

		keep[i] = i + 1 == n || age <= BACKUP_HOURS * (int64_t)HOUR_MS
			  || (day != day_before && now.ms / DAY_MS - day < BACKUP_DAYS);
		day_before = day;
	}
}

size_t backup_newest(const struct instant times[], size_t n, struct instant now)
{
	size_t last = n;

	while (last > 0 && instant_before(now, times[last - 1]))
		last--;
	return last > 0 ? last - 1 : n - 1;
}
