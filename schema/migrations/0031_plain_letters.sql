-- SPDX-License-Identifier: EUPL-1.2
-- Letters outside the alphabet of text messages (e with dots, curly quotes) may be written with those inside, so that a
-- text takes fewer parts: the coordinator says so with the scenario.

ALTER TABLE scenario ADD COLUMN plain_letters INTEGER NOT NULL DEFAULT 0 CHECK (plain_letters IN (0, 1)); -- texts are written so
ALTER TABLE callout ADD COLUMN plain_letters INTEGER NOT NULL DEFAULT 0 CHECK (plain_letters IN (0, 1)); -- the scenario's, at the start
