-- SPDX-License-Identifier: EUPL-1.2
-- Rosters: rotations, overrides, swaps, and the layers that say who is on duty.

CREATE TABLE rotation (             -- people who take turns; what holds when is in its revisions
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99), -- of its duties
	until_day INTEGER,              -- the last duty ends on this local date; NULL: open end
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX rotation_function ON rotation(function_id);

CREATE TABLE rotation_revision (    -- what holds from a date on, until the next one
	rotation_id INTEGER NOT NULL REFERENCES rotation(id),
	from_day INTEGER NOT NULL,      -- days since 1970-01-01, local date
	count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 366),
	unit TEXT NOT NULL CHECK (unit IN ('day', 'week')),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),   -- of the handover, 1 = Monday
	minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),  -- local time of the handover
	restart INTEGER NOT NULL CHECK (restart IN (0, 1)),         -- does not keep the rhythm of the one before
	first INTEGER NOT NULL CHECK (first >= 0),                  -- position of who begins
	PRIMARY KEY (rotation_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE rotation_person (
	rotation_id INTEGER NOT NULL,
	from_day INTEGER NOT NULL,
	position INTEGER NOT NULL CHECK (position >= 0),
	person_id INTEGER NOT NULL REFERENCES person(id),
	PRIMARY KEY (rotation_id, from_day, position),
	FOREIGN KEY (rotation_id, from_day) REFERENCES rotation_revision(rotation_id, from_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_person_person ON rotation_person(person_id);

ALTER TABLE duty ADD COLUMN rotation_id INTEGER REFERENCES rotation(id); -- NULL: of no rotation
CREATE INDEX duty_rotation ON duty(rotation_id, ends_at) WHERE rotation_id IS NOT NULL;
CREATE INDEX duty_draft ON duty(ends_at) WHERE state = 'draft';

CREATE TABLE duty_override (        -- this person instead of whoever stands there
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99),
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX duty_override_function_time ON duty_override(function_id, ends_at);
CREATE INDEX duty_override_person ON duty_override(person_id);

CREATE TABLE swap (                 -- one person asks others to take a duty, or a part of it
	id INTEGER PRIMARY KEY NOT NULL,
	duty_id INTEGER NOT NULL,       -- the duty as it was asked; it may be gone since
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
	from_person_id INTEGER NOT NULL REFERENCES person(id),
	to_person_id INTEGER REFERENCES person(id), -- NULL: all who qualify are asked
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused', 'approved', 'withdrawn')),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX swap_duty ON swap(duty_id);
CREATE INDEX swap_function ON swap(function_id);
CREATE INDEX swap_from ON swap(from_person_id, id);
CREATE INDEX swap_to ON swap(to_person_id, id);

-- Who is on duty follows from these alone. Nothing is ever taken out: what no longer holds gets known_until, so that
-- what was known at any time can be told.
CREATE TABLE layer (
	id INTEGER PRIMARY KEY NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('duty', 'override', 'swap')),
	source_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,           -- order in which they were made; a change keeps its place
	kind TEXT NOT NULL CHECK (kind IN ('rotation', 'planner', 'import', 'override', 'swap')),
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	from_person_id INTEGER REFERENCES person(id), -- of a swap
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_until INTEGER             -- NULL: still holds
) STRICT;
CREATE INDEX layer_now ON layer(function_id, ends_at) WHERE known_until IS NULL;
CREATE INDEX layer_now_time ON layer(ends_at) WHERE known_until IS NULL;
CREATE INDEX layer_function ON layer(function_id, ends_at);
CREATE INDEX layer_source ON layer(source, source_id);
CREATE INDEX layer_person ON layer(person_id);
CREATE INDEX layer_from_person ON layer(from_person_id);
INSERT INTO layer (id, source, source_id, seq, kind, function_id, rank, person_id, starts_at, ends_at, known_from)
	SELECT id, 'duty', id, id, CASE origin WHEN 'rotation' THEN 'rotation' WHEN 'import' THEN 'import' ELSE 'planner' END,
		function_id, rank, person_id, starts_at, ends_at, 0 FROM duty WHERE state = 'published';
INSERT INTO sequence (name, next) SELECT 'layer', max(id) + 1 FROM duty HAVING max(id) IS NOT NULL;

CREATE TABLE calendar_token (       -- secret links to calendars; the secret itself is never stored
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER REFERENCES person(id),
	function_id INTEGER REFERENCES function(id), -- exactly one of the two
	name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 120),
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	created_at INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((person_id IS NULL) <> (function_id IS NULL))
) STRICT;
CREATE INDEX calendar_token_person ON calendar_token(person_id);
CREATE INDEX calendar_token_function ON calendar_token(function_id);
