-- SPDX-License-Identifier: EUPL-1.2
-- Wrong personal codes of people who call back: so that nobody finds one by trying.

CREATE TABLE voice_guess (               -- kept for an hour
	digest BLOB PRIMARY KEY NOT NULL,    -- of the event: the same one counts once
	caller BLOB NOT NULL,                -- keyed hash of the number; the number itself is not kept
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX voice_guess_caller ON voice_guess (caller, at);
CREATE INDEX voice_guess_at ON voice_guess (at);
