-- SPDX-License-Identifier: EUPL-1.2
-- Training: activities, who attended them, certificates, and what each function asks.

CREATE TABLE activity (             -- course, training, exercise, system test or deployment
	id INTEGER PRIMARY KEY NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('course', 'training', 'exercise', 'system_test', 'deployment')),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
	subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 80),  -- what it teaches; requirements may ask for one subject
	series TEXT NOT NULL DEFAULT '' CHECK (length(series) <= 120),   -- name shared by the activities of a series; '': single
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600000),   -- of learning, what attendance takes over
	location TEXT NOT NULL DEFAULT '' CHECK (length(location) <= 200),
	organiser TEXT NOT NULL DEFAULT '' CHECK (length(organiser) <= 120),
	goals TEXT NOT NULL DEFAULT '' CHECK (length(goals) <= 4000),
	capacity INTEGER CHECK (capacity BETWEEN 1 AND 100000),          -- NULL: room for all
	cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
	callout_id INTEGER UNIQUE REFERENCES callout(id),                -- the call-out that it was; NULL: none
	external_id TEXT UNIQUE CHECK (length(external_id) BETWEEN 1 AND 64), -- number in the system it was imported from
	source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 120),   -- of an import; '': entered here
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX activity_time ON activity(ends_at);

CREATE TABLE activity_function (    -- for whom it is; none: for all
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	function_id INTEGER NOT NULL REFERENCES function(id),
	PRIMARY KEY (activity_id, function_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_function_function ON activity_function(function_id);

-- Append-only: the program has no statement that changes or deletes a row of these tables. A correction is a new row that
-- names the one it replaces; each row is replaced at most once, so that every chain has one end.
CREATE TABLE attendance (
	id INTEGER PRIMARY KEY NOT NULL,
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	function_id INTEGER REFERENCES function(id),    -- in which function; NULL: all that the activity is for
	role TEXT NOT NULL CHECK (length(role) <= 120), -- "tegenspel", "waarnemer"
	result TEXT NOT NULL CHECK (result IN ('present', 'absent', 'excused', 'passed', 'failed')),
	minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600000),
	assessor TEXT NOT NULL CHECK (length(assessor) <= 120),
	remarks TEXT NOT NULL CHECK (length(remarks) <= 1000),
	replaces INTEGER UNIQUE REFERENCES attendance(id),
	reason TEXT NOT NULL CHECK (length(reason) <= 500),   -- of the correction
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)), -- the correction says: this should never have been recorded
	source TEXT NOT NULL CHECK (length(source) <= 120),   -- 'list', 'sign-in', 'callout', or the file it was imported from
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1 CHECK (version = 1),
	CHECK ((replaces IS NULL) = (reason = '')),
	CHECK (withdrawn = 0 OR replaces IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX attendance_first ON attendance(activity_id, person_id, function_id) WHERE replaces IS NULL AND function_id IS NOT NULL;
CREATE UNIQUE INDEX attendance_first_all ON attendance(activity_id, person_id) WHERE replaces IS NULL AND function_id IS NULL;
CREATE INDEX attendance_activity ON attendance(activity_id, id);
CREATE INDEX attendance_person ON attendance(person_id, id);
CREATE INDEX attendance_function ON attendance(function_id) WHERE function_id IS NOT NULL;

CREATE TABLE certificate (
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160), -- requirements find it by this
	number TEXT NOT NULL CHECK (length(number) <= 80),
	issuer TEXT NOT NULL CHECK (length(issuer) <= 120),
	from_day INTEGER NOT NULL,      -- days since 1970-01-01, local date, inclusive
	until_day INTEGER CHECK (until_day > from_day), -- exclusive; NULL: it does not say
	replaces INTEGER UNIQUE REFERENCES certificate(id),
	reason TEXT NOT NULL CHECK (length(reason) <= 500),
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
	source TEXT NOT NULL CHECK (length(source) <= 120),
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1 CHECK (version = 1),
	CHECK ((replaces IS NULL) = (reason = '')),
	CHECK (withdrawn = 0 OR replaces IS NOT NULL)
) STRICT;
CREATE INDEX certificate_person ON certificate(person_id, id);

CREATE TABLE certificate_file (     -- the paper itself, once for each record
	certificate_id INTEGER PRIMARY KEY NOT NULL REFERENCES certificate(id),
	type TEXT NOT NULL CHECK (type IN ('application/pdf', 'image/png', 'image/jpeg')),
	sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
	bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL
) STRICT;

CREATE TABLE requirement (          -- what a function, a person, or a person in a function must do
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER REFERENCES function(id),
	person_id INTEGER REFERENCES person(id),
	kind TEXT NOT NULL CHECK (kind IN ('course', 'training', 'exercise', 'system_test', 'deployment', 'certificate', 'hours')),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
	subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 160), -- only activities of this subject, certificates of this title
	count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 10000),        -- so many activities, or hours
	within_months INTEGER CHECK (within_months BETWEEN 1 AND 600),   -- NULL: ever
	valid_months INTEGER CHECK (valid_months BETWEEN 1 AND 600),     -- what was done counts so long; NULL: always
	grace_days INTEGER NOT NULL DEFAULT 0 CHECK (grace_days BETWEEN 0 AND 3660),
	deployments_count INTEGER NOT NULL DEFAULT 0 CHECK (deployments_count IN (0, 1)), -- a deployment counts as this kind too
	from_day INTEGER,               -- asked from this local date on; NULL: always
	until_day INTEGER,              -- exclusive; NULL: no end
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (function_id IS NOT NULL OR person_id IS NOT NULL),
	CHECK (from_day IS NULL OR until_day IS NULL OR until_day > from_day)
) STRICT;
CREATE INDEX requirement_function ON requirement(function_id) WHERE function_id IS NOT NULL;
CREATE INDEX requirement_person ON requirement(person_id) WHERE person_id IS NOT NULL;
