// SPDX-License-Identifier: EUPL-1.2
// The picture of one call-out: read once, then kept right by the event stream; without one it is read again and
// again. Ten thousand people and their answers cost a map look-up each; the screen is told once a frame, not once
// an event.
import { signal, type Signal } from "@preact/signals";
import { all, api, take, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { listen, liveState, shows, whenOpen, type LiveEvent } from "./events";
import { oneAtATime } from "./one_at_a_time";

export type Recipient = Schemas["Recipient"];
export type Callout = Schemas["Callout"];
type State = NonNullable<Recipient["state"]>;

export interface BoardStore {
  callout: Signal<Callout | null>;
  problem: Signal<Problem | null>;
  people: Map<number, Recipient>;
  peopleProblem: Signal<Problem | null>; // they could not be read; tried again
  peopleAt: Signal<number>; // when they were last read; 0: not yet
  changed: Signal<number>; // of people; once a frame
  reload: () => Promise<void>;
  close: () => void;
}

/* t0 of the norm: when it was clear that people were needed, else the start. */
export function startOf(c: Callout): number {
  return Date.parse(c.criteria_met_at ?? c.started_at ?? "");
}
export function normOf(c: Callout, functionId: number | null | undefined): number | null {
  return c.slots?.find((s) => s.function_id === functionId)?.norm_minutes ?? null;
}
/* On time is: there, or expected, within the norm. */
export function isLate(c: Callout, p: Recipient): boolean {
  const norm = normOf(c, p.function_id);
  const when = p.arrived_at ?? p.expected_at;
  return norm !== null && when !== null && when !== undefined && Date.parse(when) > startOf(c) + norm * 60_000;
}

function patched(p: Recipient, e: LiveEvent): Recipient {
  const d = e.data;
  const when = typeof d.happened_at === "string" ? d.happened_at : e.at; // noted later than it happened
  const next: Recipient = { ...p, state: (d.state as State | undefined) ?? p.state };
  if (typeof d.function_id === "number") {
    next.function_id = d.function_id;
    next.function = String(d.function ?? "");
  }
  if (d.what === "sent_home") next.left_at = when;
  if (d.what === "answer" || d.what === "late") {
    const eta = typeof d.eta_minutes === "number" ? d.eta_minutes : null;
    next.answer = String(d.answer);
    next.via = String(d.via ?? "");
    if (next.answer === "arrived" || next.state === "arrived") next.arrived_at = when;
    else {
      if (d.what === "answer") next.answered_at = when; // who runs late said yes before
      next.eta_minutes = eta;
      next.expected_at = eta === null ? null : new Date(Date.parse(when) + eta * 60_000).toISOString();
    }
  }
  return next;
}

function withSlot(c: Callout, d: Record<string, unknown>): Callout {
  return {
    ...c,
    slots: (c.slots ?? []).map((s) =>
      s.function_id === d.function_id ? { ...s, state: d.state as typeof s.state, need: Number(d.need), accepted: Number(d.accepted) } : s,
    ),
  };
}

const POLL_MS = 15_000;

export function openBoard(id: number): BoardStore {
  const callout = signal<Callout | null>(null);
  const problem = signal<Problem | null>(null);
  const peopleProblem = signal<Problem | null>(null);
  const peopleAt = signal(0);
  const changed = signal(0);
  const people = new Map<number, Recipient>();
  let missed: LiveEvent[] | null = []; // events that come while people are being read
  let frame = 0;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let soonAll = false; // the people too
  let closed = false;
  let calloutAt = 0;

  function tell(): void {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      changed.value++;
    });
  }
  async function readCallout(): Promise<void> {
    try {
      callout.value = await take(api.GET("/api/v1/callouts/{id}", { params: { path: { id } } }));
      problem.value = null;
      calloutAt = Date.now();
    } catch (error) {
      problem.value = asProblem(error);
    }
  }
  function readSoon(what: "callout" | "all", ms: number): void {
    if (what === "all") soonAll = true;
    if (soon !== undefined || closed) return;
    soon = setTimeout(() => {
      const then = soonAll ? reload : readCallout;
      soon = undefined;
      soonAll = false;
      void then();
    }, ms);
  }
  function onAsked(e: LiveEvent): void {
    const ids = (e.data.person_ids as number[] | undefined) ?? [];
    if (Number(e.data.count) > ids.length) return readSoon("all", 500); // too many to be named
    for (const person of ids) {
      const p = people.get(person);
      if (p === undefined) return readSoon("all", 500);
      people.set(person, { ...p, state: p.state === "waiting" || p.state === "silent" ? "asked" : p.state, asked_at: p.asked_at ?? e.at });
    }
    tell();
  }
  function apply(e: LiveEvent): void {
    if (e.kind === "slot" && callout.value) callout.value = withSlot(callout.value, e.data);
    else if (e.kind === "callout") readSoon("callout", 100);
    else if (e.data.what === "asked") onAsked(e);
    else if (e.person_id !== null) {
      const p = people.get(e.person_id);
      if (p === undefined) readSoon("all", 500);
      else {
        people.set(e.person_id, patched(p, e));
        tell();
      }
    }
  }
  async function readPeople(): Promise<void> {
    missed = missed ?? [];
    const began = Date.now();
    try {
      const items = await all((cursor) => take(api.GET("/api/v1/callouts/{id}/recipients", { params: { path: { id }, query: { limit: 1000, cursor } } })));
      for (const p of items) people.set(p.person_id ?? 0, p);
      peopleAt.value = began;
      peopleProblem.value = null;
    } catch (error) {
      peopleProblem.value = asProblem(error);
    }
    const late = missed;
    missed = null;
    for (const e of late) apply(e);
    tell();
  }
  /* One at a time: an older answer may not come after what a newer one and the events made of it. */
  const reload = oneAtATime(async () => {
    await readCallout();
    await readPeople();
  });

  const stop = listen(["callout", "slot", "recipient"], (e) => {
    if (e.callout_id !== id) return;
    if (missed) missed.push(e);
    else apply(e);
  });
  const stopOpen = whenOpen(() => readSoon("all", 0)); // what changed before it opened did not come
  const stopShows = shows(() => (peopleAt.value === 0 ? null : Math.min(calloutAt, peopleAt.value)));
  const poll = setInterval(() => void (liveState.value === "live" && peopleProblem.value === null ? readCallout() : reload()), POLL_MS);
  void reload();
  return {
    callout,
    problem,
    people,
    peopleProblem,
    peopleAt,
    changed,
    reload,
    close() {
      closed = true;
      clearInterval(poll);
      clearTimeout(soon);
      cancelAnimationFrame(frame);
      stop();
      stopOpen();
      stopShows();
    },
  };
}
