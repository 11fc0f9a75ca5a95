// SPDX-License-Identifier: EUPL-1.2
// What several pages count of a call-out.
import type { Schemas } from "../api/client";

export function placesOf(c: Schemas["Callout"]): { need: number; filled: number; short: number } {
  const slots = c.slots ?? [];
  return {
    need: slots.reduce((n, s) => n + (s.need ?? 0), 0),
    filled: slots.reduce((n, s) => n + Math.min(s.need ?? 0, s.accepted ?? 0), 0),
    short: slots.filter((s) => s.state === "exhausted").length,
  };
}
