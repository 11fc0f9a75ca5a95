-- SPDX-License-Identifier: EUPL-1.2
-- Ordinary work, as far as the rules of working time must know: no birth dates, no contracts.

CREATE TABLE working_week (         -- which hours somebody works; of those that hold on a day, the last to begin counts
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	from_day INTEGER,               -- days since 1970-01-01, local date; NULL: always
	until_day INTEGER,              -- first day on which it holds no more; NULL: open end
	under_18 INTEGER NOT NULL DEFAULT 0 CHECK (under_18 IN (0, 1)), -- may not be on call yet
	minutes INTEGER CHECK (minutes BETWEEN 0 AND 10080), -- a week; NULL: the times say it, or it is not known
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (from_day IS NULL OR until_day IS NULL OR until_day > from_day)
) STRICT;
CREATE INDEX working_week_person ON working_week(person_id, from_day);

CREATE TABLE working_week_time (
	working_week_id INTEGER NOT NULL REFERENCES working_week(id),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- of its start, 1 = Monday
	from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439), -- local minutes after midnight
	until_minute INTEGER NOT NULL CHECK (until_minute BETWEEN 0 AND 1439), -- on the next day when not later
	PRIMARY KEY (working_week_id, weekday, from_minute)
) STRICT, WITHOUT ROWID;
