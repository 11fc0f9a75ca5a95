-- SPDX-License-Identifier: EUPL-1.2
-- The activities of a series are looked for by its name.

CREATE INDEX activity_series ON activity(series, starts_at) WHERE series <> '';
