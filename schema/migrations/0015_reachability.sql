-- SPDX-License-Identifier: EUPL-1.2
-- Can people be reached: tests on a schedule, what they showed, and numbers that were proved.

CREATE TABLE test_schedule (        -- call-outs of kind test, reachability or exercise that start by themselves
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	function_ids TEXT NOT NULL CHECK (length(function_ids) <= 2000), -- JSON: only these slots; []: all
	every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 52),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
	minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),  -- local time
	first_day INTEGER NOT NULL,     -- days since 1970-01-01: the first on or after
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	next_at INTEGER NOT NULL,
	started_at INTEGER,             -- the last one
	callout_id INTEGER REFERENCES callout(id),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX test_schedule_due ON test_schedule(next_at) WHERE active = 1;
CREATE INDEX test_schedule_scenario ON test_schedule(scenario_id);
CREATE INDEX test_schedule_callout ON test_schedule(callout_id) WHERE callout_id IS NOT NULL;

ALTER TABLE callout ADD COLUMN counted_at INTEGER; -- of a test: who reacted was counted
CREATE INDEX callout_uncounted ON callout(kind, started_at) WHERE counted_at IS NULL;

CREATE TABLE reachability (         -- what tests showed of a person
	person_id INTEGER PRIMARY KEY NOT NULL REFERENCES person(id),
	missed INTEGER NOT NULL CHECK (missed >= 0), -- tests in a row without an answer
	tested_at INTEGER NOT NULL,
	answered_at INTEGER             -- the last test that was answered
) STRICT;
CREATE INDEX reachability_missed ON reachability(missed);

CREATE TABLE contact_proof (        -- numbers and addresses that were proved to be somebody's, and codes under way
	person_id INTEGER NOT NULL REFERENCES person(id),
	kind TEXT NOT NULL CHECK (kind IN ('mobile', 'landline', 'email', 'push')),
	address TEXT NOT NULL,
	verified_at INTEGER,            -- NULL: not yet
	code_hash BLOB CHECK (length(code_hash) = 32), -- NULL: no code under way
	sent_at INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, kind, address)
) STRICT, WITHOUT ROWID;
