/* SPDX-License-Identifier: EUPL-1.2 */
/* Words, one after the other; each says yes, no, last resort, late, there, minutes, or
 * nothing. */
#include "alert/answer/answer.h"

#include "base/fold.h"
#include "base/parse.h"

#include <string.h>

static const char *const yes_words[] = { "ja", "j", "yes", "y", "ok", "oke", "okay" };
/* Yes, unless a no stands beside it: "ik kom", "ik kom niet". */
static const char *const come_words[] = { "kom", "coming" };
static const char *const no_words[] = { "nee", "neen", "n", "no", "2", "niet", "not",
	"nope" };
static const char *const last_words[] = { "noodgeval", "reserve", "desnoods", "resort",
	"moet" };
static const char *const minute_words[] = { "min", "mins", "minuut", "minuten",
	"minute", "minutes", "m" };
static const char *const late_words[] = { "later", "vertraagd", "vertraging", "late",
	"delayed", "delay", "laat", "file" };
static const char *const arrived_words[] = { "aangekomen", "gearriveerd", "aanwezig",
	"arrived", "present" };
/* "ik ben er": there, unless minutes or a yes stand beside it */
static const char *const there_words[] = { "er", "there", "here", "hier" };
static const char *const filler_words[] = { "hier", "here", "nu", "now", "running",
	"aan", "maar", "but", "ik", "i", "come", "will", "over", "in", "er", "ben",
	"am", "there", "be", "kan", "can", "als", "as", "het", "echt", "last", "only",
	"if", "alleen", "dank", "thanks", "with", "met", "about", "ongeveer", "ca",
	"hoor", "graag", "we", "u" };

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static bool is_in(const char *word, const char *const list[], size_t count)
{
	return parse_word(word, list, count) >= 0;
}

struct reading {
	bool yes, no, comes, last, late, arrived, there, unknown;
	bool chose; /* the word before was a bare 1 or 2 */
	int eta;
	int numbers;
	int64_t callout_id;
};

/* A bare 1 or 2 as the first word is an answer, as on the telephone; any other number
 * is minutes. */
static void read_number(struct reading *r, const char *word, bool first)
{
	int64_t n;

	if (!parse_int(word, 0, 1440, &n)) {
		r->unknown = true;
		return;
	}
	if (first && (n == 1 || n == 2)) {
		r->yes |= n == 1;
		r->no |= n == 2;
		r->chose = true;
		return;
	}
	r->eta = (int)n;
	r->numbers++;
}

/* "30", or "30min". */
static void read_digits(struct reading *r, char *word, size_t digits, bool first)
{
	bool bare = word[digits] == '\0';

	if (!bare && !is_in(word + digits, minute_words, COUNT(minute_words)))
		r->unknown = true; /* "30x" */
	word[digits] = '\0';
	read_number(r, word, first && bare);
}

static void read_word(struct reading *r, char *word, bool first)
{
	size_t digits = strspn(word, "0123456789");
	bool chose = r->chose;

	r->chose = false;
	r->there |= is_in(word, there_words, COUNT(there_words));
	if (word[0] == '#') {
		if (!parse_int(word + 1, 1, INT64_MAX, &r->callout_id))
			r->unknown = true;
	} else if (digits > 0) {
		read_digits(r, word, digits, first);
	} else if (is_in(word, minute_words, COUNT(minute_words))) {
		r->unknown |= chose; /* "2 min": a no, or minutes? Ask. */
	} else if (is_in(word, no_words, COUNT(no_words))) {
		r->no = true;
	} else if (is_in(word, last_words, COUNT(last_words))) {
		r->last = true;
	} else if (is_in(word, late_words, COUNT(late_words))) {
		r->late = true;
	} else if (is_in(word, arrived_words, COUNT(arrived_words))) {
		r->arrived = true;
	} else if (is_in(word, yes_words, COUNT(yes_words))) {
		r->yes = true;
	} else if (is_in(word, come_words, COUNT(come_words))) {
		r->comes = true;
	} else if (!is_in(word, filler_words, COUNT(filler_words))) {
		r->unknown = true;
	}
}

static enum answer_said said(const struct reading *r)
{
	bool answers = r->yes || r->no || r->comes || r->last;

	if (r->late && r->numbers == 1 && !r->last)
		return SAID_LATE;
	if (r->numbers == 0 && !answers && !r->late && (r->arrived || r->there))
		return SAID_ARRIVED;
	return SAID_ANSWER;
}

static const char breaks[] = " \t\r\n.,;:!?'\"()-/";

/* Minutes may be glued to a yes or a delay only: "N35" is a road. */
static bool wants_minutes(const char *word, size_t n)
{
	char head[16];

	if (n >= sizeof head)
		return false;
	memcpy(head, word, n);
	head[n] = '\0';
	return is_in(head, yes_words, COUNT(yes_words))
	       || is_in(head, late_words, COUNT(late_words));
}

/* "ja30" and "nee#12" get their blank; ret has room for twice the text. */
static void unglue(const char *text, char *ret)
{
	const char *word = text;

	for (const char *s = text; *s != '\0'; s++) {
		bool digit = *s >= '0' && *s <= '9';

		if (strchr(breaks, *s) != NULL)
			word = s + 1;
		if (*s == '#' || (digit && wants_minutes(word, (size_t)(s - word)))) {
			*ret++ = ' ';
			word = s;
		}
		*ret++ = *s;
	}
	*ret = '\0';
}

bool answer_parse(const char *text, struct answer_text *ret)
{
	struct reading r = { .eta = -1 };
	char folded[200], words[2 * sizeof folded], *rest = NULL;
	bool first = true;

	if (strlen(text) > 160 || !fold(text, folded, sizeof folded))
		return false;
	unglue(folded, words);
	for (char *word = strtok_r(words, breaks, &rest); word != NULL;
		word = strtok_r(NULL, breaks, &rest)) {
		read_word(&r, word, first);
		first = false;
	}
	if (r.unknown || r.numbers > 1
		|| (r.no && (r.yes || r.last || r.late || r.arrived)))
		return false;
	ret->said = said(&r);
	if (ret->said == SAID_ANSWER
		&& (r.late || !(r.yes || r.no || r.last || r.comes)))
		return false;
	ret->answer = r.no ? ANSWER_NO : r.last ? ANSWER_LAST_RESORT : ANSWER_YES;
	ret->eta_minutes = r.no ? -1 : r.eta;
	ret->callout_id = r.callout_id;
	return true;
}
