/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may what: the one table. Every route names a permission; a permission names the
 * roles that have it, and how far it reaches for accounts that were given to some
 * municipalities only. docs/security.md shows it to people. */
#pragma once

#include "service/accounts/token_store.h"

/* How far a permission reaches. Accounts without municipalities reach the whole region.
 */
enum permission_reach {
	REACH_ANY,     /* no difference */
	REACH_LOCAL,   /* items of one's own municipalities: api_scope_item */
	REACH_CALLOUT, /* call-outs of functions of one's own municipalities only */
	REACH_REGION,  /* accounts of the region only */
};

#define ROLE_BIT(name)     (1u << ROLE_##name)
#define ROLES_ADMINISTER   ROLE_BIT(ADMINISTRATOR)
#define ROLES_CHECK        (ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(AUDITOR))
#define ROLES_PLANNING     (ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(COORDINATOR))
#define ROLES_CALLING      (ROLES_PLANNING | ROLE_BIT(DISPATCHER))
#define ROLES_EVERYBODY    ((1u << ROLES_COUNT) - 1)
#define ROLES_NOT_MEMBERS  (ROLES_EVERYBODY & ~ROLE_BIT(MEMBER))
#define ROLES_NOT_AUDITORS (ROLES_EVERYBODY & ~ROLE_BIT(AUDITOR))

// clang-format off
#define PERMISSIONS(X) \
	X(PUBLIC, 0, ANY, "what needs no sign-in: health, answer links, callbacks of gateways with their own secret") \
	X(OWN, ROLES_EVERYBODY, ANY, "one's own account, sessions and data") \
	X(OWN_LINKS, ROLES_NOT_AUDITORS, ANY, "links to calendars: one's own, of all for who plans") \
	X(COLLEAGUES, ROLES_EVERYBODY, ANY, "functions, names and duties of colleagues, never their numbers") \
	X(READ, ROLES_NOT_MEMBERS, ANY, "rosters, functions, scenarios, call-outs") \
	X(ADDRESSES, ROLES_CALLING, LOCAL, "telephone numbers and mail addresses of people") \
	X(PEOPLE, ROLES_PLANNING, LOCAL, "people, which functions they hold, and their ordinary work") \
	X(ROSTER, ROLES_PLANNING, LOCAL, "duties and overrides") \
	X(ABSENCES, ROLES_PLANNING | ROLE_BIT(MEMBER), LOCAL, "absences; a member's own") \
	X(SWAPS, ROLES_PLANNING | ROLE_BIT(MEMBER), ANY, "swaps of duties; a member's own") \
	X(TRAINING, ROLES_PLANNING | ROLE_BIT(AUDITOR), ANY, "training records of all") \
	X(TRAINING_OWN, ROLES_PLANNING | ROLE_BIT(AUDITOR) | ROLE_BIT(MEMBER), ANY, "training records; a member's own") \
	X(DUTY_NOTES, ROLES_PLANNING | ROLE_BIT(MEMBER), ANY, "duties seen and handed over; a member's own") \
	X(HOURS, ROLES_PLANNING | ROLE_BIT(AUDITOR), ANY, "hours of hard piket of all, for compensation; ordinary work of all") \
	X(INVITED, ROLES_PLANNING | ROLE_BIT(MEMBER), ANY, "answer invitations to activities; a member's own") \
	X(PRESENT, ROLE_BIT(MEMBER), ANY, "sign in at an activity, for oneself") \
	X(NUMBERS, ROLES_CALLING | ROLE_BIT(MEMBER), ANY, "prove that a number is right; a member's own") \
	X(PLAN, ROLES_PLANNING, REGION, "rotations, publishing, scenarios, functions, training") \
	X(TRANSFER, ROLES_PLANNING, REGION, "import and export") \
	X(CALL, ROLES_CALLING, CALLOUT, "start and steer call-outs") \
	X(PAPER, ROLES_CALLING, REGION, "lists to call by hand from, with numbers") \
	X(AUDIT, ROLES_CHECK, REGION, "read and export the audit log") \
	X(REVIEW, ROLES_CHECK, REGION, "see who may what: accounts and tokens, and when they were reviewed") \
	X(ADMIN, ROLES_ADMINISTER, REGION, "accounts, tokens, settings")
// clang-format on

struct permission {
	const char *name;
	unsigned roles; /* bits ROLE_BIT(…); 0: no sign-in is asked */
	enum permission_reach reach;
	const char *what;
};
#define X(name, roles, reach, what) PERMISSION_##name,
enum { PERMISSIONS(X) PERMISSIONS_COUNT };
#undef X
extern const struct permission permissions[];

#define MAY(name) (&permissions[PERMISSION_##name])
