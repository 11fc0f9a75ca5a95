// SPDX-License-Identifier: EUPL-1.2
// A call-out that is filled or short still goes on: people are on their way, it can be steered, and it can want more
// people. A deployment or an exercise is over when it was stopped; a test, that nobody stops, a day after it ended;
// one that was entered afterwards was over before it stood here. The service lists by the same rule (?running).
import type { Schemas } from "../api/client";

const DAY_MS = 86_400_000;

export function isOver(c: Schemas["Callout"]): boolean {
  if (c.state === "stopped" || c.origin === "manual") return true;
  const isTest = c.kind === "test" || c.kind === "reachability";
  return isTest && c.closed_at !== null && c.closed_at !== undefined && Date.now() - Date.parse(c.closed_at) > DAY_MS;
}
export function endOf(c: Schemas["Callout"], now: number): number {
  return isOver(c) && c.closed_at ? Date.parse(c.closed_at) : now;
}
