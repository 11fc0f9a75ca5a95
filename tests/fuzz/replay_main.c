/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a fuzz target over the files of its corpus, where there is no libFuzzer: every
 * argument is a folder. Exits 1 when a folder is missing or empty. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX = 4 * 1024 * 1024 };

static int replay_file(const char *path)
{
	uint8_t *data = malloc(FILE_MAX);
	FILE *f = fopen(path, "rbe");
	uint8_t *exact;
	size_t n;

	if (data == NULL || f == NULL) {
		(void)fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	n = fread(data, 1, FILE_MAX, f);
	(void)fclose(f);
	exact = realloc(data, n == 0 ? 1 : n); /* so that reading past it shows */
	if (exact == NULL)
		exact = data;
	(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 1;
}

int main(int argc, char **argv)
{
	int files = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);

		if (d == NULL) {
			(void)fprintf(stderr, "%s: no such folder\n", argv[i]);
			return 1;
		}
		for (const struct dirent *entry; (entry = readdir(d)) != NULL;) {
			char path[4096];

			if (entry->d_name[0] == '.')
				continue;
			(void)snprintf(
				path, sizeof path, "%s/%s", argv[i], entry->d_name);
			files += replay_file(path);
		}
		(void)closedir(d);
	}
	(void)printf("%d files\n", files);
	return files > 0 ? 0 : 1;
}
