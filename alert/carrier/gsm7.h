/* SPDX-License-Identifier: EUPL-1.2 */
/* The alphabet of text messages (GSM 03.38, now 3GPP TS 23.038): what fits in it, how
 * many parts a text takes, and how letters outside of it are written with letters
 * inside.
 *
 * A text whose every character is in the alphabet goes out in septets, 160 in one part
 * or 153 in each of several; any other goes out in UTF-16, 70 or 67 units. Pure. Texts
 * are UTF-8; a byte that is none counts as U+FFFD. */
#pragma once

#include "base/text.h"

#include <stdint.h>

enum { GSM7_PARTS_MAX = 255 };

struct gsm7_size {
	bool gsm7;    /* every character is in the alphabet */
	size_t units; /* septets, or UTF-16 units */
	size_t parts; /* 0 for "" */
};

/* Is every character in the alphabet or its extension? */
bool gsm7_fits(const char *text);
struct gsm7_size gsm7_size(const char *text);
/* Where the part that begins at byte `from` of a text of several parts ends (byte). A
 * character that takes two units is never divided. `gsm7` as in gsm7_size. */
size_t gsm7_part_end(const char *text, bool gsm7, size_t from);
/* Adds the text with characters outside the alphabet written with those inside: ë as e,
 * a curly quote as a straight one, what has no such form as "?". Never more characters
 * than needed; the result always fits. */
bool gsm7_plain(struct text *out, const char *text);
/* The septets of one code point: 1, 2 (escape and one), or 0 when it is outside. */
int gsm7_septets(uint32_t code_point, uint8_t ret[2]);
