/* SPDX-License-Identifier: EUPL-1.2 */
/* A file that only who has the key can read, or change unnoticed (libsodium's
 * secretstream, XChaCha20-Poly1305).
 *
 *     "PARAAT-SEALED-1\n"                          16 bytes
 *     header of the stream                         24 bytes
 *     chunks: 64 KiB of the file and 17 more each, the last one marked as the last
 *
 * A file that was cut, lengthened, changed or put together from others is refused. */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum { SEALED_KEY_BYTES = 32 };

/* Both write `to` anew with mode 0600, flushed to the disk; on failure it is removed.
 */
MUST_USE enum err_code sealed_file_write(const char *from, const char *to,
	const uint8_t key[SEALED_KEY_BYTES], struct err *e);
MUST_USE enum err_code sealed_file_read(const char *from, const char *to,
	const uint8_t key[SEALED_KEY_BYTES], struct err *e);
/* Does it begin as one? A file that cannot be read is none. */
bool sealed_file_is(const char *file);
