/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures that others can check without any secret: Ed25519 (RFC 8032), for reports
 * that leave the program and for seals on the audit log. Pure.
 *
 * The key of an installation is derived from its secret: nothing more to keep, and who
 * restores the secret has the key again. What is signed is the text
 *
 *     <purpose> LF <SHA-256 of the content in lower-case hexadecimal> LF
 *
 * so that a signature for one purpose never serves another, and anybody can check it
 * with common tools (docs/api.md, the signing key). */
#pragma once

#include "base/digest.h"

enum {
	SIGNATURE_BYTES = 64,
	SIGNATURE_HEX = 129,
	SIGNATURE_KEY_BYTES = 32,
	SIGNATURE_SECRET_BYTES = 64,
	SIGNATURE_KEY_HEX = 65,
	SIGNATURE_ID = 17,  /* text: the first 8 bytes of SHA-256 of the public key */
	SIGNATURE_PEM = 128 /* text: SubjectPublicKeyInfo (RFC 8410) */
};

/* Purposes: one line each, never reused for other content. */
#define SIGNATURE_REPORT       "paraat-report-1"
#define SIGNATURE_SEAL         "paraat-audit-seal-1"
#define SIGNATURE_AUDIT_EXPORT "paraat-audit-export-1"

struct signature_key {
	uint8_t public_key[SIGNATURE_KEY_BYTES];
	uint8_t secret[SIGNATURE_SECRET_BYTES]; /* never leaves the program */
};

/* The key of the installation whose secret this is; always the same one. */
void signature_key_derive(struct signature_key *ret, const void *secret, size_t len);
/* Overwrites what is secret. */
void signature_key_fini(struct signature_key *k);

/* Hexadecimal, with closing NUL. Returns ret. */
const char *signature_make(const struct signature_key *k, const char *purpose,
	const void *content, size_t len, char ret[SIGNATURE_HEX]);
/* False: another content, purpose or key, or no signature at all. */
bool signature_holds(const uint8_t public_key[SIGNATURE_KEY_BYTES], const char *purpose,
	const void *content, size_t len, const char *signature_hex);

/* How a public key is written. */
const char *signature_key_id(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_ID]);
const char *signature_key_hex(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_KEY_HEX]);
const char *signature_key_pem(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_PEM]);
bool signature_key_from_hex(const char *hex, uint8_t ret[SIGNATURE_KEY_BYTES]);
