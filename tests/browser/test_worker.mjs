// SPDX-License-Identifier: EUPL-1.2
// The service worker beside signing out: whatever is put away at the wrong moment goes again. Without
// a browser: the worker's own text, with caches that let something happen before one is opened.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { source } from "./support.mjs";

const origin = "https://paraat.example";
const text = readFileSync(join(source, "web/public/sw.js"), "utf8").replace("/* ASSETS */", "");
const url = (key) => new URL(typeof key === "string" ? key : key.url, origin).href;

class FakeCaches {
  all = new Map();
  beforeOpen = () => {};
  async open(name) {
    this.beforeOpen(name);
    if (!this.all.has(name)) this.all.set(name, new Map());
    const of = this.all.get(name);
    return {
      put: async (key, reply) => void of.set(url(key), reply),
      delete: async (key) => of.delete(url(key)),
    };
  }
  async match(key) {
    for (const of of this.all.values()) if (of.has(url(key))) return of.get(url(key)).clone();
  }
  async delete(name) {
    return this.all.delete(name);
  }
  signIn(person_id) {
    this.all.set("mine", new Map([[url("/who"), Response.json({ person_id, member: true })]]));
  }
  kept() {
    return [...(this.all.get("mine")?.keys() ?? [])].map((at) => at.slice(origin.length)).sort();
  }
}

function worker(answer = () => Response.json({}), timer = setTimeout) {
  const heard = {};
  const caches = new FakeCaches();
  runInNewContext(text, { self: { addEventListener: (what, act) => (heard[what] = act) }, caches, fetch: async () => answer(), location: { origin }, URL, Response, Headers, setTimeout: timer, clearTimeout });
  const ask = async (path, mode = "cors") => {
    let reply;
    heard.fetch({ request: { url: origin + path, method: "GET", mode }, respondWith: (r) => (reply = r) });
    return reply;
  };
  return { caches, ask };
}

test("what is about oneself is kept, and read when nothing answers", async () => {
  let down = false;
  const { caches, ask } = worker(() => {
    if (down) throw new TypeError("no connection");
    return Response.json({ who: 6 });
  });
  caches.signIn(6);
  await ask("/api/v1/me");
  await ask("/api/v1/people/6/contacts");
  await ask("/api/v1/people/7/contacts");
  await ask("/api/v1/people");
  assert.deepEqual(caches.kept(), ["/api/v1/me", "/api/v1/people/6/contacts", "/who"]);
  down = true;
  assert.deepEqual(await (await ask("/api/v1/me")).json(), { who: 6 });
  await assert.rejects(() => ask("/api/v1/people"));
});

test("what is kept says since when, and is read when the connection answers nothing at all", async () => {
  let answer = () => Response.json({ who: 6 });
  const { caches, ask } = worker(() => answer(), (late) => void (answer === never && late()));
  const never = () => new Promise(() => {});
  caches.signIn(6);
  const first = await ask("/api/v1/me");
  assert.equal(first.headers.get("X-Kept-At"), null);
  answer = never;
  const kept = await ask("/api/v1/me");
  assert.deepEqual(await kept.json(), { who: 6 });
  assert.ok(Date.parse(kept.headers.get("X-Kept-At")) <= Date.now());
});

test("an answer that comes after signing out is not kept", async () => {
  const { caches, ask } = worker(() => {
    void caches.delete("mine");
    return Response.json({});
  });
  caches.signIn(6);
  await ask("/api/v1/me");
  assert.ok(!caches.all.has("mine"));
});

test("signing out while an answer is put away leaves nothing behind", async () => {
  const { caches, ask } = worker();
  caches.signIn(6);
  caches.beforeOpen = (name) => caches.all.delete(name);
  await ask("/api/v1/me");
  assert.ok(!caches.all.has("mine"));
});

test("who signs in next finds nothing of the one before", async () => {
  const { caches, ask } = worker(() => {
    caches.signIn(7);
    return Response.json({ who: 6 });
  });
  caches.signIn(6);
  await ask("/api/v1/me");
  assert.deepEqual(caches.kept(), ["/who"]);
});
