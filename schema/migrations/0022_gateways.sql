-- SPDX-License-Identifier: EUPL-1.2
-- What is known of the gateways, so that people see when calls cannot get out.

CREATE TABLE gateway (              -- one row a gateway that was ever broken or tested
	name TEXT PRIMARY KEY NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('works', 'broken')),
	changed_at INTEGER NOT NULL,
	tested_at INTEGER,              -- last self-test; NULL: never
	test_state TEXT CHECK (test_state IN ('started', 'sent', 'delivered', 'failed')),
	test_reason TEXT                -- why it failed
) STRICT, WITHOUT ROWID;

CREATE TABLE stuck_channel (        -- channels over which calls wait and no gateway works
	channel TEXT PRIMARY KEY NOT NULL CHECK (channel IN ('sms', 'voice', 'email', 'push')),
	since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE attempt ADD COLUMN only_gateway TEXT; -- a self-test: through this gateway and no other
