// SPDX-License-Identifier: EUPL-1.2
// One event stream for the whole app. The browser continues it with Last-Event-ID; when the
// browser gives up, we open it again after the last event that was seen, so nothing is lost.
import { signal } from "@preact/signals";

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
/* When the picture was last known to be right: an answer of the service, or an event. */
export const seenAt = signal(Date.now());
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 1000);

const kinds = ["callout", "slot", "recipient", "attempt", "duty", "absence", "swap", "override", "rotation", "person", "assignment", "gateway", "activity", "message", "coverage"];
const listeners = new Map<string, Set<Listener>>();
const onOpen = new Set<() => void>();
let source: EventSource | null = null;
let last = -1;
let retry: ReturnType<typeof setTimeout> | undefined;

function receive(message: MessageEvent<string>): void {
  seenAt.value = Date.now();
  if (message.lastEventId !== "") last = Number(message.lastEventId);
  const waiting = listeners.get(message.type);
  if (waiting === undefined || waiting.size === 0) return; // not worth reading
  const event = { ...(JSON.parse(message.data) as LiveEvent), kind: message.type };
  for (const listener of waiting) listener(event);
}

function open(): void {
  liveState.value = "connecting";
  source = new EventSource(last >= 0 ? `/api/v1/events?after=${last}` : "/api/v1/events");
  source.onopen = () => {
    liveState.value = "live";
    for (const then of onOpen) then();
  };
  source.onerror = () => {
    liveState.value = "lost";
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      clearTimeout(retry);
      retry = setTimeout(open, 3000);
    }
  };
  for (const kind of kinds) source.addEventListener(kind, receive as EventListener);
}

export function startLive(): void {
  if (source === null && retry === undefined) open();
}
/* For lists that must follow: read again when no stream says that something changed (members have none, and a
   stream may be lost). The service answers 304 as long as nothing did. */
const POLL_MS = 20_000;
export const unlessLive = () => (liveState.value === "live" ? false : POLL_MS);

export function stopLive(): void {
  clearTimeout(retry);
  retry = undefined;
  source?.close();
  source = null;
  last = -1;
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
/* Called when the stream is (again) open: what came in between follows by itself. */
export function whenOpen(then: () => void): () => void {
  onOpen.add(then);
  return () => onOpen.delete(then);
}
