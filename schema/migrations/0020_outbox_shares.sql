-- SPDX-License-Identifier: EUPL-1.2
-- Due messages in the order in which shares are taken: of a channel, by priority, of each call-out.

DROP INDEX attempt_due;
CREATE INDEX attempt_due ON attempt(channel, priority, callout_id, due_at) WHERE due_at IS NOT NULL;
UPDATE attempt SET priority = 2 WHERE due_at IS NOT NULL AND priority = 1 AND purpose <> 'stand_down';
