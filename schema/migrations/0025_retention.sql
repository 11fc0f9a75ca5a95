-- SPDX-License-Identifier: EUPL-1.2
-- Every night says what will be deleted; only what was said long enough ago is. docs/privacy.md.

CREATE TABLE retention_announced (
	kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
	announced_at INTEGER NOT NULL,
	before INTEGER NOT NULL,            -- what is older than this
	upto INTEGER NOT NULL,              -- and has an id up to this: what was not there then was not announced
	PRIMARY KEY (kind, announced_at)
) STRICT, WITHOUT ROWID;

ALTER TABLE departure ADD COLUMN training_at INTEGER;     -- when their training records were deleted
ALTER TABLE departure ADD COLUMN certificates_at INTEGER; -- when their certificates were
