-- SPDX-License-Identifier: EUPL-1.2
-- Exchanges: what the one who asks takes over in return, in the same swap.

ALTER TABLE swap ADD COLUMN return_duty_id INTEGER;     -- the duty as it was asked; it may be gone since; NULL: nothing in return
ALTER TABLE swap ADD COLUMN return_function_id INTEGER REFERENCES function(id);
ALTER TABLE swap ADD COLUMN return_rank INTEGER CHECK (return_rank BETWEEN 1 AND 99);
ALTER TABLE swap ADD COLUMN return_starts_at INTEGER;
ALTER TABLE swap ADD COLUMN return_ends_at INTEGER CHECK (return_ends_at > return_starts_at);
CREATE INDEX swap_return_function ON swap(return_function_id) WHERE return_function_id IS NOT NULL;
