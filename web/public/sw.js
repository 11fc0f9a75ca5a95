// SPDX-License-Identifier: EUPL-1.2
// Keeps the app for opening without a connection, and one's own pages for reading. It never
// stores what belongs to others, answers no change, and holds nothing after signing out.
const assets = [/* ASSETS */];
const shell = "shell-/* VERSION */";

/* What a person may read offline: only about themselves. */
const mine = [/^\/api\/v1\/me(\/|$|\?)/, /^\/api\/v1\/duties\?.*\bperson_id=/, /^\/api\/v1\/session$/, /^\/api\/v1\/(functions|calendar-tokens|swaps)\?/, /^\/api\/v1\/compliance\?.*\bperson_id=/, /^\/api\/v1\/absences\?.*\bperson_id=/];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shell);
      await cache.addAll(["/", ...assets]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== shell) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

async function networkFirst(request, name, key) {
  try {
    const reply = await fetch(request);
    if (reply.ok) await (await caches.open(name)).put(key, reply.clone());
    return reply;
  } catch (error) {
    const kept = await caches.match(key);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/a/") || url.pathname.startsWith("/api/")) return;
    event.respondWith(networkFirst(request, shell, "/"));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (mine.some((pattern) => pattern.test(url.pathname + url.search))) {
    event.respondWith(networkFirst(request, "mine", request));
  }
});
