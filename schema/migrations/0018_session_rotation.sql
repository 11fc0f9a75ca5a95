-- SPDX-License-Identifier: EUPL-1.2
-- Sessions whose secret is renewed; the account for when nothing else works.

ALTER TABLE session ADD COLUMN rotated_at INTEGER NOT NULL DEFAULT 0; -- when its secret was last renewed
ALTER TABLE session ADD COLUMN previous_hash BLOB CHECK (length(previous_hash) = 32); -- of the secret before: requests may be under way with it
ALTER TABLE session ADD COLUMN previous_until INTEGER;
CREATE INDEX session_previous ON session(previous_hash) WHERE previous_hash IS NOT NULL;

ALTER TABLE account ADD COLUMN break_glass INTEGER NOT NULL DEFAULT 0 CHECK (break_glass IN (0, 1)); -- works without second factor, and is loud
