-- SPDX-License-Identifier: EUPL-1.2
-- Training: invitations, signing in on the day, and learning points.

CREATE TABLE invitation (           -- who is asked to come to an activity
	id INTEGER PRIMARY KEY NOT NULL,
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	state TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'waiting', 'declined')),
	invited_at INTEGER NOT NULL,
	answered_at INTEGER,            -- the last answer; NULL: none yet
	place INTEGER NOT NULL DEFAULT 0, -- order on the waiting list: grows with every answer to the activity
	via TEXT NOT NULL DEFAULT '' CHECK (via IN ('', 'link', 'member', 'coordinator')),
	nonce BLOB NOT NULL CHECK (length(nonce) = 16), -- with the secret it gives the token of the link
	token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
	version INTEGER NOT NULL DEFAULT 1,
	UNIQUE (activity_id, person_id)
) STRICT;
CREATE UNIQUE INDEX invitation_token ON invitation(token_hash);
CREATE INDEX invitation_person ON invitation(person_id);

CREATE TABLE sign_in (              -- who said on the day to be there; attendance follows when the organiser confirms
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	signed_at INTEGER NOT NULL,
	via TEXT NOT NULL CHECK (via IN ('code', 'qr', 'link')),
	PRIMARY KEY (activity_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_person ON sign_in(person_id);

CREATE TABLE learning_point (       -- what an activity or a call-out taught
	id INTEGER PRIMARY KEY NOT NULL,
	activity_id INTEGER REFERENCES activity(id),
	callout_id INTEGER REFERENCES callout(id), -- exactly one of the two
	text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
	owner_person_id INTEGER REFERENCES person(id), -- who sees to it
	due_day INTEGER,                -- local date
	state TEXT NOT NULL CHECK (state IN ('open', 'started', 'done', 'dropped')),
	result TEXT NOT NULL CHECK (length(result) <= 2000), -- what was done about it
	repeats INTEGER REFERENCES learning_point(id),       -- the earlier point that was seen again
	scenario_id INTEGER REFERENCES scenario(id),         -- what it led to a change of
	requirement_id INTEGER REFERENCES requirement(id),
	led_to_activity_id INTEGER REFERENCES activity(id),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((activity_id IS NULL) <> (callout_id IS NULL)),
	CHECK (repeats <> id)
) STRICT;
CREATE INDEX learning_point_activity ON learning_point(activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX learning_point_callout ON learning_point(callout_id) WHERE callout_id IS NOT NULL;
CREATE INDEX learning_point_owner ON learning_point(owner_person_id) WHERE owner_person_id IS NOT NULL;
CREATE INDEX learning_point_repeats ON learning_point(repeats) WHERE repeats IS NOT NULL;
CREATE INDEX learning_point_scenario ON learning_point(scenario_id) WHERE scenario_id IS NOT NULL;
CREATE INDEX learning_point_requirement ON learning_point(requirement_id) WHERE requirement_id IS NOT NULL;
CREATE INDEX learning_point_led_to ON learning_point(led_to_activity_id) WHERE led_to_activity_id IS NOT NULL;

CREATE INDEX activity_title ON activity(title, starts_at);
