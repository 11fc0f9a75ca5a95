/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/static_files.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "service/http/encoding.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILES_MAX = 4096,
	BYTES_MAX = 64 * 1024 * 1024,
	DEPTH_MAX = 8,
	PATH_BYTES = 512
};

struct file {
	char *path; /* "/assets/app.js" */
	char *bytes;
	size_t len;
	char etag[24];
	struct http_response *response; /* made when asked for first */
	struct http_response *unchanged;
};

struct static_files {
	struct file *files; /* sorted by path */
	size_t count, bytes;
};

static const char policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; "
	"img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
	"worker-src 'self'; form-action 'self'; base-uri 'none'; "
	"frame-ancestors 'none'; require-trusted-types-for 'script'";

static const char *type_of(const char *path)
{
	static const char *const types[][2] = { { ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" }, { ".svg", "image/svg+xml" },
		{ ".png", "image/png" }, { ".ico", "image/x-icon" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".txt", "text/plain; charset=utf-8" }, { ".woff2", "font/woff2" } };
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t len = strlen(types[i][0]);

		if (n > len && strcmp(path + n - len, types[i][0]) == 0)
			return types[i][1];
	}
	return "application/octet-stream";
}

/* --- reading the folder */

static enum err_code read_bytes(
	int fd, size_t len, struct file *f, const char *name, struct err *e)
{
	char hex[DIGEST_HEX];
	struct digest d;

	f->bytes = base_alloc(len + 1);
	if (f->bytes == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web files");
	while (f->len < len) {
		ssize_t n = read(fd, f->bytes + f->len, len - f->len);

		if (n < 0)
			return err_set(
				e, ERR_IO, "web_root: %s: %s", name, strerror(errno));
		if (n == 0)
			break;
		f->len += (size_t)n;
	}
	d = digest_sha256(f->bytes, f->len);
	(void)snprintf(f->etag, sizeof f->etag, "\"%.16s\"", digest_hex(&d, hex));
	return ERR_OK;
}

static enum err_code add_file(
	struct static_files *s, int fd, const char *path, size_t len, struct err *e)
{
	struct file *files;

	if (s->count >= FILES_MAX || len > BYTES_MAX - s->bytes)
		return err_set(e, ERR_TOO_LARGE,
			"web_root: more than %d files or 64 MiB", FILES_MAX);
	files = base_realloc_array(s->files, s->count + 1, sizeof *files);
	if (files == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web files");
	s->files = files;
	memset(&files[s->count], 0, sizeof *files);
	files[s->count].path = base_strdup(path);
	s->count++;
	s->bytes += len;
	if (files[s->count - 1].path == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web files");
	return read_bytes(fd, len, &files[s->count - 1], path, e);
}

static enum err_code read_folder(
	struct static_files *s, int fd, const char *path, int depth, struct err *e);

static enum err_code read_entry(struct static_files *s, int folder, const char *path,
	const char *name, int depth, struct err *e)
{
	char full[PATH_BYTES];
	struct stat st;
	int fd;

	if (name[0] == '.'
		|| snprintf(full, sizeof full, "%s/%s", path, name) >= (int)sizeof full)
		return ERR_OK;
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno == ELOOP ? ERR_OK
				      : err_set(e, ERR_IO, "web_root: %s: %s", full,
					      strerror(errno));
	if (fstat(fd, &st) != 0)
		st.st_mode = 0;
	if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
		return read_folder(s, fd, full, depth + 1, e);
	if (S_ISREG(st.st_mode))
		(void)add_file(s, fd, full, (size_t)st.st_size, e);
	(void)close(fd);
	return e->code;
}

/* Takes fd. */
static enum err_code read_folder(
	struct static_files *s, int fd, const char *path, int depth, struct err *e)
{
	DIR *d = fdopendir(fd);
	struct dirent *entry;

	if (d == NULL) {
		(void)err_set(e, ERR_IO, "web_root: %s", strerror(errno));
		(void)close(fd);
		return e->code;
	}
	while ((entry = readdir(d)) != NULL)
		if (read_entry(s, fd, path, entry->d_name, depth, e) != ERR_OK)
			break;
	(void)closedir(d);
	return e->code;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

enum err_code static_files_open(
	const char *folder, struct static_files **ret, struct err *e)
{
	struct static_files *s = base_calloc(1, sizeof *s);
	int fd;

	err_clear(e);
	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web files");
	fd = folder[0] != '\0' ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0 && read_folder(s, fd, "", 0, e) != ERR_OK) {
		static_files_close(s);
		return e->code;
	}
	if (s->count > 0)
		qsort(s->files, s->count, sizeof *s->files, by_path);
	*ret = s;
	return ERR_OK;
}

void static_files_close(struct static_files *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		http_response_unref(s->files[i].response);
		http_response_unref(s->files[i].unchanged);
		base_free(s->files[i].path);
		base_free(s->files[i].bytes);
	}
	base_free(s->files);
	base_free(s);
}

/* --- answering */

static struct file *find(struct static_files *s, const char *path)
{
	struct file key = { .path = (char *)(uintptr_t)path };

	if (s->count == 0)
		return NULL;
	return bsearch(&key, s->files, s->count, sizeof *s->files, by_path);
}

/* Built files have a hash in their name and never change. */
static bool is_hashed(const char *path)
{
	return strncmp(path, "/assets/", 8) == 0;
}

static struct http_response *make(
	const struct file *f, int status, const char *encoding, const char *path)
{
	struct http_response *r =
		status == 304
			? http_response_static(304, NULL, "", 0)
			: http_response_static(status, type_of(path), f->bytes, f->len);

	if (r == NULL)
		return NULL;
	(void)http_response_header(r, "ETag", f->etag);
	(void)http_response_header(r, "Content-Security-Policy", policy);
	(void)http_response_header(r, "Vary", "Accept-Encoding");
	(void)http_response_header(r, "Cache-Control",
		is_hashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
	if (encoding != NULL && status != 304)
		(void)http_response_header(r, "Content-Encoding", encoding);
	return r;
}

/* The file itself, or one that was compressed beside it. */
static struct file *best(struct static_files *s, const struct http_request *q,
	const char *path, const char **ret_encoding)
{
	static const char *const forms[][2] = { { "br", ".br" }, { "gzip", ".gz" } };
	char full[PATH_BYTES + 4];
	struct file *f;

	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(full, sizeof full, "%s%s", path, forms[i][1]);
		f = encoding_accepted(q->header[HTTP_ACCEPT_ENCODING], forms[i][0])
			    ? find(s, full)
			    : NULL;
		if (f != NULL) {
			*ret_encoding = forms[i][0];
			return f;
		}
	}
	*ret_encoding = NULL;
	return find(s, path);
}

static bool names_tag(const char *if_none_match, const char *etag)
{
	return if_none_match != NULL && strstr(if_none_match, etag) != NULL;
}

bool static_files_reply(struct static_files *s, struct http_request *q)
{
	const char *path = q->path, *encoding;
	const char *last = strrchr(path, '/');
	struct file *f = NULL;

	if ((q->method != HTTP_GET && q->method != HTTP_HEAD) || last == NULL
		|| strlen(path) >= PATH_BYTES)
		return false;
	if (path[1] != '\0')
		f = best(s, q, path, &encoding);
	if (f == NULL && strchr(last, '.') == NULL) { /* an address inside the app */
		path = "/index.html";
		f = best(s, q, path, &encoding);
	}
	if (f == NULL)
		return false;
	if (f->response == NULL)
		f->response = make(f, 200, encoding, path);
	if (f->unchanged == NULL)
		f->unchanged = make(f, 304, encoding, path);
	if (f->response == NULL || f->unchanged == NULL)
		http_reply(q, NULL);
	else if (names_tag(q->header[HTTP_IF_NONE_MATCH], f->etag))
		http_reply(q, http_response_ref(f->unchanged));
	else
		http_reply(q, http_response_ref(f->response));
	return true;
}
