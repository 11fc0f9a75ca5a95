-- SPDX-License-Identifier: EUPL-1.2
-- What the migrations lead to. Written by a test, for reading; never run.

CREATE TABLE absence (              -- [starts_at, ends_at); never a medical reason
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX absence_person_time ON absence(person_id, ends_at);

CREATE INDEX absence_time ON absence(ends_at);

CREATE TABLE absence_known (        -- an absence as it was written down; nothing is changed but its end
	id INTEGER PRIMARY KEY NOT NULL,
	absence_id INTEGER NOT NULL,    -- the absence may be gone since
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_until INTEGER             -- NULL: still holds
) STRICT;

CREATE INDEX absence_known_absence ON absence_known(absence_id);

CREATE INDEX absence_known_person ON absence_known(person_id, ends_at);

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
, break_glass INTEGER NOT NULL DEFAULT 0 CHECK (break_glass IN (0, 1)), totp_pending BLOB) STRICT;

CREATE INDEX account_person ON account(person_id);

CREATE TABLE account_place (             -- for 90 days after the last time
	account_id INTEGER NOT NULL REFERENCES account(id),
	place BLOB NOT NULL CHECK (length(place) = 32), -- keyed hash of the address, for this account; the address itself is not kept
	second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
	expires_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_place_expires ON account_place (expires_at);

CREATE TABLE account_review (       -- somebody looked whether the rights are still right
	id INTEGER PRIMARY KEY NOT NULL,
	holder TEXT NOT NULL CHECK (holder IN ('account', 'token')),
	holder_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('kept', 'changed', 'ended'))
) STRICT;

CREATE TRIGGER account_review_is_kept BEFORE DELETE ON account_review
BEGIN SELECT RAISE(ABORT, 'reviews of rights are only added to'); END;

CREATE TRIGGER account_review_stays BEFORE UPDATE ON account_review
BEGIN SELECT RAISE(ABORT, 'reviews of rights are only added to'); END;

CREATE INDEX account_review_holder ON account_review(holder, holder_id, at);

CREATE TABLE account_scope (        -- none: the whole region
	holder TEXT NOT NULL CHECK (holder IN ('account', 'token')),
	holder_id INTEGER NOT NULL,
	municipality_id INTEGER NOT NULL REFERENCES municipality(id),
	PRIMARY KEY (holder, holder_id, municipality_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_scope_municipality ON account_scope(municipality_id);

CREATE TABLE account_secret (       -- what works once: recovery codes, invitations; and remembered devices
	hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account(id),
	kind TEXT NOT NULL CHECK (kind IN ('recovery', 'invitation', 'device')),
	expires_at INTEGER NOT NULL
, id INTEGER, created_at INTEGER, origin TEXT) STRICT, WITHOUT ROWID;

CREATE INDEX account_secret_account ON account_secret(account_id, kind);

CREATE TABLE activity (             -- course, training, exercise, system test or deployment
	id INTEGER PRIMARY KEY NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('course', 'training', 'exercise', 'system_test', 'deployment')),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
	subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 80),  -- what it teaches; requirements may ask for one subject
	series TEXT NOT NULL DEFAULT '' CHECK (length(series) <= 120),   -- name shared by the activities of a series; '': single
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600000),   -- of learning, what attendance takes over
	location TEXT NOT NULL DEFAULT '' CHECK (length(location) <= 200),
	organiser TEXT NOT NULL DEFAULT '' CHECK (length(organiser) <= 120),
	goals TEXT NOT NULL DEFAULT '' CHECK (length(goals) <= 4000),
	capacity INTEGER CHECK (capacity BETWEEN 1 AND 100000),          -- NULL: room for all
	cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
	callout_id INTEGER UNIQUE REFERENCES callout(id),                -- the call-out that it was; NULL: none
	external_id TEXT UNIQUE CHECK (length(external_id) BETWEEN 1 AND 64), -- number in the system it was imported from
	source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 120),   -- of an import; '': entered here
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX activity_series ON activity(series, starts_at) WHERE series <> '';

CREATE INDEX activity_time ON activity(ends_at);

CREATE INDEX activity_title ON activity(title, starts_at);

CREATE TABLE activity_function (    -- for whom it is; none: for all
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	function_id INTEGER NOT NULL REFERENCES function(id),
	PRIMARY KEY (activity_id, function_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_function_function ON activity_function(function_id);

CREATE TABLE alarm (                -- what control rooms sent
	id INTEGER PRIMARY KEY NOT NULL,
	control_room TEXT NOT NULL CHECK (length(control_room) BETWEEN 1 AND 63),
	source_id TEXT NOT NULL CHECK (length(source_id) BETWEEN 1 AND 100), -- the control room's own: a repeat changes nothing
	received_at INTEGER NOT NULL,
	body TEXT NOT NULL CHECK (length(body) <= 20000),        -- as it came
	rule_id INTEGER,                -- which rule it met; the rule may be gone since
	callout_id INTEGER REFERENCES callout(id),
	result TEXT NOT NULL CHECK (result IN ('started', 'joined', 'no_rule')),
	UNIQUE (control_room, source_id)
) STRICT;

CREATE TRIGGER alarm_stays BEFORE UPDATE ON alarm -- it goes as a whole, after its term
BEGIN SELECT RAISE(ABORT, 'alarms are kept as they came'); END;

CREATE INDEX alarm_callout ON alarm(callout_id) WHERE callout_id IS NOT NULL;

CREATE TABLE alarm_rule (           -- which scenario an alarm of a control room means; tried in order of rank
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 9999),
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	control_room TEXT NOT NULL DEFAULT '' CHECK (length(control_room) <= 63), -- '': any
	matches TEXT NOT NULL CHECK (length(matches) <= 4000), -- JSON: [{field, is, value}], all must hold
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	kind TEXT CHECK (kind IN ('real', 'exercise', 'test', 'reachability')), -- NULL: that of the scenario
	incident TEXT NOT NULL CHECK (length(incident) <= 200),  -- texts with {field} of the alarm
	location TEXT NOT NULL CHECK (length(location) <= 200),
	details TEXT NOT NULL CHECK (length(details) <= 2000),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX alarm_rule_order ON alarm_rule(rank, id);

CREATE INDEX alarm_rule_scenario ON alarm_rule(scenario_id);

CREATE TABLE assignment (           -- a person holds a function during a period
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	function_id INTEGER NOT NULL REFERENCES function(id),
	status TEXT NOT NULL CHECK (status IN ('aspirant', 'qualified', 'suspended')),
	from_day INTEGER NOT NULL,       -- days since 1970-01-01, local date, inclusive
	until_day INTEGER CHECK (until_day > from_day), -- exclusive; NULL: open end
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX assignment_function ON assignment(function_id, person_id);

CREATE INDEX assignment_person ON assignment(person_id);

CREATE TABLE "attempt" (          -- the outbox: one row a message to be sent
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
, only_gateway TEXT) STRICT;

CREATE INDEX attempt_callout ON attempt(callout_id, id);

CREATE INDEX attempt_due ON attempt(channel, priority, callout_id, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX attempt_notice ON attempt(notice_id) WHERE notice_id IS NOT NULL;

CREATE INDEX attempt_provider ON attempt(provider_id) WHERE provider_id IS NOT NULL;

CREATE INDEX attempt_recipient ON attempt(recipient_id);

CREATE TABLE attendance (
	id INTEGER PRIMARY KEY NOT NULL,
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	function_id INTEGER REFERENCES function(id),    -- in which function; NULL: all that the activity is for
	role TEXT NOT NULL CHECK (length(role) <= 120), -- "tegenspel", "waarnemer"
	result TEXT NOT NULL CHECK (result IN ('present', 'absent', 'excused', 'passed', 'failed')),
	minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600000),
	assessor TEXT NOT NULL CHECK (length(assessor) <= 120),
	remarks TEXT NOT NULL CHECK (length(remarks) <= 1000),
	replaces INTEGER UNIQUE REFERENCES attendance(id),
	reason TEXT NOT NULL CHECK (length(reason) <= 500),   -- of the correction
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)), -- the correction says: this should never have been recorded
	source TEXT NOT NULL CHECK (length(source) <= 120),   -- 'list', 'sign-in', 'callout', or the file it was imported from
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1 CHECK (version = 1),
	CHECK ((replaces IS NULL) = (reason = '')),
	CHECK (withdrawn = 0 OR replaces IS NOT NULL)
) STRICT;

CREATE TRIGGER attendance_is_kept BEFORE DELETE ON attendance -- until its person left: docs/privacy.md
WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'attendance is kept as long as its person is active'); END;

CREATE TRIGGER attendance_stays BEFORE UPDATE ON attendance
BEGIN SELECT RAISE(ABORT, 'attendance is only added to: correct it with a new record'); END;

CREATE INDEX attendance_activity ON attendance(activity_id, id);

CREATE UNIQUE INDEX attendance_first ON attendance(activity_id, person_id, function_id) WHERE replaces IS NULL AND function_id IS NOT NULL;

CREATE UNIQUE INDEX attendance_first_all ON attendance(activity_id, person_id) WHERE replaces IS NULL AND function_id IS NULL;

CREATE INDEX attendance_function ON attendance(function_id) WHERE function_id IS NOT NULL;

CREATE INDEX attendance_person ON attendance(person_id, id);

CREATE TABLE audit (
	seq INTEGER PRIMARY KEY NOT NULL,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	origin TEXT NOT NULL,
	action TEXT NOT NULL,
	object TEXT NOT NULL,
	result TEXT NOT NULL,
	before TEXT,
	after TEXT,
	hash BLOB NOT NULL CHECK (length(hash) = 32)   -- SHA-256 over the previous hash and all fields
, detail BLOB CHECK (length(detail) = 32)) STRICT;

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit -- until audit.remove moved the beginning behind it
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TABLE audit_detail (         -- what was before and after a change
	seq INTEGER PRIMARY KEY NOT NULL, -- of the record
	person_id INTEGER,              -- whom it is about, when it is about somebody
	salt BLOB NOT NULL CHECK (length(salt) = 16),
	before TEXT,                    -- JSON
	after TEXT                      -- JSON
) STRICT;

CREATE TRIGGER audit_detail_is_kept BEFORE DELETE ON audit_detail -- until audit.erase tells of it, or it is past its term
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
	AND NOT EXISTS (SELECT 1 FROM audit_erasure x WHERE x.seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'details of the audit log go only with a record that tells so'); END;

CREATE TRIGGER audit_detail_stays BEFORE UPDATE ON audit_detail
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE INDEX audit_detail_person ON audit_detail(person_id, seq) WHERE person_id IS NOT NULL;

CREATE TABLE audit_erasure (        -- details that were erased on purpose
	seq INTEGER PRIMARY KEY NOT NULL,
	by_seq INTEGER NOT NULL CHECK (by_seq > seq) -- the record that says so
) STRICT;

CREATE TRIGGER audit_erasure_is_kept BEFORE DELETE ON audit_erasure
WHEN OLD.by_seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_erasure_stays BEFORE UPDATE ON audit_erasure
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE INDEX audit_erasure_by ON audit_erasure(by_seq, seq);

CREATE TABLE audit_head (           -- where the chain ends, so that a missing end is seen
	id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
	seq INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_salt (           -- with what addresses of an object are hashed in the log; never exported
	object TEXT PRIMARY KEY NOT NULL,
	salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_seal (           -- signatures on the chain, made daily; without them nobody can remake the chain unseen
	number INTEGER PRIMARY KEY NOT NULL CHECK (number >= 1),
	seq INTEGER NOT NULL,           -- the last record that it covers
	hash BLOB NOT NULL CHECK (length(hash) = 32), -- of that record
	at INTEGER NOT NULL,
	signature TEXT NOT NULL CHECK (length(signature) = 128), -- Ed25519, hexadecimal
	public_key TEXT NOT NULL CHECK (length(public_key) = 64) -- with what it can be checked
) STRICT;

CREATE TRIGGER audit_seal_is_kept BEFORE DELETE ON audit_seal
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END;

CREATE TRIGGER audit_seal_stays BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END;

CREATE TABLE audit_start (          -- where the chain begins, once old records were removed after their term
	id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
	seq INTEGER NOT NULL,           -- the last record that was removed
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	by_seq INTEGER NOT NULL CHECK (by_seq > seq) -- the record that says so
) STRICT;

CREATE TABLE calendar_token (       -- secret links to calendars; the secret itself is never stored
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER REFERENCES person(id),
	function_id INTEGER REFERENCES function(id), -- exactly one of the two
	name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 120),
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	created_at INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((person_id IS NULL) <> (function_id IS NULL))
) STRICT;

CREATE INDEX calendar_token_function ON calendar_token(function_id);

CREATE INDEX calendar_token_person ON calendar_token(person_id);

CREATE TABLE callout (              -- takes a copy of what it needs of the scenario, so that later edits do not change it
	id INTEGER PRIMARY KEY NOT NULL,
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	kind TEXT NOT NULL CHECK (kind = 'real' OR kind = 'exercise' OR kind = 'test' OR kind = 'reachability'),
	incident TEXT NOT NULL CHECK (length(incident) <= 200),
	location TEXT NOT NULL CHECK (length(location) <= 200),
	details TEXT NOT NULL CHECK (length(details) <= 2000),   -- reaches a person only after yes
	text_sms TEXT NOT NULL,
	text_voice TEXT NOT NULL,
	text_email TEXT NOT NULL,
	path_seconds INTEGER NOT NULL,
	rounds INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state = 'active' OR state = 'filled' OR state = 'exhausted' OR state = 'stopped'),
	started_at INTEGER NOT NULL,
	criteria_met_at INTEGER,         -- t0 of the norm where given, else started_at
	closed_at INTEGER,               -- left `active`
	started_by TEXT NOT NULL,
	nonce BLOB NOT NULL CHECK (length(nonce) = 32), -- with the secret it gives the answer tokens
	version INTEGER NOT NULL DEFAULT 1
, origin TEXT NOT NULL DEFAULT 'started' CHECK (origin IN ('started', 'alarm', 'schedule', 'relief', 'manual')), relief_of INTEGER REFERENCES callout(id), shift_from INTEGER, shift_until INTEGER CHECK (shift_until > shift_from), hand_over TEXT NOT NULL DEFAULT 'by_hand' CHECK (hand_over IN ('on_arrival', 'by_hand')), counted_at INTEGER, parts_max INTEGER NOT NULL DEFAULT 4 CHECK (parts_max BETWEEN 1 AND 10), plain_letters INTEGER NOT NULL DEFAULT 0 CHECK (plain_letters IN (0, 1))) STRICT;

CREATE INDEX callout_closed ON callout(closed_at);

CREATE INDEX callout_open ON callout(state) WHERE state = 'active';

CREATE INDEX callout_relief ON callout(relief_of) WHERE relief_of IS NOT NULL;

CREATE INDEX callout_scenario ON callout(scenario_id, started_at);

CREATE INDEX callout_shift ON callout(shift_until) WHERE shift_until IS NOT NULL;

CREATE INDEX callout_uncounted ON callout(kind, started_at) WHERE counted_at IS NULL;

CREATE TABLE callout_recipient (    -- one row a person a call-out
	id INTEGER PRIMARY KEY NOT NULL,
	callout_id INTEGER NOT NULL REFERENCES callout(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	call_order INTEGER NOT NULL,     -- position in the order of calling, from 0
	slot_mask INTEGER NOT NULL,      -- bit i: may fill slot i
	duty_mask INTEGER NOT NULL,      -- bit i: has hard piket for slot i
	duty_rank INTEGER NOT NULL,
	absent INTEGER NOT NULL CHECK (absent IN (0, 1)),
	paths INTEGER NOT NULL,          -- usable contact paths at the start
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'asked' OR state = 'accepted' OR state = 'last_resort' OR state = 'reserve' OR state = 'declined' OR state = 'silent' OR state = 'unreachable' OR state = 'stood_down' OR state = 'arrived'),
	answer TEXT NOT NULL CHECK (answer = 'none' OR answer = 'yes' OR answer = 'last_resort' OR answer = 'no'),
	reason TEXT NOT NULL,            -- code: why asked, or why not
	placed INTEGER,                  -- slot position
	asked_for INTEGER,               -- slot position for which this person was first asked
	asked_at INTEGER,
	answered_at INTEGER,
	eta_minutes INTEGER,
	expected_at INTEGER,
	arrived_at INTEGER,
	via TEXT NOT NULL DEFAULT '' CHECK (via = '' OR via = 'link' OR via = 'sms' OR via = 'voice' OR via = 'email' OR via = 'push' OR via = 'coordinator'),
	path INTEGER NOT NULL,           -- contact path in use, from 0
	round INTEGER NOT NULL,          -- from 0
	path_state TEXT NOT NULL CHECK (path_state = 'idle' OR path_state = 'sending' OR path_state = 'sent'),
	path_deadline INTEGER,           -- silence on this path ends here
	token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
	version INTEGER NOT NULL DEFAULT 1, left_at INTEGER,
	UNIQUE (callout_id, person_id)
) STRICT;

CREATE UNIQUE INDEX callout_recipient_token ON callout_recipient(token_hash);

CREATE TABLE callout_slot (
	callout_id INTEGER NOT NULL REFERENCES callout(id),
	position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 61),
	function_id INTEGER NOT NULL REFERENCES function(id),
	need INTEGER NOT NULL,
	mode TEXT NOT NULL CHECK (mode = 'on_duty' OR mode = 'pool' OR mode = 'all'),
	overbook_percent INTEGER NOT NULL,
	wave_size INTEGER NOT NULL,
	wave_seconds INTEGER NOT NULL,
	norm_minutes INTEGER,
	fallback TEXT NOT NULL CHECK (fallback = 'pool' OR fallback = 'none'),
	state TEXT NOT NULL CHECK (state = 'open' OR state = 'filled' OR state = 'exhausted'),
	fallback_used INTEGER NOT NULL CHECK (fallback_used IN (0, 1)),
	waves INTEGER NOT NULL,          -- asked so far
	wave_deadline INTEGER, ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),           -- when silence asks the next; NULL: none
	PRIMARY KEY (callout_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160), -- requirements find it by this
	number TEXT NOT NULL CHECK (length(number) <= 80),
	issuer TEXT NOT NULL CHECK (length(issuer) <= 120),
	from_day INTEGER NOT NULL,      -- days since 1970-01-01, local date, inclusive
	until_day INTEGER CHECK (until_day > from_day), -- exclusive; NULL: it does not say
	replaces INTEGER UNIQUE REFERENCES certificate(id),
	reason TEXT NOT NULL CHECK (length(reason) <= 500),
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
	source TEXT NOT NULL CHECK (length(source) <= 120),
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1 CHECK (version = 1),
	CHECK ((replaces IS NULL) = (reason = '')),
	CHECK (withdrawn = 0 OR replaces IS NOT NULL)
) STRICT;

CREATE TRIGGER certificate_is_kept BEFORE DELETE ON certificate
WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'certificates are kept as long as their person is active'); END;

CREATE TRIGGER certificate_stays BEFORE UPDATE ON certificate
BEGIN SELECT RAISE(ABORT, 'certificates are only added to: correct one with a new record'); END;

CREATE INDEX certificate_person ON certificate(person_id, id);

CREATE TABLE certificate_file (     -- the paper itself, once for each record
	certificate_id INTEGER PRIMARY KEY NOT NULL REFERENCES certificate(id),
	type TEXT NOT NULL CHECK (type IN ('application/pdf', 'image/png', 'image/jpeg')),
	sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
	bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL
) STRICT;

CREATE TRIGGER certificate_file_is_kept BEFORE DELETE ON certificate_file
WHEN EXISTS (SELECT 1 FROM certificate c JOIN person p ON p.id = c.person_id
	WHERE c.id = OLD.certificate_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'papers of certificates are kept as long as their person is active'); END;

CREATE TRIGGER certificate_file_stays BEFORE UPDATE ON certificate_file
BEGIN SELECT RAISE(ABORT, 'the paper of a certificate is kept once'); END;

CREATE TABLE chore (                -- work that the program does by itself, and how it went
	name TEXT PRIMARY KEY NOT NULL,
	ran_at INTEGER,                 -- last time that it went well; NULL: never
	failed_at INTEGER,              -- last time that it did not, since then; NULL: not
	failures INTEGER NOT NULL DEFAULT 0, -- in a row
	reason TEXT NOT NULL DEFAULT '' -- of the last failure
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (              -- ways to reach a person, in order of rank
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	kind TEXT NOT NULL CHECK (kind IN ('mobile', 'landline', 'email', 'push')),
	address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 254), -- E.164, mail address or push topic
	rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
	UNIQUE (person_id, kind, address)
) STRICT;

CREATE INDEX contact_address ON contact(address);

CREATE INDEX contact_order ON contact(person_id, rank);

CREATE TABLE contact_proof (        -- numbers and addresses that were proved to be somebody's, and codes under way
	person_id INTEGER NOT NULL REFERENCES person(id),
	kind TEXT NOT NULL CHECK (kind IN ('mobile', 'landline', 'email', 'push')),
	address TEXT NOT NULL,
	verified_at INTEGER,            -- NULL: not yet
	code_hash BLOB CHECK (length(code_hash) = 32), -- NULL: no code under way
	sent_at INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, kind, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE demo_sign_in (
	role TEXT PRIMARY KEY NOT NULL,  -- what the visitor presses
	account_id INTEGER NOT NULL UNIQUE REFERENCES account(id)
) STRICT, WITHOUT ROWID;

CREATE TABLE departure (            -- people who are no longer active
	person_id INTEGER PRIMARY KEY NOT NULL REFERENCES person(id),
	left_at INTEGER NOT NULL,       -- when that was seen
	contacts_at INTEGER,            -- when their numbers and addresses were deleted
	erased_at INTEGER               -- when their name was
, training_at INTEGER, certificates_at INTEGER) STRICT;

CREATE INDEX departure_left ON departure(left_at);

CREATE TABLE duty (                 -- hard piket: [starts_at, ends_at)
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99), -- 1 is called first, 2 is back-up
	origin TEXT NOT NULL CHECK (origin IN ('rotation', 'override', 'swap', 'planner', 'import')),
	state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
	version INTEGER NOT NULL DEFAULT 1
, rotation_id INTEGER REFERENCES rotation(id)) STRICT;

CREATE INDEX duty_draft ON duty(ends_at) WHERE state = 'draft';

CREATE INDEX duty_function_time ON duty(function_id, ends_at);

CREATE INDEX duty_person_time ON duty(person_id, ends_at);

CREATE INDEX duty_rotation ON duty(rotation_id, ends_at) WHERE rotation_id IS NOT NULL;

CREATE INDEX duty_time ON duty(ends_at, starts_at);

CREATE TABLE duty_ack (             -- a stretch of duty of which somebody was reminded, or that was acknowledged
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,       -- as it was when the row was made
	reminded_at INTEGER,            -- NULL: not
	acknowledged_at INTEGER,        -- NULL: not yet
	via TEXT NOT NULL DEFAULT '' CHECK (via IN ('', 'link', 'api')),
	warned_at INTEGER,              -- when the coordinator heard that nobody acknowledged it; NULL: not
	hash BLOB UNIQUE CHECK (length(hash) = 32), -- of the secret in the link; NULL: no link was sent
	UNIQUE (function_id, rank, person_id, starts_at)
) STRICT;

CREATE INDEX duty_ack_person ON duty_ack(person_id);

CREATE TABLE duty_override (        -- this person instead of whoever stands there
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99),
	person_id INTEGER NOT NULL REFERENCES person(id),
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX duty_override_function_time ON duty_override(function_id, ends_at);

CREATE INDEX duty_override_person ON duty_override(person_id);

CREATE TABLE event (                -- timeline and live stream
	seq INTEGER PRIMARY KEY NOT NULL,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	callout_id INTEGER REFERENCES callout(id),
	person_id INTEGER,
	actor TEXT NOT NULL,
	data TEXT NOT NULL               -- JSON object
) STRICT;

CREATE TRIGGER event_stays BEFORE UPDATE ON event -- the timeline of call-outs; it goes as a whole, after its term
BEGIN SELECT RAISE(ABORT, 'the timeline is only added to'); END;

CREATE INDEX event_callout ON event(callout_id, seq);

CREATE TABLE function (
	id INTEGER PRIMARY KEY NOT NULL,
	code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	spoken_name TEXT NOT NULL CHECK (length(spoken_name) BETWEEN 1 AND 120),
	regime TEXT NOT NULL CHECK (regime IN ('H', 'V', 'L', 'contact')),
	arrival_norm_minutes INTEGER CHECK (arrival_norm_minutes BETWEEN 1 AND 10080), -- NULL: no norm
	required_on_duty INTEGER NOT NULL DEFAULT 0 CHECK (required_on_duty BETWEEN 0 AND 99),
	requirements TEXT NOT NULL DEFAULT '' CHECK (length(requirements) <= 2000),
	municipality_id INTEGER REFERENCES municipality(id),   -- local teams and contact lists
	alerts_coordinator INTEGER NOT NULL DEFAULT 0 CHECK (alerts_coordinator IN (0, 1)), -- who is on duty for it hears of shortages
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE function_pair (        -- one person may be on duty for both at the same time
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),       -- the lower id of the two
	other_function_id INTEGER NOT NULL REFERENCES function(id),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),  -- why they go together
	version INTEGER NOT NULL DEFAULT 1,
	UNIQUE (function_id, other_function_id),
	CHECK (function_id < other_function_id)
) STRICT;

CREATE INDEX function_pair_other ON function_pair(other_function_id);

CREATE TABLE gateway (              -- one row a gateway that was ever broken or tested
	name TEXT PRIMARY KEY NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('works', 'broken')),
	changed_at INTEGER NOT NULL,
	tested_at INTEGER,              -- last self-test; NULL: never
	test_state TEXT CHECK (test_state IN ('started', 'sent', 'delivered', 'failed')),
	test_reason TEXT                -- why it failed
, doubt TEXT NOT NULL DEFAULT '' CHECK (doubt IN ('', 'silent', 'losses'))) STRICT, WITHOUT ROWID;

CREATE TABLE handover (             -- what the next holder should know
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	from_person_id INTEGER REFERENCES person(id), -- NULL: a coordinator
	to_person_id INTEGER REFERENCES person(id),   -- NULL: nobody follows yet
	text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
	created_at INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX handover_from ON handover(from_person_id);

CREATE INDEX handover_function ON handover(function_id, id);

CREATE INDEX handover_to ON handover(to_person_id, id);

CREATE TABLE holiday (
	id INTEGER PRIMARY KEY NOT NULL,
	kind TEXT UNIQUE CHECK (length(kind) BETWEEN 1 AND 32), -- one that is computed for every year; NULL: a day of one's own
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	day INTEGER,                    -- days since 1970-01-01, of a day of one's own
	yearly INTEGER NOT NULL DEFAULT 1 CHECK (yearly IN (0, 1)), -- on that day and month of every year
	every_years INTEGER NOT NULL DEFAULT 1 CHECK (every_years IN (1, 5)), -- Liberation Day: each year, or 2025, 2030 and so on
	weight_percent INTEGER NOT NULL CHECK (weight_percent BETWEEN 0 AND 1000), -- 0: does not count
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((kind IS NULL) = (day IS NOT NULL))
) STRICT;

CREATE TABLE idempotency (          -- first answers of POSTs with Idempotency-Key
	key BLOB PRIMARY KEY NOT NULL CHECK (length(key) = 32),  -- SHA-256 of actor, path and key
	request BLOB NOT NULL CHECK (length(request) = 32),      -- SHA-256 of the body
	status INTEGER NOT NULL,
	location TEXT,
	etag TEXT,
	body TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_age ON idempotency(created_at);

CREATE TABLE inbound (              -- texts that came in, as they were
	id INTEGER PRIMARY KEY NOT NULL,
	gateway TEXT NOT NULL,
	sender TEXT NOT NULL,
	body TEXT NOT NULL,
	sent_at TEXT NOT NULL,           -- what the gateway said
	received_at INTEGER NOT NULL,
	digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32), -- of gateway, sender, body, sent_at: a repeat changes nothing
	recipient_id INTEGER REFERENCES callout_recipient(id),
	result TEXT NOT NULL CHECK (result IN ('answer', 'not_understood', 'unknown_sender', 'nothing_open')),
	helped INTEGER NOT NULL DEFAULT 0 CHECK (helped IN (0, 1))  -- how to answer was sent
) STRICT;

CREATE INDEX inbound_sender ON inbound(sender, received_at);

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

CREATE INDEX invitation_person ON invitation(person_id);

CREATE UNIQUE INDEX invitation_token ON invitation(token_hash);

CREATE TABLE layer (
	id INTEGER PRIMARY KEY NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('duty', 'override', 'swap')),
	source_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,           -- order in which they were made; a change keeps its place
	kind TEXT NOT NULL CHECK (kind IN ('rotation', 'planner', 'import', 'override', 'swap')),
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	from_person_id INTEGER REFERENCES person(id), -- of a swap
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_until INTEGER             -- NULL: still holds
) STRICT;

CREATE INDEX layer_from_person ON layer(from_person_id);

CREATE INDEX layer_function ON layer(function_id, ends_at);

CREATE INDEX layer_now ON layer(function_id, ends_at) WHERE known_until IS NULL;

CREATE INDEX layer_now_time ON layer(ends_at) WHERE known_until IS NULL;

CREATE INDEX layer_person ON layer(person_id);

CREATE INDEX layer_source ON layer(source, source_id);

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

CREATE INDEX learning_point_due ON learning_point(due_day) WHERE due_day IS NOT NULL;

CREATE INDEX learning_point_led_to ON learning_point(led_to_activity_id) WHERE led_to_activity_id IS NOT NULL;

CREATE INDEX learning_point_owner ON learning_point(owner_person_id) WHERE owner_person_id IS NOT NULL;

CREATE INDEX learning_point_repeats ON learning_point(repeats) WHERE repeats IS NOT NULL;

CREATE INDEX learning_point_requirement ON learning_point(requirement_id) WHERE requirement_id IS NOT NULL;

CREATE INDEX learning_point_scenario ON learning_point(scenario_id) WHERE scenario_id IS NOT NULL;

CREATE TABLE learning_point_told (
	learning_point_id INTEGER NOT NULL REFERENCES learning_point(id),
	person_id INTEGER NOT NULL REFERENCES person(id), -- who owned it then
	due_day INTEGER NOT NULL,           -- of then: another date is told again
	stage TEXT NOT NULL CHECK (stage IN ('before', 'after')),
	told_at INTEGER NOT NULL,
	PRIMARY KEY (learning_point_id, person_id, due_day, stage)
) STRICT, WITHOUT ROWID;

CREATE INDEX learning_point_told_person ON learning_point_told(person_id);

CREATE TABLE municipality (
	id INTEGER PRIMARY KEY NOT NULL,
	code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 16),   -- GM0148
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

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
, sealed BLOB) STRICT;

CREATE INDEX notice_person ON notice(person_id, id);

CREATE TABLE person (
	id INTEGER PRIMARY KEY NOT NULL,
	external_id TEXT UNIQUE CHECK (length(external_id) BETWEEN 1 AND 64), -- number in the organisation's own list; imports match on it
	given_name TEXT NOT NULL CHECK (length(given_name) <= 80),
	infix TEXT NOT NULL DEFAULT '' CHECK (length(infix) <= 40),          -- "van den"
	family_name TEXT NOT NULL CHECK (length(family_name) BETWEEN 1 AND 80),
	sort_key TEXT NOT NULL,          -- folded: family name, given name, infix
	search_key TEXT NOT NULL,        -- folded: given name infix family name
	municipality_id INTEGER NOT NULL REFERENCES municipality(id),
	language TEXT NOT NULL DEFAULT 'nl' CHECK (language IN ('nl', 'en')),
	active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX person_sort ON person(sort_key, id);

CREATE TABLE person_leave (         -- not active during [left_at, returned_at)
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	left_at INTEGER NOT NULL,
	returned_at INTEGER             -- NULL: has not come back
) STRICT;

CREATE INDEX person_leave_person ON person_leave(person_id, left_at);

CREATE TABLE reachability (         -- what tests showed of a person
	person_id INTEGER PRIMARY KEY NOT NULL REFERENCES person(id),
	missed INTEGER NOT NULL CHECK (missed >= 0), -- tests in a row without an answer
	tested_at INTEGER NOT NULL,
	answered_at INTEGER             -- the last test that was answered
) STRICT;

CREATE INDEX reachability_missed ON reachability(missed);

CREATE TABLE requirement (          -- what a function, a person, or a person in a function must do
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER REFERENCES function(id),
	person_id INTEGER REFERENCES person(id),
	kind TEXT NOT NULL CHECK (kind IN ('course', 'training', 'exercise', 'system_test', 'deployment', 'certificate', 'hours')),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
	subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 160), -- only activities of this subject, certificates of this title
	count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 10000),        -- so many activities, or hours
	within_months INTEGER CHECK (within_months BETWEEN 1 AND 600),   -- NULL: ever
	valid_months INTEGER CHECK (valid_months BETWEEN 1 AND 600),     -- what was done counts so long; NULL: always
	grace_days INTEGER NOT NULL DEFAULT 0 CHECK (grace_days BETWEEN 0 AND 3660),
	deployments_count INTEGER NOT NULL DEFAULT 0 CHECK (deployments_count IN (0, 1)), -- a deployment counts as this kind too
	from_day INTEGER,               -- asked from this local date on; NULL: always
	until_day INTEGER,              -- exclusive; NULL: no end
	version INTEGER NOT NULL DEFAULT 1, source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 120),
	CHECK (function_id IS NOT NULL OR person_id IS NOT NULL),
	CHECK (from_day IS NULL OR until_day IS NULL OR until_day > from_day)
) STRICT;

CREATE INDEX requirement_function ON requirement(function_id) WHERE function_id IS NOT NULL;

CREATE INDEX requirement_person ON requirement(person_id) WHERE person_id IS NOT NULL;

CREATE TABLE retention (            -- what will be deleted, and what was: one row a kind
	kind TEXT PRIMARY KEY NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
	announced_at INTEGER,           -- when the report was made; NULL: nothing stands to be deleted
	before INTEGER,                 -- what is older than this will be deleted
	count INTEGER NOT NULL DEFAULT 0,   -- how much that was when it was announced
	deleted_at INTEGER,             -- the last time
	deleted INTEGER NOT NULL DEFAULT 0, -- how much, then
	reached INTEGER NOT NULL DEFAULT 0  -- ids up to here were dealt with
) STRICT;

CREATE TABLE retention_announced (
	kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
	announced_at INTEGER NOT NULL,
	before INTEGER NOT NULL,            -- what is older than this
	upto INTEGER NOT NULL,              -- and has an id up to this: what was not there then was not announced
	PRIMARY KEY (kind, announced_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE rotation (             -- people who take turns; what holds when is in its revisions
	id INTEGER PRIMARY KEY NOT NULL,
	function_id INTEGER NOT NULL REFERENCES function(id),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	rank INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99), -- of its duties
	until_day INTEGER,              -- the last duty ends on this local date; NULL: open end
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX rotation_function ON rotation(function_id);

CREATE TABLE rotation_person (
	rotation_id INTEGER NOT NULL,
	from_day INTEGER NOT NULL,
	position INTEGER NOT NULL CHECK (position >= 0),
	person_id INTEGER NOT NULL REFERENCES person(id),
	PRIMARY KEY (rotation_id, from_day, position),
	FOREIGN KEY (rotation_id, from_day) REFERENCES rotation_revision(rotation_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX rotation_person_person ON rotation_person(person_id);

CREATE TABLE rotation_revision (    -- what holds from a date on, until the next one
	rotation_id INTEGER NOT NULL REFERENCES rotation(id),
	from_day INTEGER NOT NULL,      -- days since 1970-01-01, local date
	count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 366),
	unit TEXT NOT NULL CHECK (unit IN ('day', 'week')),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),   -- of the handover, 1 = Monday
	minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),  -- local time of the handover
	restart INTEGER NOT NULL CHECK (restart IN (0, 1)),         -- does not keep the rhythm of the one before
	first INTEGER NOT NULL CHECK (first >= 0), shift_until INTEGER CHECK (shift_until BETWEEN 0 AND 1439),                  -- position of who begins
	PRIMARY KEY (rotation_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario (
	id INTEGER PRIMARY KEY NOT NULL,
	code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	kind TEXT NOT NULL CHECK (kind IN ('real', 'exercise', 'test', 'reachability')),
	text_sms TEXT NOT NULL CHECK (length(text_sms) BETWEEN 1 AND 1000),
	text_voice TEXT NOT NULL CHECK (length(text_voice) <= 2000),
	text_email TEXT NOT NULL CHECK (length(text_email) <= 4000),
	path_seconds INTEGER NOT NULL CHECK (path_seconds BETWEEN 1 AND 3600), -- silence before the next contact path
	rounds INTEGER NOT NULL CHECK (rounds BETWEEN 1 AND 9),                -- times through all paths
	t0 TEXT NOT NULL DEFAULT 'criteria' CHECK (t0 IN ('criteria', 'start')),
	version INTEGER NOT NULL DEFAULT 1
, parts_max INTEGER NOT NULL DEFAULT 4 CHECK (parts_max BETWEEN 1 AND 10), plain_letters INTEGER NOT NULL DEFAULT 0 CHECK (plain_letters IN (0, 1))) STRICT;

CREATE TABLE scenario_slot (
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 61),
	function_id INTEGER NOT NULL REFERENCES function(id),
	need INTEGER NOT NULL CHECK (need BETWEEN 0 AND 10000),
	mode TEXT NOT NULL CHECK (mode IN ('on_duty', 'pool', 'all')),
	overbook_percent INTEGER NOT NULL CHECK (overbook_percent BETWEEN 0 AND 1000),
	wave_size INTEGER NOT NULL CHECK (wave_size BETWEEN 0 AND 10000),   -- 0: all at once
	wave_seconds INTEGER NOT NULL CHECK (wave_seconds BETWEEN 1 AND 86400),
	norm_minutes INTEGER CHECK (norm_minutes BETWEEN 1 AND 10080),       -- NULL: the function's norm
	fallback TEXT NOT NULL CHECK (fallback IN ('pool', 'none')),
	PRIMARY KEY (scenario_id, position),
	UNIQUE (scenario_id, function_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sequence (             -- the next id of each table, so that ids come from the program and are never reused
	name TEXT PRIMARY KEY NOT NULL,
	next INTEGER NOT NULL CHECK (next >= 1)
) STRICT;

CREATE TABLE session (              -- the session's token itself is never stored
	id INTEGER PRIMARY KEY NOT NULL,
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account(id),
	second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
	origin TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL
, rotated_at INTEGER NOT NULL DEFAULT 0, previous_hash BLOB CHECK (length(previous_hash) = 32), previous_until INTEGER) STRICT;

CREATE INDEX session_account ON session(account_id, id);

CREATE INDEX session_previous ON session(previous_hash) WHERE previous_hash IS NOT NULL;

CREATE TABLE sign_in (              -- who said on the day to be there; attendance follows when the organiser confirms
	activity_id INTEGER NOT NULL REFERENCES activity(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	signed_at INTEGER NOT NULL,
	via TEXT NOT NULL CHECK (via IN ('code', 'qr', 'link')),
	PRIMARY KEY (activity_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sign_in_stays BEFORE UPDATE ON sign_in
BEGIN SELECT RAISE(ABORT, 'who signed in is only added to'); END;

CREATE INDEX sign_in_person ON sign_in(person_id);

CREATE TABLE sign_in_failure (           -- of the last day; as the service counts them in memory, a row for each place there
	kind TEXT NOT NULL CHECK (kind IN ('password', 'code')),
	place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 4095),
	whose INTEGER NOT NULL,              -- keyed hash of the name that was tried, or of the account whose code it was
	failures INTEGER NOT NULL CHECK (failures > 0),
	last_at INTEGER NOT NULL,
	PRIMARY KEY (kind, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE stuck_channel (        -- channels over which calls wait and no gateway works
	channel TEXT PRIMARY KEY NOT NULL CHECK (channel IN ('sms', 'voice', 'email', 'push')),
	since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE swap (                 -- one person asks others to take a duty, or a part of it
	id INTEGER PRIMARY KEY NOT NULL,
	duty_id INTEGER NOT NULL,       -- the duty as it was asked; it may be gone since
	function_id INTEGER NOT NULL REFERENCES function(id),
	rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
	from_person_id INTEGER NOT NULL REFERENCES person(id),
	to_person_id INTEGER REFERENCES person(id), -- NULL: all who qualify are asked
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
	state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused', 'approved', 'withdrawn')),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	version INTEGER NOT NULL DEFAULT 1
, asked_all INTEGER NOT NULL DEFAULT 0 CHECK (asked_all IN (0, 1)), asked_at INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500), return_duty_id INTEGER, return_function_id INTEGER REFERENCES function(id), return_rank INTEGER CHECK (return_rank BETWEEN 1 AND 99), return_starts_at INTEGER, return_ends_at INTEGER CHECK (return_ends_at > return_starts_at)) STRICT;

CREATE INDEX swap_duty ON swap(duty_id);

CREATE INDEX swap_from ON swap(from_person_id, id);

CREATE INDEX swap_function ON swap(function_id);

CREATE INDEX swap_open ON swap(function_id, ends_at) WHERE state = 'asked' OR state = 'agreed';

CREATE INDEX swap_return_function ON swap(return_function_id) WHERE return_function_id IS NOT NULL;

CREATE INDEX swap_to ON swap(to_person_id, id);

CREATE TABLE swap_refusal (         -- who of those that were asked said no
	swap_id INTEGER NOT NULL REFERENCES swap(id),
	person_id INTEGER NOT NULL REFERENCES person(id),
	at INTEGER NOT NULL,
	PRIMARY KEY (swap_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX swap_refusal_person ON swap_refusal(person_id);

CREATE TABLE test_schedule (        -- call-outs of kind test, reachability or exercise that start by themselves
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	scenario_id INTEGER NOT NULL REFERENCES scenario(id),
	function_ids TEXT NOT NULL CHECK (length(function_ids) <= 2000), -- JSON: only these slots; []: all
	every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 52),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
	minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),  -- local time
	first_day INTEGER NOT NULL,     -- days since 1970-01-01: the first on or after
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	next_at INTEGER NOT NULL,
	started_at INTEGER,             -- the last one
	callout_id INTEGER REFERENCES callout(id),
	version INTEGER NOT NULL DEFAULT 1
, rotation_ids TEXT NOT NULL DEFAULT '[]'
	CHECK (length(rotation_ids) <= 2000)) STRICT;

CREATE INDEX test_schedule_callout ON test_schedule(callout_id) WHERE callout_id IS NOT NULL;

CREATE INDEX test_schedule_due ON test_schedule(next_at) WHERE active = 1;

CREATE INDEX test_schedule_scenario ON test_schedule(scenario_id);

CREATE TABLE token (                -- API tokens; the token itself is never stored
	id INTEGER PRIMARY KEY NOT NULL,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
	role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'dispatcher', 'member', 'auditor')),
	person_id INTEGER REFERENCES person(id),
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	created_at INTEGER NOT NULL,
	revoked_at INTEGER,
	version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE voice_guess (               -- kept for an hour
	digest BLOB PRIMARY KEY NOT NULL,    -- of the event: the same one counts once
	caller BLOB NOT NULL,                -- keyed hash of the number; the number itself is not kept
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX voice_guess_at ON voice_guess (at);

CREATE INDEX voice_guess_caller ON voice_guess (caller, at);

CREATE TABLE working_week (         -- which hours somebody works; of those that hold on a day, the last to begin counts
	id INTEGER PRIMARY KEY NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person(id),
	from_day INTEGER,               -- days since 1970-01-01, local date; NULL: always
	until_day INTEGER,              -- first day on which it holds no more; NULL: open end
	minutes INTEGER CHECK (minutes BETWEEN 0 AND 10080), -- a week; NULL: the times say it, or it is not known
	version INTEGER NOT NULL DEFAULT 1, under_18_until INTEGER,
	CHECK (from_day IS NULL OR until_day IS NULL OR until_day > from_day)
) STRICT;

CREATE INDEX working_week_person ON working_week(person_id, from_day);

CREATE TABLE working_week_time (
	working_week_id INTEGER NOT NULL REFERENCES working_week(id),
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- of its start, 1 = Monday
	from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439), -- local minutes after midnight
	until_minute INTEGER NOT NULL CHECK (until_minute BETWEEN 0 AND 1439), -- on the next day when not later
	PRIMARY KEY (working_week_id, weekday, from_minute)
) STRICT, WITHOUT ROWID;
