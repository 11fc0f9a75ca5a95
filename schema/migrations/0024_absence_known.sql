-- SPDX-License-Identifier: EUPL-1.2
-- What was known of absences, and when, so that a roster as known earlier shows who was
-- known to be absent.

CREATE TABLE absence_known (        -- an absence as it was written down; nothing is changed but its end
	id INTEGER PRIMARY KEY NOT NULL,
	absence_id INTEGER NOT NULL,    -- the absence may be gone since
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_until INTEGER             -- NULL: still holds
) STRICT;
CREATE INDEX absence_known_person ON absence_known(person_id, ends_at);
CREATE INDEX absence_known_absence ON absence_known(absence_id);

-- Since when the present ones are known was not kept: as if always.
INSERT INTO absence_known (id, absence_id, person_id, starts_at, ends_at, known_from)
	SELECT id, id, person_id, starts_at, ends_at, 0 FROM absence;
INSERT INTO sequence (name, next)
	SELECT 'absence_known', next FROM sequence WHERE name = 'absence';
