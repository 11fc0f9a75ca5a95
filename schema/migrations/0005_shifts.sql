-- SPDX-License-Identifier: EUPL-1.2
-- Rotations of shifts: a part of each day.

ALTER TABLE rotation_revision ADD COLUMN shift_until INTEGER CHECK (shift_until BETWEEN 0 AND 1439); -- on duty every day from `minute` until this local time only; NULL: day and night
