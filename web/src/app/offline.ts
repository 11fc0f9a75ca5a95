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

/* Of each path of the API whose last answer the worker gave: when that came from the service. The last answer of the
   service itself may be younger: then nothing had changed. */
export const keptAt = signal<Record<string, number>>({});
const answeredAt: Record<string, number> = {};
export function cameFrom(url: string, reply: Response): void {
  const path = new URL(url).pathname.slice("/api/v1".length);
  const kept = reply.headers.get("X-Kept-At");
  const { [path]: was, ...others } = keptAt.value;
  if (kept !== null) keptAt.value = { ...others, [path]: Math.max(Date.parse(kept), answeredAt[path] ?? 0) };
  else if (reply.status < 400) {
    answeredAt[path] = Date.now();
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
  void globalThis.caches?.delete("mine");
}
