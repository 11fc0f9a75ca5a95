-- SPDX-License-Identifier: EUPL-1.2
-- What is known of a gateway of which nothing, or too little, arrives outlives the program.

ALTER TABLE gateway ADD COLUMN doubt TEXT NOT NULL DEFAULT '' CHECK (doubt IN ('', 'silent', 'losses')); -- no receipts come, or too few; '': none is known
