-- SPDX-License-Identifier: EUPL-1.2
-- Accounts and tokens that are given to some municipalities only, and when they were last reviewed.

CREATE TABLE account_scope (        -- none: the whole region
	holder TEXT NOT NULL CHECK (holder IN ('account', 'token')),
	holder_id INTEGER NOT NULL,
	municipality_id INTEGER NOT NULL REFERENCES municipality(id),
	PRIMARY KEY (holder, holder_id, municipality_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_scope_municipality ON account_scope(municipality_id);

CREATE TABLE account_review (       -- somebody looked whether the rights are still right
	id INTEGER PRIMARY KEY NOT NULL,
	holder TEXT NOT NULL CHECK (holder IN ('account', 'token')),
	holder_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('kept', 'changed', 'ended'))
) STRICT;
CREATE INDEX account_review_holder ON account_review(holder, holder_id, at);
