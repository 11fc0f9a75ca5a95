/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/forwarded.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HOPS_MAX = 16, VALUE_MAX = 256 };

struct hop {
	bool told; /* else: unknown, hidden, or no `for` */
	struct network_address address;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	       || (c >= '0' && c <= '9');
}

static size_t token_length(const char *s)
{
	static const char extra[] = "!#$%&'*+-.^_`|~";
	size_t n = 0;

	while (s[n] != '\0' && (is_letter(s[n]) || strchr(extra, s[n]) != NULL))
		n++;
	return n;
}

/* token or quoted-string, unquoted into buffer; NULL when it is neither, else what
 * follows. */
static const char *read_value(const char *s, char *buffer)
{
	size_t n = 0, token = token_length(s);

	if (*s != '"') {
		if (token == 0 || token >= VALUE_MAX)
			return NULL;
		(void)snprintf(buffer, VALUE_MAX, "%.*s", (int)token, s);
		return s + token;
	}
	for (s++; *s != '"'; s++) {
		if (*s == '\\')
			s++;
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f
			|| n + 1 == VALUE_MAX)
			return NULL; /* also at the end of the text */
		buffer[n++] = *s;
	}
	buffer[n] = '\0';
	return s + 1;
}

/* ":" and 1 to 5 digits, or a hidden name; "" is fine. */
static bool is_port(const char *s)
{
	if (s[0] == '\0')
		return true;
	if (s[0] != ':')
		return false;
	if (s[1] == '_')
		return s[2] != '\0' && s[1 + token_length(s + 1)] == '\0';
	return strlen(s) <= 6 && s[1] != '\0'
	       && s[1 + strspn(s + 1, "0123456789")] == '\0';
}

/* The value of `for`; false when it is none. */
static bool read_node(char *value, struct hop *h)
{
	char *end = strchr(value, value[0] == '[' ? ']' : ':');
	char name[VALUE_MAX];

	if (value[0] == '[') {
		if (end == NULL || !is_port(end + 1))
			return false;
		*end = '\0';
		h->told = strchr(value, ':') != NULL
			  && network_parse(value + 1, &h->address);
		return h->told;
	}
	if (end != NULL && !is_port(end))
		return false;
	(void)snprintf(name, sizeof name, "%.*s",
		end != NULL ? (int)(end - value) : VALUE_MAX, value);
	if (name[0] == '_')
		return name[1] != '\0' && name[token_length(name)] == '\0';
	if (strcasecmp(name, "unknown") == 0)
		return true;
	h->told = network_parse(name, &h->address);
	return h->told;
}

/* name=value pairs with ; between; NULL when malformed, else what follows. */
static const char *read_hop(const char *s, struct hop *h)
{
	char value[VALUE_MAX];
	bool seen = false;

	for (;; s++) {
		size_t n = token_length(s);
		bool is_for = n == 3 && strncasecmp(s, "for", 3) == 0;

		if (n > 0) {
			if (s[n] != '=' || (is_for && seen))
				return NULL;
			s = read_value(s + n + 1, value);
			if (s == NULL || (is_for && !read_node(value, h)))
				return NULL;
			seen = seen || is_for;
		}
		if (*s != ';')
			return s;
	}
}

static const char *skip_space(const char *s)
{
	return s + strspn(s, " \t");
}

bool forwarded_client(const char *header, const struct network_set *proxies,
	struct network_address *address, bool *known)
{
	struct hop hops[HOPS_MAX] = { 0 };
	size_t count = 0;

	for (const char *s = header;; s++) {
		const char *begin = skip_space(s);

		if (count == HOPS_MAX)
			return false;
		s = read_hop(begin, &hops[count]);
		if (s == NULL)
			return false;
		count += s != begin; /* an empty place in a list says nothing */
		s = skip_space(s);
		if (*s == '\0')
			break;
		if (*s != ',')
			return false;
	}
	while (count > 0 && hops[count - 1].told) {
		*address = hops[--count].address;
		*known = true;
		if (!network_set_has(proxies, address))
			break;
	}
	return true;
}
