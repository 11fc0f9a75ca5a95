// SPDX-License-Identifier: EUPL-1.2
// A call-out that was made elsewhere, as it is being entered: what is typed, and what is sent. Pure.
import type { Schemas } from "../api/client";
import { fromLocal, isoDay, addDays } from "../i18n/dates";

type Start = Schemas["CalloutStart"];
type Sent = NonNullable<Start["people"]>[number];
export type Said = "yes" | "last_resort" | "no" | "none";
export const sayings: readonly Said[] = ["yes", "last_resort", "no", "none"];

/* What somebody did. Times are a clock ("02:25") or, when the call-out took days, a day and a clock. */
export interface Draft {
  person_id: number;
  function_id: number;
  answer: Said;
  asked: string;
  answered: string;
  minutes: string;
  arrived: string;
  left: string;
}
export interface Times {
  started: string; // "2026-01-01T02:00", "" when not given yet
  closed: string;
}

export const newDraft = (person: number, fn: number): Draft => ({ person_id: person, function_id: fn, answer: "yes", asked: "", answered: "", minutes: "", arrived: "", left: "" });

const DAY_MS = 86_400_000;

/* A clock says the same every day: when it took longer, the day must be said too. */
export function tookDays({ started, closed }: Times): boolean {
  return started !== "" && closed !== "" && fromLocal(closed).getTime() - fromLocal(started).getTime() >= DAY_MS;
}

/* The first moment at or after `since` that the clock said so. */
export function momentAfter(since: Date, clock: string): Date {
  if (clock.includes("T")) return fromLocal(clock);
  const day = isoDay(since);
  const same = fromLocal(`${day}T${clock}`);
  return same.getTime() >= since.getTime() ? same : fromLocal(`${addDays(day, 1)}T${clock}`);
}

export interface Moments {
  asked: Date | null;
  answered: Date | null;
  arrived: Date | null;
  left: Date | null;
}

/* Who came answered by coming, when no other answer is known; nobody answers before they were asked. */
export function momentsOf(d: Draft, started: string): Moments {
  const none: Moments = { asked: null, answered: null, arrived: null, left: null };
  if (started === "") return none;
  const begin = fromLocal(started);
  const came = d.answer !== "no" && d.arrived !== "";
  const arrived = came ? momentAfter(begin, d.arrived) : null;
  const left = arrived !== null && d.left !== "" ? momentAfter(arrived, d.left) : null;
  const asked = d.asked !== "" ? momentAfter(begin, d.asked) : null;
  const answered = d.answer === "none" ? null : d.answered !== "" ? momentAfter(asked ?? begin, d.answered) : arrived;
  return { asked, answered, arrived, left };
}

export function personOf(d: Draft, started: string): Sent {
  const { asked, answered, arrived, left } = momentsOf(d, started);
  const comes = d.answer === "yes" || d.answer === "last_resort";
  return {
    person_id: d.person_id,
    function_id: d.function_id,
    answer: d.answer,
    ...(asked ? { asked_at: asked.toISOString() } : {}),
    ...(answered ? { answered_at: answered.toISOString() } : {}),
    ...(comes && d.minutes !== "" ? { eta_minutes: Number(d.minutes) } : {}),
    ...(arrived ? { arrived_at: arrived.toISOString() } : {}),
    ...(left ? { left_at: left.toISOString() } : {}),
  };
}

/* Whose clock is that of another day than the call-out began: said beside it. */
export const otherDay = (at: Date | null, started: string): boolean => at !== null && started !== "" && isoDay(at) !== started.slice(0, 10);

/* When it began, to ask who had duty then; null while that is not known. */
export const beganAt = (started: string): string | null => (started === "" ? null : fromLocal(started).toISOString());
