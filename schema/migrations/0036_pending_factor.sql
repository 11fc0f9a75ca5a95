-- SPDX-License-Identifier: EUPL-1.2
-- A second factor that is being set up takes the place of the present one only when it has shown itself;
-- and remembered devices can be told apart by their owner.

ALTER TABLE account ADD COLUMN totp_pending BLOB; -- sealed as totp is; not confirmed yet

UPDATE account SET totp_pending = totp, totp = NULL WHERE totp_confirmed = 0;

-- of devices only; empty for those of before
ALTER TABLE account_secret ADD COLUMN id INTEGER;
ALTER TABLE account_secret ADD COLUMN created_at INTEGER;
ALTER TABLE account_secret ADD COLUMN origin TEXT;

UPDATE account_secret SET id = (SELECT count(*) FROM account_secret o WHERE o.kind = 'device' AND o.hash <= account_secret.hash)
	WHERE kind = 'device';

INSERT INTO sequence (name, next) SELECT 'account_device', count(*) + 1 FROM account_secret WHERE kind = 'device';
