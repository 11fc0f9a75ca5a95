/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as the headers that the API itself reads: what is chosen is one of what was
 * offered, what is read lies within its limits, and a cookie fits its buffer. */
#include "service/api/api_internal.h"
#include "tests/fuzz/fuzz.h"

static void check_choice(const struct api_call *c)
{
	static const char *const types[] = { "application/json", "text/csv",
		"text/html", NULL };
	int choice = api_accepts(c, types);
	const char *language = api_language(c);

	REQUIRE(choice >= -1 && choice < 3);
	REQUIRE(strcmp(language, "nl") == 0 || strcmp(language, "en") == 0);
}

static void check_type(const struct api_call *c, const char *s)
{
	if (api_content_is(c, "application/json"))
		REQUIRE(strlen(s) >= strlen("application/json"));
}

/* Within the header: a value that was found stands in it. */
static void check_cookie(const struct api_call *c, const char *s)
{
	char value[16];

	memset(value, 'x', sizeof value);
	if (!api_cookie(c, "session", value, sizeof value))
		return;
	REQUIRE(memchr(value, '\0', sizeof value) != NULL);
	REQUIRE(strstr(s, value) != NULL && strchr(value, ';') == NULL);
}

static void check_version(struct api_call *c)
{
	struct err e = { 0 };

	c->expected_version = 0;
	if (api_expect_version(c, &e) == ERR_OK)
		REQUIRE(c->expected_version >= 0);
	else
		REQUIRE(e.code == ERR_STALE && c->expected_version == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	/* the name of a cookie depends on it */
	struct api_context context = { .base_url =
					       size % 2 ? "http://x" : "https://x" };
	struct http_request q = { .query = "" };
	struct api_call c = { .http = &q, .context = &context };

	for (int i = 0; i < HTTP_HEADERS_COUNT; i++)
		q.header[i] = s;
	check_choice(&c);
	check_type(&c, s);
	check_cookie(&c, s);
	check_version(&c);
	if (reply_tag_matches(s, "\"7\""))
		REQUIRE(strchr(s, '*') != NULL || strstr(s, "\"7\"") != NULL);
	base_free(s);
	return 0;
}
