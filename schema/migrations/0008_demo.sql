-- SPDX-License-Identifier: EUPL-1.2
-- Sign-ins of a demonstration: filled by `paraat init --demo` only, empty in real use.

CREATE TABLE demo_sign_in (
	role TEXT PRIMARY KEY NOT NULL,  -- what the visitor presses
	account_id INTEGER NOT NULL UNIQUE REFERENCES account(id)
) STRICT, WITHOUT ROWID;
