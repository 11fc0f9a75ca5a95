// SPDX-License-Identifier: EUPL-1.2
// One event stream for the whole app. The browser continues it with Last-Event-ID; when the browser gives up, or
// the stream says nothing any more, we open it again after the last event that was seen, so nothing is lost.
import { computed, signal } from "@preact/signals";

export interface LiveEvent {
  seq: number;
  kind: string;
  at: string;
  callout_id: number | null;
  person_id: number | null;
  actor: string;
  data: Record<string, unknown>;
}
type Listener = (event: LiveEvent) => void;

export type LiveState = "off" | "connecting" | "live" | "lost";
export const liveState = signal<LiveState>("off");
export const now = signal(Date.now());

/* The stream says every 15 seconds that it is there (`alive`): one that is silent for longer is broken, whatever
   the browser thinks of it, and a picture that is older may be wrong. */
export const STALE_MS = 40_000;
const SOON_MS = 2_000;
const heardAt = signal(Date.now());

const kinds = ["callout", "slot", "recipient", "attempt", "duty", "absence", "swap", "override", "rotation", "person", "assignment", "gateway", "activity", "message", "coverage"];
const listeners = new Map<string, Set<Listener>>();
const pictures = new Set<() => number | null>();
const onOpen = new Set<(hole: boolean) => void>();
let source: EventSource | null = null;
let last = -1;
let triedAt = 0;
let startedAt = 0;
let opened = false;
let retry: ReturnType<typeof setTimeout> | undefined;

/* What is on the screen tells when it was read; null: nothing yet. Gives back how to stop. */
export function shows(readAt: () => number | null): () => void {
  pictures.add(readAt);
  return () => pictures.delete(readAt);
}
/* When all that is on the screen was last known to be right. A stream that is there tells what changes; without
   one, what was read longest ago counts. */
export const seenAt = computed(() => {
  const ticked = now.value; // how old it is, is looked at every second
  if (liveState.value === "live") return heardAt.value;
  const read = [...pictures].map((at) => at()).filter((at) => at !== null);
  return Math.max(heardAt.value, Math.min(ticked, ...read)); // what shows nothing yet is not old
});

function heard(): void {
  heardAt.value = Date.now();
}
function receive(message: MessageEvent<string>): void {
  heard();
  if (message.lastEventId !== "") last = Number(message.lastEventId);
  const waiting = listeners.get(message.type);
  if (waiting === undefined || waiting.size === 0) return; // not worth reading
  const event = { ...(JSON.parse(message.data) as LiveEvent), kind: message.type };
  for (const listener of waiting) listener(event);
}

/* A service that refuses is not asked all the time. */
const RETRY_MS = 3_000;
const RETRY_MOST_MS = 60_000;
let retryMs = RETRY_MS;

function open(): void {
  retry = undefined;
  triedAt = Date.now();
  liveState.value = "connecting";
  source = new EventSource(last >= 0 ? `/api/v1/events?after=${last}` : "/api/v1/events");
  source.onopen = () => {
    const hole = opened || Date.now() - startedAt > SOON_MS;
    opened = true;
    retryMs = RETRY_MS;
    heard();
    liveState.value = "live";
    for (const then of onOpen) then(hole);
  };
  source.onerror = () => {
    liveState.value = "lost";
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      clearTimeout(retry);
      retry = setTimeout(open, retryMs);
      retryMs = Math.min(2 * retryMs, RETRY_MOST_MS);
    }
  };
  source.addEventListener("alive", heard);
  for (const kind of kinds) source.addEventListener(kind, receive as EventListener);
}
function openAgainWhenSilent(): void {
  if (source === null || now.value - Math.max(heardAt.value, triedAt) <= STALE_MS) return;
  source.close();
  open();
}
setInterval(() => {
  now.value = Date.now();
  openAgainWhenSilent();
}, 1000);

export function startLive(): void {
  if (source !== null || retry !== undefined) return;
  startedAt = Date.now();
  open();
}
/* Without a stream what must follow is read again and again; the service answers 304 as long as nothing changed.
   Members have none, and their lists ask for it themselves; one that is lost is made up for in app/queries.ts. */
export const POLL_MS = 20_000;
export const unlessLive = () => (liveState.value === "live" ? false : POLL_MS);
export const isLost = () => liveState.value === "lost" || liveState.value === "connecting";

export function stopLive(): void {
  clearTimeout(retry);
  retry = undefined;
  source?.close();
  source = null;
  last = -1;
  opened = false;
  liveState.value = "off";
}

/* Gives back how to stop listening. */
export function listen(wanted: string[], listener: Listener): () => void {
  for (const kind of wanted) {
    if (!listeners.has(kind)) listeners.set(kind, new Set());
    listeners.get(kind)?.add(listener);
  }
  return () => {
    for (const kind of wanted) listeners.get(kind)?.delete(listener);
  };
}
/* Called when the stream is open; hole: it is so again, or was it so late that something may have changed before. */
export function whenOpen(then: (hole: boolean) => void): () => void {
  onOpen.add(then);
  return () => onOpen.delete(then);
}
