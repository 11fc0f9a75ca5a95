-- SPDX-License-Identifier: EUPL-1.2
-- During the deployment: who was sent home, slots that were stopped, relief crews, and call-outs that began elsewhere.

ALTER TABLE callout_recipient ADD COLUMN left_at INTEGER; -- sent home; after arrival the place is kept
ALTER TABLE callout_slot ADD COLUMN ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)); -- stopped: nobody more is wanted
ALTER TABLE callout ADD COLUMN origin TEXT NOT NULL DEFAULT 'started' CHECK (origin IN ('started', 'alarm', 'schedule', 'relief', 'manual')); -- manual: made outside Paraat, entered afterwards, sends nothing
ALTER TABLE callout ADD COLUMN relief_of INTEGER REFERENCES callout(id); -- asks who takes over in that one
ALTER TABLE callout ADD COLUMN shift_from INTEGER;                 -- of a relief: [shift_from, shift_until)
ALTER TABLE callout ADD COLUMN shift_until INTEGER CHECK (shift_until > shift_from);
ALTER TABLE callout ADD COLUMN hand_over TEXT NOT NULL DEFAULT 'by_hand' CHECK (hand_over IN ('on_arrival', 'by_hand')); -- when who was there is sent home
CREATE INDEX callout_relief ON callout(relief_of) WHERE relief_of IS NOT NULL;
CREATE INDEX callout_shift ON callout(shift_until) WHERE shift_until IS NOT NULL;
CREATE INDEX callout_scenario ON callout(scenario_id, started_at);
