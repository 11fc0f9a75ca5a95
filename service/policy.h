/* SPDX-License-Identifier: EUPL-1.2 */
/* What an organisation decides for itself: how long sessions last, how long data are
 * kept. Sections [security] and [privacy] of the configuration; the defaults are those
 * of docs/security.md and docs/privacy.md. */
#pragma once

#include <stddef.h>

// clang-format off
#define POLICY_KEYS(X) \
	X(security, session_idle_minutes, 720, 5, 10080)  /* a session ends after so long without use */ \
	X(security, session_hours, 720, 1, 2160)          /* … and so long after signing in, however busy */ \
	X(security, session_rotate_minutes, 60, 0, 10080) /* how old a session's secret gets */ \
	X(security, device_days, 30, 0, 365)              /* a device counts as second factor; 0: never */ \
	X(privacy, grace_days, 7, 1, 90)                  /* between a report and deleting what it names */ \
	X(privacy, contact_days, 30, 0, 3650)             /* numbers and mail addresses after leaving */ \
	X(privacy, person_years, 7, 1, 100)               /* names after leaving */ \
	X(privacy, message_days, 90, 1, 3650)             /* texts and addresses of messages */ \
	X(privacy, test_days, 365, 30, 3650)              /* tests, exercises and reachability tests */ \
	X(privacy, callout_years, 10, 1, 100)             /* real call-outs */ \
	X(privacy, roster_years, 7, 1, 100)               /* duties, absences, swaps, handovers */ \
	X(privacy, training_years, 2, 1, 100)             /* training records after leaving */ \
	X(privacy, certificate_years, 7, 1, 100)          /* certificates after leaving */ \
	X(privacy, audit_years, 5, 3, 100)                /* the audit log */
// clang-format on

struct policy {
#define X(section, name, standard, min, max) int name;
	POLICY_KEYS(X)
#undef X
};

struct policy policy_default(void);
/* NULL: done; else what is wrong with it. */
const char *policy_set(
	struct policy *p, const char *section, const char *key, const char *value);
