// SPDX-License-Identifier: EUPL-1.2
// On 4G the first page can be used within a second, of an app that this telephone never saw: the
// connection, the rounds that wait for one another, the bytes and the processor's time together.
// By the clock: `scripts/bench first_use`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstUse, network, timeOf } from "./first_use.mjs";
import { browser, enter, openPage, serve, service } from "./support.mjs";

const LIMIT_MS = 1000;
serve();

test(`signing in can begin within a second of ${network.name}`, async () => {
  const first = await firstUse(browser, service, null, "/", "input[name=username]");
  assert.ok(first.rounds <= 2, `${first.rounds} rounds`); // the page; then all that it needs at once
  assert.ok(first.bytes <= 80 * 1024, `${first.bytes} bytes`);
  assert.ok(first.ms <= LIMIT_MS, JSON.stringify(first));
});

/* What a page is made of comes with the app, and its data is asked for at once: it can be used while
 * every other question, who is signed in included, has no answer yet. So: the page, the app, the data. */
const ROUNDS = 3;

async function usableWithOnly(role, path, usable, data) {
  const page = await openPage(browser, service, { width: 390, height: 800 });
  await enter(page, role, "/nowhere");
  const html = await (await fetch(service.url)).text();
  const late = [];
  page.on("request", (r) => {
    const { pathname } = new URL(r.url());
    if (pathname.startsWith("/assets/") && !html.includes(pathname)) late.push(pathname);
  });
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/api\/v1\//, async (route) => {
    if (!data.test(route.request().url())) await held;
    await route.continue();
  });
  await page.goto(path, { waitUntil: "commit" });
  await page.locator(usable).first().waitFor();
  assert.deepEqual(late, [], "asked for after the app had come");
  release();
}

test("my page and Now can be used within a second: the page, the app with its first pages, and the data", async () => {
  for (const [role, path, usable, data] of [
    ["member", "/mine", ".next-duty", /\/(duties|functions)\?/],
    ["coordinator", "/", ".on-duty-people", /\/on-duty/],
  ]) {
    await usableWithOnly(role, path, usable, data);
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await firstUse(browser, service, role, path, usable));
    const best = { rounds: ROUNDS, bytes: Math.max(...runs.map((r) => r.bytes)), cpu: Math.min(...runs.map((r) => r.cpu)) };
    assert.ok(best.bytes <= 130 * 1024, `${path}: ${best.bytes} bytes`);
    assert.ok(timeOf(best) <= LIMIT_MS, JSON.stringify(best));
  }
});
