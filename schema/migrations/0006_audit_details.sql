-- SPDX-License-Identifier: EUPL-1.2
-- The audit chain holds salted hashes of what was before and after; the texts themselves stand apart, so that personal data
-- can be erased and the chain still be checked. docs/audit.md.

ALTER TABLE audit ADD COLUMN detail BLOB CHECK (length(detail) = 32); -- hash of the record's row in audit_detail; NULL: there is none
-- `before` and `after` in audit itself: only of records older than this migration.

CREATE TABLE audit_detail (         -- what was before and after a change
	seq INTEGER PRIMARY KEY NOT NULL, -- of the record
	person_id INTEGER,              -- whom it is about, when it is about somebody
	salt BLOB NOT NULL CHECK (length(salt) = 16),
	before TEXT,                    -- JSON
	after TEXT                      -- JSON
) STRICT;
CREATE INDEX audit_detail_person ON audit_detail(person_id, seq) WHERE person_id IS NOT NULL;

CREATE TABLE audit_erasure (        -- details that were erased on purpose
	seq INTEGER PRIMARY KEY NOT NULL,
	by_seq INTEGER NOT NULL CHECK (by_seq > seq) -- the record that says so
) STRICT;
CREATE INDEX audit_erasure_by ON audit_erasure(by_seq, seq);

CREATE TABLE audit_salt (           -- with what addresses of an object are hashed in the log; never exported
	object TEXT PRIMARY KEY NOT NULL,
	salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_head (           -- where the chain ends, so that a missing end is seen
	id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
	seq INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (id, seq, hash) SELECT 1, seq, hash FROM audit ORDER BY seq DESC LIMIT 1;

CREATE TABLE audit_start (          -- where the chain begins, once old records were removed after their term
	id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
	seq INTEGER NOT NULL,           -- the last record that was removed
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	by_seq INTEGER NOT NULL CHECK (by_seq > seq) -- the record that says so
) STRICT;

CREATE TABLE audit_seal (           -- signatures on the chain, made daily; without them nobody can remake the chain unseen
	number INTEGER PRIMARY KEY NOT NULL CHECK (number >= 1),
	seq INTEGER NOT NULL,           -- the last record that it covers
	hash BLOB NOT NULL CHECK (length(hash) = 32), -- of that record
	at INTEGER NOT NULL,
	signature TEXT NOT NULL CHECK (length(signature) = 128), -- Ed25519, hexadecimal
	public_key TEXT NOT NULL CHECK (length(public_key) = 64) -- with what it can be checked
) STRICT;
