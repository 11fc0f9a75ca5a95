-- SPDX-License-Identifier: EUPL-1.2
-- Owners of learning points are reminded, once before and once after the due date.

CREATE TABLE learning_point_told (
	learning_point_id INTEGER NOT NULL REFERENCES learning_point(id),
	person_id INTEGER NOT NULL REFERENCES person(id), -- who owned it then
	due_day INTEGER NOT NULL,           -- of then: another date is told again
	stage TEXT NOT NULL CHECK (stage IN ('before', 'after')),
	told_at INTEGER NOT NULL,
	PRIMARY KEY (learning_point_id, person_id, due_day, stage)
) STRICT, WITHOUT ROWID;
CREATE INDEX learning_point_told_person ON learning_point_told(person_id);
CREATE INDEX learning_point_due ON learning_point(due_day) WHERE due_day IS NOT NULL;
