-- SPDX-License-Identifier: EUPL-1.2
-- Wrong passwords and codes stay counted when the service starts again.

CREATE TABLE sign_in_failure (           -- of the last day; as the service counts them in memory, a row for each place there
	kind TEXT NOT NULL CHECK (kind IN ('password', 'code')),
	place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 4095),
	whose INTEGER NOT NULL,              -- keyed hash of the name that was tried, or of the account whose code it was
	failures INTEGER NOT NULL CHECK (failures > 0),
	last_at INTEGER NOT NULL,
	PRIMARY KEY (kind, place)
) STRICT, WITHOUT ROWID;
