-- SPDX-License-Identifier: EUPL-1.2
-- A test may be of the people of some rings, whoever of them is on duty.
ALTER TABLE test_schedule ADD COLUMN rotation_ids TEXT NOT NULL DEFAULT '[]'
	CHECK (length(rotation_ids) <= 2000); -- JSON: only the people of these rotations; []: all
