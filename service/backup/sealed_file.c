/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/sealed_file.h"

#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[16] = { 'P', 'A', 'R', 'A', 'A', 'T', '-', 'S', 'E', 'A', 'L',
	'E', 'D', '-', '1', '\n' };

enum {
	HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	MORE = crypto_secretstream_xchacha20poly1305_ABYTES,
	PLAIN = 64 * 1024,
	SEALED = PLAIN + MORE
};
_Static_assert(
	SEALED_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "key");

/* One file on its way into another. */
struct passage {
	const char *from_name, *to_name;
	FILE *from, *to;
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char plain[PLAIN], sealed[SEALED];
};

static enum err_code failed(const char *file, struct err *e)
{
	return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
}

static enum err_code not_genuine(const struct passage *p, struct err *e)
{
	return err_set(e, ERR_INVALID,
		"%s was damaged or changed, or the key is not the one it was sealed "
		"with",
		p->from_name);
}

static enum err_code put(struct passage *p, const void *bytes, size_t n, struct err *e)
{
	return fwrite(bytes, 1, n, p->to) == n ? ERR_OK : failed(p->to_name, e);
}

/* As many bytes as there are, at most max. */
static enum err_code take(
	struct passage *p, void *bytes, size_t max, size_t *ret_n, struct err *e)
{
	*ret_n = fread(bytes, 1, max, p->from);
	return ferror(p->from) ? failed(p->from_name, e) : ERR_OK;
}

/* Is this the end of the file? */
static bool at_end(struct passage *p)
{
	int c = getc(p->from);

	if (c == EOF)
		return true;
	(void)ungetc(c, p->from);
	return false;
}

static enum err_code seal(struct passage *p, const uint8_t *key, struct err *e)
{
	unsigned char header[HEADER];
	bool last = false;

	(void)crypto_secretstream_xchacha20poly1305_init_push(&p->state, header, key);
	if (put(p, magic, sizeof magic, e) != ERR_OK
		|| put(p, header, sizeof header, e) != ERR_OK)
		return e->code;
	while (!last) {
		unsigned long long len;
		size_t n;

		if (take(p, p->plain, PLAIN, &n, e) != ERR_OK)
			return e->code;
		last = at_end(p);
		(void)crypto_secretstream_xchacha20poly1305_push(&p->state, p->sealed,
			&len, p->plain, n, (const unsigned char *)magic, sizeof magic,
			last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
		if (put(p, p->sealed, (size_t)len, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code unseal(struct passage *p, const uint8_t *key, struct err *e)
{
	unsigned char head[sizeof magic + HEADER], tag = 0;
	size_t n;

	if (take(p, head, sizeof head, &n, e) != ERR_OK)
		return e->code;
	if (n != sizeof head || memcmp(head, magic, sizeof magic) != 0
		|| crypto_secretstream_xchacha20poly1305_init_pull(
			   &p->state, head + sizeof magic, key)
			   != 0)
		return not_genuine(p, e);
	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		unsigned long long len;

		if (take(p, p->sealed, SEALED, &n, e) != ERR_OK)
			return e->code;
		if (n < MORE
			|| crypto_secretstream_xchacha20poly1305_pull(&p->state,
				   p->plain, &len, &tag, p->sealed, n,
				   (const unsigned char *)magic, sizeof magic)
				   != 0)
			return not_genuine(p, e);
		if (put(p, p->plain, (size_t)len, e) != ERR_OK)
			return e->code;
	}
	return at_end(p) ? ERR_OK : not_genuine(p, e);
}

static FILE *create(const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

static enum err_code pass(const char *from, const char *to, const uint8_t *key,
	enum err_code (*way)(struct passage *, const uint8_t *, struct err *),
	struct err *e)
{
	struct passage *p = base_calloc(1, sizeof *p);

	err_clear(e);
	if (p == NULL)
		return err_set(e, ERR_NOMEM, "no memory for %s", to);
	p->from_name = from;
	p->to_name = to;
	p->from = fopen(from, "re");
	p->to = p->from != NULL ? create(to) : NULL;
	if (p->to == NULL) {
		(void)failed(p->from == NULL ? from : to, e);
	} else {
		if (way(p, key, e) == ERR_OK
			&& (fflush(p->to) != 0 || fsync(fileno(p->to)) != 0))
			(void)failed(to, e);
		if (fclose(p->to) != 0 && e->code == ERR_OK)
			(void)failed(to, e);
		if (e->code != ERR_OK)
			(void)unlink(to);
	}
	if (p->from != NULL)
		(void)fclose(p->from);
	sodium_memzero(p, sizeof *p);
	base_free(p);
	return e->code;
}

enum err_code sealed_file_write(const char *from, const char *to,
	const uint8_t key[SEALED_KEY_BYTES], struct err *e)
{
	return pass(from, to, key, seal, e);
}

enum err_code sealed_file_read(const char *from, const char *to,
	const uint8_t key[SEALED_KEY_BYTES], struct err *e)
{
	return pass(from, to, key, unseal, e);
}

bool sealed_file_is(const char *file)
{
	char head[sizeof magic];
	FILE *f = fopen(file, "re");
	bool is = f != NULL && fread(head, 1, sizeof head, f) == sizeof head
		  && memcmp(head, magic, sizeof magic) == 0;

	if (f != NULL)
		(void)fclose(f);
	return is;
}
