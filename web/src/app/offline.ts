// SPDX-License-Identifier: EUPL-1.2
// The service worker keeps the shell and my own pages for reading without a connection.
import { signal } from "@preact/signals";

export const online = signal(navigator.onLine);
addEventListener("online", () => {
  online.value = true;
});
addEventListener("offline", () => {
  online.value = false;
});

/* Of each question to the API whose last answer the worker gave: when that came from the service. The last answer of
   the service itself may be younger: then nothing had changed. The question from another day on is the same one. */
export const keptAt = signal<Record<string, number>>({});
const answeredAt = new Map<string, number>();
function questionOf(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const names = [...searchParams.keys()].filter((name) => name !== "cursor").sort();
  return `${pathname.slice("/api/v1".length)}?${names}`;
}
export function cameFrom(url: string, reply: Response): void {
  const asked = questionOf(url);
  const kept = reply.headers.get("X-Kept-At");
  const { [asked]: was, ...others } = keptAt.value;
  if (kept !== null) keptAt.value = { ...others, [asked]: Math.max(Date.parse(kept), answeredAt.get(asked) ?? 0) };
  else if (reply.status < 400) {
    answeredAt.set(asked, Date.now());
    if (was !== undefined) keptAt.value = others;
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const policy = trusted?.createPolicy("paraat-worker", { createScriptURL: (url) => (url === "/sw.js" ? url : "") });
  void navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js").catch(() => undefined);
}

/* Tells the worker whose pages it may keep. */
export function remember(personId: number | null, member: boolean): void {
  void globalThis.caches?.open("mine").then((mine) => mine.put("/who", Response.json({ person_id: personId, member })));
}

/* Whoever uses this telephone next finds nothing of the one before. */
export function forget(): void {
  answeredAt.clear();
  keptAt.value = {};
  void globalThis.caches?.delete("mine");
}
