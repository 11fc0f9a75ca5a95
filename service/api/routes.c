/* SPDX-License-Identifier: EUPL-1.2 */
/* All routes of the service. */
#include "service/api/api.h"

// clang-format off
#define TABLES(X) \
	X(health) \
	X(me) \
	X(session) \
	X(signed_in) \
	X(demo) \
	X(second_factor) \
	X(accounts) \
	X(password_reset) \
	X(tokens) \
	X(review) \
	X(privacy) \
	X(municipalities) \
	X(people) \
	X(functions) \
	X(assignments) \
	X(working_weeks) \
	X(duties) \
	X(absences) \
	X(on_duty) \
	X(rotations) \
	X(overrides) \
	X(activities) \
	X(series) \
	X(attendance) \
	X(certificates) \
	X(from_callout) \
	X(learning_points) \
	X(invitations) \
	X(invitation_page) \
	X(sign_ins) \
	X(requirements) \
	X(compliance) \
	X(training_views) \
	X(training_answers) \
	X(notices) \
	X(gateways) \
	X(calendars) \
	X(acknowledgements) \
	X(duty_page) \
	X(handovers) \
	X(absence_files) \
	X(overview) \
	X(publish) \
	X(swaps) \
	X(takeover) \
	X(swap_returns) \
	X(readiness) \
	X(coverage) \
	X(function_pairs) \
	X(fairness) \
	X(audit) \
	X(signing) \
	X(security) \
	X(events) \
	X(imports) \
	X(scenarios) \
	X(callouts) \
	X(callout_steps) \
	X(reliefs) \
	X(alarms) \
	X(reachability) \
	X(paper) \
	X(gateway) \
	X(my_question) \
	X(answers)
// clang-format on

#define X(name) extern const struct api_route name##_routes[];
TABLES(X)
#undef X

const struct api_route *const api_tables[] = {
#define X(name) name##_routes,
	TABLES(X)
#undef X
		NULL
};
