-- SPDX-License-Identifier: EUPL-1.2
-- Reminders of duties, and who said to know of them; notes from one holder to the next.

CREATE TABLE duty_ack (             -- a stretch of duty of which somebody was reminded, or that was acknowledged
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,       -- as it was when the row was made
	reminded_at INTEGER,            -- NULL: not
	acknowledged_at INTEGER,        -- NULL: not yet
	via TEXT NOT NULL DEFAULT '' CHECK (via IN ('', 'link', 'api')),
	warned_at INTEGER,              -- when the coordinator heard that nobody acknowledged it; NULL: not
	hash BLOB UNIQUE CHECK (length(hash) = 32), -- of the secret in the link; NULL: no link was sent
	UNIQUE (function_id, rank, person_id, starts_at)
) STRICT;
CREATE INDEX duty_ack_person ON duty_ack(person_id);

CREATE TABLE handover (             -- what the next holder should know
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	from_person_id INTEGER REFERENCES person(id), -- NULL: a coordinator
	to_person_id INTEGER REFERENCES person(id),   -- NULL: nobody follows yet
	text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
	created_at INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX handover_function ON handover(function_id, id);
CREATE INDEX handover_from ON handover(from_person_id);
CREATE INDEX handover_to ON handover(to_person_id, id);
