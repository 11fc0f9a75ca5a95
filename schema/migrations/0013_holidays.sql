-- SPDX-License-Identifier: EUPL-1.2
-- Public holidays: which count, and how heavily.

CREATE TABLE holiday (
	id INTEGER PRIMARY KEY NOT NULL,
	kind TEXT UNIQUE CHECK (length(kind) BETWEEN 1 AND 32), -- one that is computed for every year; NULL: a day of one's own
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	day INTEGER,                    -- days since 1970-01-01, of a day of one's own
	yearly INTEGER NOT NULL DEFAULT 1 CHECK (yearly IN (0, 1)), -- on that day and month of every year
	every_years INTEGER NOT NULL DEFAULT 1 CHECK (every_years IN (1, 5)), -- Liberation Day: each year, or 2025, 2030 and so on
	weight_percent INTEGER NOT NULL CHECK (weight_percent BETWEEN 0 AND 1000), -- 0: does not count
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((kind IS NULL) = (day IS NOT NULL))
) STRICT;
INSERT INTO holiday (id, kind, name, weight_percent) VALUES
	(1, 'new_year', 'Nieuwjaarsdag', 100),
	(2, 'good_friday', 'Goede Vrijdag', 0),
	(3, 'easter_sunday', 'Eerste paasdag', 100),
	(4, 'easter_monday', 'Tweede paasdag', 100),
	(5, 'kings_day', 'Koningsdag', 100),
	(6, 'liberation_day', 'Bevrijdingsdag', 100),
	(7, 'ascension_day', 'Hemelvaartsdag', 100),
	(8, 'whit_sunday', 'Eerste pinksterdag', 100),
	(9, 'whit_monday', 'Tweede pinksterdag', 100),
	(10, 'christmas_day', 'Eerste kerstdag', 100),
	(11, 'second_christmas_day', 'Tweede kerstdag', 100);
INSERT INTO sequence (name, next) VALUES ('holiday', 12);
