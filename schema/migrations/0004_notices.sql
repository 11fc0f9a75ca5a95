-- SPDX-License-Identifier: EUPL-1.2
-- Messages outside call-outs, and work that the program does by itself.

CREATE TABLE notice (               -- a message to one person outside any call-out
	id INTEGER PRIMARY KEY NOT NULL,
	kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32), -- enum notice_kind
	person_id INTEGER NOT NULL REFERENCES person(id),
	subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
	text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
	link TEXT NOT NULL DEFAULT '' CHECK (length(link) <= 300),
	channels INTEGER NOT NULL,      -- bit CHANNEL_x: over which it may go
	address TEXT,                   -- exactly this one; NULL: the person's contacts in their order
	key TEXT UNIQUE,                -- what makes it the same notice; NULL: nothing
	urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL         -- not to be sent before
) STRICT;
CREATE INDEX notice_person ON notice(person_id, id);

CREATE TABLE attempt_new (          -- the outbox: one row a message to be sent
	id INTEGER PRIMARY KEY NOT NULL,
	callout_id INTEGER REFERENCES callout(id),
	recipient_id INTEGER REFERENCES callout_recipient(id),
	notice_id INTEGER REFERENCES notice(id), -- of no call-out, then
	person_id INTEGER REFERENCES person(id),
	purpose TEXT NOT NULL CHECK (purpose = 'ask' OR purpose = 'remind' OR purpose = 'confirm' OR purpose = 'reserve' OR purpose = 'moved' OR purpose = 'stand_down' OR purpose = 'message' OR purpose = 'help' OR purpose = 'short' OR purpose = 'relief' OR purpose = 'notice'),
	path INTEGER NOT NULL DEFAULT -1, -- of an ask: round * 100 + contact path; of a notice: contact path
	channel TEXT NOT NULL CHECK (channel = 'sms' OR channel = 'voice' OR channel = 'email' OR channel = 'push'),
	address TEXT NOT NULL,           -- as it was at that moment
	body TEXT,                       -- only for free messages; other texts are made when sent
	priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9), -- 0 real call, 1 exercise and stand-down, 3 test, 4 urgent notice, 9 planning
	state TEXT NOT NULL CHECK (state = 'queued' OR state = 'leased' OR state = 'sent' OR state = 'delivered' OR state = 'retry' OR state = 'failed' OR state = 'cancelled'),
	tries INTEGER NOT NULL DEFAULT 0,
	gateway TEXT,                    -- name of the gateway last used
	due_at INTEGER,                  -- when to send (queued, retry) or when the lease ends (leased); NULL: never again
	created_at INTEGER NOT NULL,
	sent_at INTEGER,
	delivered_at INTEGER,
	provider_id TEXT,
	reason TEXT
) STRICT;
INSERT INTO attempt_new (id, callout_id, recipient_id, person_id, purpose, path, channel, address, body, priority,
	state, tries, gateway, due_at, created_at, sent_at, delivered_at, provider_id, reason)
	SELECT id, callout_id, recipient_id, person_id, purpose, path, channel, address, body, priority,
	state, tries, gateway, due_at, created_at, sent_at, delivered_at, provider_id, reason FROM attempt;
DROP TABLE attempt;
ALTER TABLE attempt_new RENAME TO attempt;
CREATE INDEX attempt_callout ON attempt(callout_id, id);
CREATE INDEX attempt_due ON attempt(priority, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX attempt_notice ON attempt(notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX attempt_provider ON attempt(provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX attempt_recipient ON attempt(recipient_id);

CREATE TABLE chore (                -- work that the program does by itself, and how it went
	name TEXT PRIMARY KEY NOT NULL,
	ran_at INTEGER,                 -- last time that it went well; NULL: never
	failed_at INTEGER,              -- last time that it did not, since then; NULL: not
	failures INTEGER NOT NULL DEFAULT 0, -- in a row
	reason TEXT NOT NULL DEFAULT '' -- of the last failure
) STRICT, WITHOUT ROWID;
