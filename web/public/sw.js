// SPDX-License-Identifier: EUPL-1.2
// Keeps the app for opening without a connection, and one's own pages for reading. It never
// stores what belongs to others, answers no change, and holds nothing after signing out.
const assets = [/* ASSETS */];
const shell = "shell-/* VERSION */";

/* Who is signed in, as the page wrote it down: { person_id, member }; null: nobody. */
async function signedIn() {
  const kept = await caches.match("/who");
  return kept ? kept.json() : null;
}

/* What is kept to be read offline: about oneself only. Lists that show others too to who plans are
 * kept for members only. */
function isMine(url, who) {
  const path = url.pathname.slice("/api/v1".length);
  if (/^\/(functions|me(\/.*)?)$/.test(path)) return true;
  if (/^\/(duties|absences|compliance|attendance|training\/gaps)$/.test(path)) return who.person_id !== null && url.searchParams.get("person_id") === String(who.person_id);
  if (path === `/people/${who.person_id}/contacts`) return true;
  return who.member && /^\/(swaps|calendar-tokens|activities)$/.test(path);
}

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

/* Pages of links and of the service itself, which are not the app. */
const othersPages = /^\/([adus]|api|gateway|metrics|healthz|readyz|\.well-known)(\/|$)/;

/* A connection that was lost without a word answers nothing, and does not fail either. */
const PATIENCE_MS = 15_000;

async function inTime(answer) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function networkFirst(request, key, keep) {
  const answer = fetch(request);
  try {
    const reply = await inTime(answer);
    if (reply.ok) await keep(reply).catch(() => undefined); // it is good, also when it cannot be kept
    return reply;
  } catch {
    return (await caches.match(key)) ?? answer;
  }
}

/* What is shown again says when it came. */
function stamped(reply) {
  const headers = new Headers(reply.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  return new Response(reply.body, { status: reply.status, headers });
}

async function keepShell(reply) {
  await (await caches.open(shell)).put("/", reply.clone());
}

/* Kept for who asked. They may sign out while it is put away: then it goes again. */
async function keepMine(request, asker, reply) {
  if (asker === null || !isMine(new URL(request.url), asker)) return;
  await (await caches.open("mine")).put(request, stamped(reply.clone()));
  const now = await signedIn();
  if (now === null) await caches.delete("mine");
  else if (now.person_id !== asker.person_id) await (await caches.open("mine")).delete(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (othersPages.test(url.pathname)) return;
    event.respondWith(networkFirst(request, "/", keepShell));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (url.pathname.startsWith("/api/v1/") && url.pathname !== "/api/v1/events") {
    const asker = signedIn();
    event.respondWith(networkFirst(request, request, async (reply) => keepMine(request, await asker, reply)));
  }
});
