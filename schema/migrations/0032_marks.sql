-- SPDX-License-Identifier: EUPL-1.2
-- Where an imported requirement comes from, as other imported records say. And until when somebody is under 18: a mark
-- without an end would stay for ever. Who had one was 16 at least, and keeps it until it cannot be so any more.

ALTER TABLE requirement ADD COLUMN source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 120); -- of an import; '': entered here

ALTER TABLE working_week ADD COLUMN under_18_until INTEGER; -- first local day on which it is no longer so, the first of a month (no birth date); NULL: 18 or older
UPDATE working_week SET under_18_until = 21550 WHERE under_18 = 1; -- 2029-01-01
ALTER TABLE working_week DROP COLUMN under_18;
