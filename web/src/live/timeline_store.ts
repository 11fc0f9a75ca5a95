// SPDX-License-Identifier: EUPL-1.2
// Every event of one call-out, newest first: read once, then what the stream brings; without a stream it is read
// again and again. What comes while it is read is kept, and none stands there twice.
import { signal, type Signal } from "@preact/signals";
import { all, api, take, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { listen, liveState, shows, whenOpen, type LiveEvent } from "./events";
import { oneAtATime } from "./one_at_a_time";

export type Entry = Schemas["Event"] | LiveEvent;
const kinds = ["callout", "slot", "recipient", "attempt", "message"];
const POLL_MS = 15_000;

export interface TimelineStore {
  entries: Signal<Entry[] | undefined>; // undefined: not read yet
  problem: Signal<Problem | null>;
  readAt: Signal<number>;
  reload: () => Promise<void>;
  close: () => void;
}

const newestFirst = (entries: Iterable<Entry>) => [...entries].sort((a, b) => b.seq - a.seq);

/* Both hold an event once. */
function merged(had: Entry[], came: Entry[]): Entry[] {
  const newest = had[0]?.seq ?? 0;
  if (came.every((e) => e.seq > newest)) return [...newestFirst(came), ...had];
  return newestFirst(new Map([...had, ...came].map((e) => [e.seq, e])).values());
}

export function openTimeline(id: number): TimelineStore {
  const entries = signal<Entry[] | undefined>(undefined);
  const problem = signal<Problem | null>(null);
  const readAt = signal(0);
  const came = new Map<number, Entry>();
  let frame = 0;

  function show(): void {
    frame = 0;
    if (entries.value === undefined) return; // they wait for what is being read
    entries.value = merged(entries.value, [...came.values()]);
    came.clear();
  }
  const reload = oneAtATime(async () => {
    const began = Date.now();
    try {
      const items = await all((cursor) => take(api.GET("/api/v1/callouts/{id}/timeline", { params: { path: { id }, query: { limit: 1000, cursor } } })));
      entries.value = merged(entries.value ?? [], items);
      readAt.value = began;
      problem.value = null;
      show();
    } catch (error) {
      problem.value = asProblem(error);
    }
  });
  const stop = listen(kinds, (e) => {
    if (e.callout_id !== id) return;
    came.set(e.seq, e);
    frame ||= requestAnimationFrame(show);
  });
  const stopOpen = whenOpen(() => void reload());
  const stopShows = shows(() => readAt.value || null);
  const poll = setInterval(() => {
    if (liveState.value !== "live" || problem.value !== null) void reload();
  }, POLL_MS);
  void reload();
  return {
    entries,
    problem,
    readAt,
    reload,
    close() {
      clearInterval(poll);
      cancelAnimationFrame(frame);
      stop();
      stopOpen();
      stopShows();
    },
  };
}
