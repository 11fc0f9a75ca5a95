-- SPDX-License-Identifier: EUPL-1.2
-- Notices hold links and codes that open something: their texts rest sealed, as second factors do.

ALTER TABLE notice ADD COLUMN sealed BLOB; -- link and text, sealed with a key that is not in the database; NULL: they stand in clear

-- What was sent before, and what nobody waits for any more, is not read again.
UPDATE notice SET text = '-', link = '' WHERE (kind = 'code' OR created_at < (SELECT max(created_at) FROM notice) - 86400000)
	AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.notice_id = notice.id AND a.due_at IS NOT NULL);
