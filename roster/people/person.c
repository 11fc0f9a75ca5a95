/* SPDX-License-Identifier: EUPL-1.2 */
/* Names and addresses, pure. */
#include "roster/people/person.h"

#include "base/fold.h"
#include "base/parse.h"
#include "base/phone.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const contact_kind_words[] = { CONTACT_KINDS(X) };
#undef X

void person_display_name(const char *given, const char *infix, const char *family,
	char buffer[PERSON_NAME_MAX])
{
	(void)snprintf(buffer, PERSON_NAME_MAX, "%s%s%s%s%s", given,
		given[0] ? " " : "", infix, infix[0] ? " " : "", family);
}

void person_list_name(const char *given, const char *infix, const char *family,
	char buffer[PERSON_NAME_MAX])
{
	(void)snprintf(buffer, PERSON_NAME_MAX, "%s%s%s%s%s", family,
		infix[0] ? ", " : "", infix, given[0] ? ", " : "", given);
}

static void key_of(const char *name, char buffer[PERSON_KEY_MAX])
{
	if (!fold(name, buffer, PERSON_KEY_MAX))
		(void)snprintf(buffer, PERSON_KEY_MAX, "%s", name);
}

void person_sort_key(const char *given, const char *infix, const char *family,
	char buffer[PERSON_KEY_MAX])
{
	char name[PERSON_NAME_MAX];

	(void)snprintf(name, sizeof name, "%s %s %s", family, given, infix);
	key_of(name, buffer);
}

void person_search_key(const char *given, const char *infix, const char *family,
	char buffer[PERSON_KEY_MAX])
{
	char name[PERSON_NAME_MAX];

	person_display_name(given, infix, family, name);
	key_of(name, buffer);
}

/* One @, something before it, a dot in the domain, no blanks: the mail server knows the
 * rest. */
static bool is_mail(const char *s)
{
	const char *at = strchr(s, '@');

	return at != NULL && at != s && strchr(at + 1, '@') == NULL
	       && strchr(at + 1, '.') != NULL && at[1] != '.' && s[strlen(s) - 1] != '.'
	       && strpbrk(s, " \t<>()[],;:\"\\") == NULL;
}

static bool is_topic(const char *s)
{
	size_t n = strlen(s);

	return n >= 8 && n <= 64
	       && s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123"
			      "456789_-")]
			  == '\0';
}

enum err_code contact_normalise(enum contact_kind kind, const char *address,
	char *buffer, size_t size, struct err *e)
{
	char phone[PHONE_TEXT];

	switch (kind) {
	case CONTACT_MOBILE:
	case CONTACT_LANDLINE:
		if (phone_parse(address, phone, e) != ERR_OK)
			return e->code;
		if (kind == CONTACT_MOBILE && !phone_is_mobile(phone))
			return err_set(e, ERR_INVALID, "is not a mobile number");
		(void)snprintf(buffer, size, "%s", phone);
		return ERR_OK;
	case CONTACT_EMAIL:
		if (!is_mail(address) || strlen(address) > 254)
			return err_set(e, ERR_INVALID, "must be an e-mail address");
		break;
	case CONTACT_PUSH:
		if (!is_topic(address))
			return err_set(e, ERR_INVALID,
				"must be a topic of 8 to 64 letters, digits, - or _");
		break;
	case CONTACT_KINDS_COUNT:
		break;
	}
	(void)snprintf(buffer, size, "%s", address);
	return ERR_OK;
}
