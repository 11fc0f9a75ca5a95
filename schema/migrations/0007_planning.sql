-- SPDX-License-Identifier: EUPL-1.2
-- Planning: functions that go together, whom a swap was asked of, since when somebody left.

CREATE TABLE function_pair (        -- one person may be on duty for both at the same time
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),       -- the lower id of the two
	other_function_id INTEGER NOT NULL REFERENCES function(id),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),  -- why they go together
	version INTEGER NOT NULL DEFAULT 1,
	UNIQUE (function_id, other_function_id),
	CHECK (function_id < other_function_id)
) STRICT;
CREATE INDEX function_pair_other ON function_pair(other_function_id);

ALTER TABLE swap ADD COLUMN asked_all INTEGER NOT NULL DEFAULT 0 CHECK (asked_all IN (0, 1)); -- of all who qualify; to_person_id is who agreed
ALTER TABLE swap ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;    -- when it was made
ALTER TABLE swap ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500); -- why it was approved or refused all the same
CREATE INDEX swap_open ON swap(function_id, ends_at) WHERE state = 'asked' OR state = 'agreed';

CREATE TABLE swap_refusal (         -- who of those that were asked said no
	swap_id INTEGER NOT NULL REFERENCES swap(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	at INTEGER NOT NULL,
	PRIMARY KEY (swap_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX swap_refusal_person ON swap_refusal(person_id);

ALTER TABLE person ADD COLUMN left_at INTEGER; -- when active became 0, so that a roster as known earlier still shows them; NULL: active, or not known
CREATE INDEX absence_time ON absence(ends_at);
