-- SPDX-License-Identifier: EUPL-1.2
-- Call-outs that a control room starts.

CREATE TABLE alarm_rule (           -- which scenario an alarm of a control room means; tried in order of rank
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 9999),
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	control_room TEXT NOT NULL DEFAULT '' CHECK (length(control_room) <= 63), -- '': any
	matches TEXT NOT NULL CHECK (length(matches) <= 4000), -- JSON: [{field, is, value}], all must hold
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	kind TEXT CHECK (kind IN ('real', 'exercise', 'test', 'reachability')), -- NULL: that of the scenario
	incident TEXT NOT NULL CHECK (length(incident) <= 200),  -- texts with {field} of the alarm
	location TEXT NOT NULL CHECK (length(location) <= 200),
	details TEXT NOT NULL CHECK (length(details) <= 2000),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX alarm_rule_order ON alarm_rule(rank, id);
CREATE INDEX alarm_rule_scenario ON alarm_rule(scenario_id);

CREATE TABLE alarm (                -- what control rooms sent
	id INTEGER PRIMARY KEY NOT NULL,
	control_room TEXT NOT NULL CHECK (length(control_room) BETWEEN 1 AND 63),
	source_id TEXT NOT NULL CHECK (length(source_id) BETWEEN 1 AND 100), -- the control room's own: a repeat changes nothing
	received_at INTEGER NOT NULL,
	body TEXT NOT NULL CHECK (length(body) <= 20000),        -- as it came
	rule_id INTEGER,                -- which rule it met; the rule may be gone since
	callout_id INTEGER REFERENCES callout(id),
	result TEXT NOT NULL CHECK (result IN ('started', 'joined', 'no_rule')),
	UNIQUE (control_room, source_id)
) STRICT;
CREATE INDEX alarm_callout ON alarm(callout_id) WHERE callout_id IS NOT NULL;
