-- SPDX-License-Identifier: EUPL-1.2
-- When people left and came back, so that a roster as known at any time shows who was there then.

ALTER TABLE person DROP COLUMN left_at;
CREATE TABLE person_leave (         -- not active during [left_at, returned_at)
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	left_at INTEGER NOT NULL,
	returned_at INTEGER             -- NULL: has not come back
) STRICT;
CREATE INDEX person_leave_person ON person_leave(person_id, left_at);
INSERT INTO person_leave (id, person_id, left_at) SELECT id, id, 0 FROM person WHERE active = 0;
INSERT INTO sequence (name, next) SELECT 'person_leave', max(id) + 1 FROM person_leave HAVING max(id) IS NOT NULL;
