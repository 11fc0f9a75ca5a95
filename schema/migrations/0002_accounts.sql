-- SPDX-License-Identifier: EUPL-1.2
-- People who sign in: accounts, sessions, second factor, invitations.

CREATE TABLE account (
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
	role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'dispatcher', 'member', 'auditor')),
	person_id INTEGER REFERENCES person(id),
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	password TEXT,                  -- Argon2id, with its parameters; NULL: invited, not yet accepted
	totp BLOB,                      -- the second factor's secret, sealed with a key that is not in the database
	totp_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (totp_confirmed IN (0, 1)),
	totp_step INTEGER NOT NULL DEFAULT 0,  -- the last time step that was used: a code works once
	signed_in_at INTEGER,
	version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX account_person ON account(person_id);

CREATE TABLE session (              -- the session's token itself is never stored
	id INTEGER PRIMARY KEY NOT NULL,
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account(id),
	second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
	origin TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session(account_id, id);

CREATE TABLE account_secret (       -- what works once: recovery codes, invitations; and remembered devices
	hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account(id),
	kind TEXT NOT NULL CHECK (kind IN ('recovery', 'invitation', 'device')),
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_secret_account ON account_secret(account_id, kind);
