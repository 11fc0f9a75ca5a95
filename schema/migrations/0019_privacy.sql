-- SPDX-License-Identifier: EUPL-1.2
-- Leaving, and what is deleted when. docs/privacy.md.

CREATE TABLE departure (            -- people who are no longer active
	person_id INTEGER PRIMARY KEY NOT NULL REFERENCES person(id),
	left_at INTEGER NOT NULL,       -- when that was seen
	contacts_at INTEGER,            -- when their numbers and addresses were deleted
	erased_at INTEGER               -- when their name was
) STRICT;
CREATE INDEX departure_left ON departure(left_at);

CREATE TABLE retention (            -- what will be deleted, and what was: one row a kind
	kind TEXT PRIMARY KEY NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
	announced_at INTEGER,           -- when the report was made; NULL: nothing stands to be deleted
	before INTEGER,                 -- what is older than this will be deleted
	count INTEGER NOT NULL DEFAULT 0,   -- how much that was when it was announced
	deleted_at INTEGER,             -- the last time
	deleted INTEGER NOT NULL DEFAULT 0, -- how much, then
	reached INTEGER NOT NULL DEFAULT 0  -- ids up to here were dealt with
) STRICT;
