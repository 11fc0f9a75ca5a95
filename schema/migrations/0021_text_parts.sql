-- SPDX-License-Identifier: EUPL-1.2
-- How long a text message may be.

ALTER TABLE scenario ADD COLUMN parts_max INTEGER NOT NULL DEFAULT 4 CHECK (parts_max BETWEEN 1 AND 10); -- parts of a text message at most
ALTER TABLE callout ADD COLUMN parts_max INTEGER NOT NULL DEFAULT 4 CHECK (parts_max BETWEEN 1 AND 10); -- the scenario's, at the start
