-- SPDX-License-Identifier: EUPL-1.2
-- Where an account signed in: who comes from there does not wait for what strangers guess elsewhere.

CREATE TABLE account_place (             -- for 90 days after the last time
	account_id INTEGER NOT NULL REFERENCES account(id),
	place BLOB NOT NULL CHECK (length(place) = 32), -- keyed hash of the address, for this account; the address itself is not kept
	second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
	expires_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_place_expires ON account_place (expires_at);
