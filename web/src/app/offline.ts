// SPDX-License-Identifier: EUPL-1.2
// The service worker keeps the shell and my own pages for reading without a connection.
import { signal } from "@preact/signals";
import { shows } from "../live/events";

export const online = signal(navigator.onLine);
addEventListener("online", () => {
  online.value = true;
});
addEventListener("offline", () => {
  online.value = false;
});

/* When what the worker gives came from the service; null: it came just now. The last answer of the service itself may
   be younger: then nothing had changed. */
export const keptAt = signal<number | null>(null);
let answeredAt = 0;
export function cameFrom(reply: Response): void {
  const kept = reply.headers.get("X-Kept-At");
  if (kept === null) answeredAt = Date.now();
  keptAt.value = kept === null ? null : Math.max(Date.parse(kept), answeredAt);
}
shows(() => keptAt.value);

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
