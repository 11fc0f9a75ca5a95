/* SPDX-License-Identifier: EUPL-1.2 */
/* The alphabet of text messages: counting is checked by a second, plain counter written
 * from the standard's table in another form; properties over random texts. */
#include "alert/carrier/gsm7.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The same alphabet as lines of text, as the standard prints them. */
static const char *const one_septet =
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
	"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char *const two_septets = "\f^{}\\[~]|€";

static size_t bytes_of(const char *s)
{
	unsigned char c = (unsigned char)*s;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static bool is_in(const char *list, const char *s)
{
	size_t n = bytes_of(s);

	for (const char *at = list; *at != '\0'; at += bytes_of(at))
		if (bytes_of(at) == n && memcmp(at, s, n) == 0)
			return true;
	return false;
}

/* The second counter: fills parts one by one. */
static struct gsm7_size counted(const char *text)
{
	struct gsm7_size r = { .gsm7 = true };
	size_t used = 0, room;

	for (const char *s = text; *s != '\0'; s += bytes_of(s))
		if (!is_in(one_septet, s) && !is_in(two_septets, s))
			r.gsm7 = false;
	room = r.gsm7 ? 153 : 67;
	for (const char *s = text; *s != '\0'; s += bytes_of(s)) {
		size_t n = r.gsm7 ? (is_in(one_septet, s) ? 1 : 2)
				  : (bytes_of(s) == 4 ? 2 : 1);

		r.units += n;
		if (r.parts == 0 || used + n > room) {
			r.parts++;
			used = 0;
		}
		used += n;
	}
	if (r.units <= (r.gsm7 ? 160 : 70) && r.units > 0)
		r.parts = 1;
	return r;
}

static void same_size(const char *text)
{
	struct gsm7_size a = gsm7_size(text), b = counted(text);

	if (a.gsm7 != b.gsm7 || a.units != b.units || a.parts != b.parts)
		fail_msg("%d %zu %zu, not %d %zu %zu: %.80s", a.gsm7, a.units, a.parts,
			b.gsm7, b.units, b.parts, text);
}

static void random_text(struct prng *p, char *buffer, size_t characters)
{
	static const char *const choices[] = { "a", "Z", "7", " ", "\n", "@", "é", "à",
		"Ω", "€", "[", "~", "ë", "ï", "“", "😀", "漢", "ĳ", "\\", "ç" };
	const uint64_t kinds =
		prng_below(p, 3) == 0 ? 12 : sizeof choices / sizeof *choices;

	buffer[0] = '\0';
	for (size_t i = 0; i < characters; i++)
		buffer = stpcpy(buffer, choices[prng_below(p, kinds)]);
}

static void two_counters_agree(void **state)
{
	static char text[4096];
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		prng_init(&p, seed);
		random_text(&p, text, (size_t)prng_below(&p, 700));
		same_size(text);
	}
}

static void fill(char *text, const char *with, size_t n)
{
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		text = stpcpy(text, with);
}

static void sizes_at_the_borders(void **state)
{
	static const struct {
		const char *with;
		size_t n, parts;
	} cases[] = { { "a", 0, 0 }, { "a", 160, 1 }, { "a", 161, 2 }, { "a", 306, 2 },
		{ "a", 307, 3 }, { "a", 459, 3 }, { "€", 80, 1 }, { "€", 81, 2 },
		{ "€", 152, 2 }, { "€", 153, 3 }, { "ë", 70, 1 }, { "ë", 71, 2 },
		{ "ë", 134, 2 }, { "ë", 135, 3 }, { "😀", 35, 1 }, { "😀", 36, 2 },
		{ "😀", 66, 2 }, { "😀", 67, 3 } };
	static char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fill(text, cases[i].with, cases[i].n);
		if (gsm7_size(text).parts != cases[i].parts)
			fail_msg("%zu times %s: %zu parts, not %zu", cases[i].n,
				cases[i].with, gsm7_size(text).parts, cases[i].parts);
		same_size(text);
	}
}

static void every_code_point_of_the_plane_is_judged_alike(void **state)
{
	uint8_t septets[2];
	size_t one = 0, two = 0;

	(void)state;
	for (uint32_t c = 1; c < 0xd800; c++) {
		char s[5] = { 0 };
		int n = gsm7_septets(c, septets);

		if (c < 0x80) {
			s[0] = (char)c;
		} else if (c < 0x800) {
			s[0] = (char)(0xc0 | c >> 6);
			s[1] = (char)(0x80 | (c & 0x3f));
		} else {
			s[0] = (char)(0xe0 | c >> 12);
			s[1] = (char)(0x80 | (c >> 6 & 0x3f));
			s[2] = (char)(0x80 | (c & 0x3f));
		}
		assert_int_equal(n, is_in(one_septet, s)    ? 1
				    : is_in(two_septets, s) ? 2
							    : 0);
		assert_int_equal(gsm7_fits(s), n > 0);
		one += n == 1;
		two += n == 2;
	}
	assert_int_equal(one, 127);
	assert_int_equal(two, 10);
}

static void no_pair_is_divided_and_nothing_is_lost(void **state)
{
	static char text[4096];
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct gsm7_size size;
		size_t parts = 0, end = 0;

		prng_init(&p, seed);
		random_text(&p, text, 200 + (size_t)prng_below(&p, 500));
		size = gsm7_size(text);
		while (text[end] != '\0') {
			size_t from = end;
			char part[1024];

			end = gsm7_part_end(text, size.gsm7, from);
			assert_true(end > from);
			assert_true(((unsigned char)text[end] & 0xc0) != 0x80);
			memcpy(part, text + from, end - from);
			part[end - from] = '\0';
			if (size.gsm7)
				assert_true(counted(part).units <= 153);
			parts++;
		}
		if (size.units > 160)
			assert_int_equal(parts, size.parts);
	}
}

static void plain_is(const char *text, const char *expected)
{
	TEXT_AUTO out = { 0 };

	text_init(&out, 8192);
	assert_true(gsm7_plain(&out, text));
	assert_string_equal(text_str(&out), expected);
}

static void letters_outside_are_written_with_letters_inside(void **state)
{
	(void)state;
	plain_is("", "");
	plain_is("Coördinator zoöbeëindiging, geïnd",
		"Coördinator zoöbeeindiging, geind");
	plain_is("é è à ä ö ñ ü ù ò ì Ç É € [x]", "é è à ä ö ñ ü ù ò ì Ç É € [x]");
	plain_is("ëïêôûâîáíóúç ÿ", "eieouaiaiouc y");
	plain_is("ËÏÊÔÀÁÈ", "EIEOAAE");
	plain_is("“Ja”, zei ‘hij’ – nee… fıjn", "\"Ja\", zei 'hij' - nee... fijn");
	plain_is("ĳsselland Ĳssel", "ijsselland IJssel");
	plain_is("Łódź œuvre Þór ½ ﬁets", "Lodz oeuvre Thor 1/2 fiets");
	plain_is("e\xcc\x81 e\xcc\x88", "é e"); /* accents apart from their letter */
	plain_is("😀 漢", "? ?");
	plain_is("a\xff"
		 "b",
		"a?b");
	plain_is("a\tb", "a b");
}

static void plain_text_always_fits_and_is_not_longer(void **state)
{
	static char text[4096];
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		TEXT_AUTO out = { 0 };
		TEXT_AUTO again = { 0 };

		prng_init(&p, seed);
		random_text(&p, text, (size_t)prng_below(&p, 600));
		text_init(&out, 16384);
		text_init(&again, 16384);
		assert_true(gsm7_plain(&out, text));
		assert_true(gsm7_fits(text_str(&out)));
		assert_true(gsm7_size(text_str(&out)).parts <= gsm7_size(text).parts);
		if (gsm7_fits(text))
			assert_string_equal(text_str(&out), text);
		assert_true(gsm7_plain(&again, text_str(&out)));
		assert_string_equal(text_str(&again), text_str(&out));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_counters_agree),
		cmocka_unit_test(sizes_at_the_borders),
		cmocka_unit_test(every_code_point_of_the_plane_is_judged_alike),
		cmocka_unit_test(no_pair_is_divided_and_nothing_is_lost),
		cmocka_unit_test(letters_outside_are_written_with_letters_inside),
		cmocka_unit_test(plain_text_always_fits_and_is_not_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
