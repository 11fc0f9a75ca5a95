-- SPDX-License-Identifier: EUPL-1.2
-- What is only added to is so in the database itself: a slip in the program, or a hand in a database tool, is refused.
-- Who wants to change it must take these away first; the audit log's seals find out what was done to it then (docs/audit.md).

CREATE TRIGGER attendance_stays BEFORE UPDATE ON attendance
BEGIN SELECT RAISE(ABORT, 'attendance is only added to: correct it with a new record'); END;

CREATE TRIGGER attendance_is_kept BEFORE DELETE ON attendance -- until its person left: docs/privacy.md
WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'attendance is kept as long as its person is active'); END;

CREATE TRIGGER certificate_stays BEFORE UPDATE ON certificate
BEGIN SELECT RAISE(ABORT, 'certificates are only added to: correct one with a new record'); END;

CREATE TRIGGER certificate_is_kept BEFORE DELETE ON certificate
WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'certificates are kept as long as their person is active'); END;

CREATE TRIGGER certificate_file_stays BEFORE UPDATE ON certificate_file
BEGIN SELECT RAISE(ABORT, 'the paper of a certificate is kept once'); END;

CREATE TRIGGER certificate_file_is_kept BEFORE DELETE ON certificate_file
WHEN EXISTS (SELECT 1 FROM certificate c JOIN person p ON p.id = c.person_id
	WHERE c.id = OLD.certificate_id AND p.active = 1)
BEGIN SELECT RAISE(ABORT, 'papers of certificates are kept as long as their person is active'); END;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit -- until audit.remove moved the beginning behind it
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_detail_stays BEFORE UPDATE ON audit_detail
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_detail_is_kept BEFORE DELETE ON audit_detail -- until audit.erase tells of it, or it is past its term
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
	AND NOT EXISTS (SELECT 1 FROM audit_erasure x WHERE x.seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'details of the audit log go only with a record that tells so'); END;

CREATE TRIGGER audit_erasure_stays BEFORE UPDATE ON audit_erasure
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_erasure_is_kept BEFORE DELETE ON audit_erasure
WHEN OLD.by_seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_seal_stays BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END;

CREATE TRIGGER audit_seal_is_kept BEFORE DELETE ON audit_seal
WHEN OLD.seq > coalesce((SELECT seq FROM audit_start WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END;

CREATE TRIGGER event_stays BEFORE UPDATE ON event -- the timeline of call-outs; it goes as a whole, after its term
BEGIN SELECT RAISE(ABORT, 'the timeline is only added to'); END;

CREATE TRIGGER account_review_stays BEFORE UPDATE ON account_review
BEGIN SELECT RAISE(ABORT, 'reviews of rights are only added to'); END;

CREATE TRIGGER account_review_is_kept BEFORE DELETE ON account_review
BEGIN SELECT RAISE(ABORT, 'reviews of rights are only added to'); END;

CREATE TRIGGER alarm_stays BEFORE UPDATE ON alarm -- it goes as a whole, after its term
BEGIN SELECT RAISE(ABORT, 'alarms are kept as they came'); END;

CREATE TRIGGER sign_in_stays BEFORE UPDATE ON sign_in
BEGIN SELECT RAISE(ABORT, 'who signed in is only added to'); END;
