// SPDX-License-Identifier: EUPL-1.2
// On 4G the first page can be used within a second, of an app that this telephone never saw. What is
// counted: the connection, the rounds that wait for one another and the bytes; what that leaves of the
// second is the processor's. No time is measured here: `scripts/bench first_use` does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstUse, network, timeOnNetwork } from "./first_use.mjs";
import { browser, enter, openPage, serve, service, until } from "./support.mjs";

const NETWORK_MS = 800; // of the second
serve();

test(`signing in can begin within a second of ${network.name}`, async () => {
  const first = await firstUse(browser, service, null, "/", "input[name=username]");
  assert.ok(first.rounds <= 2, `${first.rounds} rounds`); // the page; then all that it needs at once
  assert.ok(first.bytes <= 80 * 1024, `${first.bytes} bytes`);
  assert.ok(timeOnNetwork(first) <= NETWORK_MS, JSON.stringify(first));
});

/* What a page is made of comes with the app, and its data is asked for at once: it can be used while
 * every other question, who is signed in included, has no answer yet. So: the page, the app, the data.
 * A browser has six connections to a service, and what comes seventh waits a round for one of them. */
const CONNECTIONS = 6;
const pathOf = (request) => new URL(request.url()).pathname;

const filesOf = (html) => [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);

async function usableWithOnly(role, path, usable, data, language) {
  const page = await openPage(browser, service, { width: 390, height: 800, language });
  await enter(page, role, "/nowhere");
  const files = filesOf(await (await fetch(service.url)).text());
  assert.ok(files.length <= CONNECTIONS, `${files.length} files at once: ${files}`);
  const late = [];
  const asked = [];
  page.on("request", (r) => {
    if (r.isNavigationRequest()) asked.length = 0; // the page before this one asked those
    if (pathOf(r).startsWith("/assets/") && !files.includes(pathOf(r))) late.push(pathOf(r));
    if (pathOf(r) !== path && !pathOf(r).startsWith("/assets/")) asked.push(r.url());
  });
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/api\/v1\//, async (route) => {
    if (!data.test(route.request().url())) await held;
    await route.continue();
  });
  let answered = 0;
  page.on("response", (r) => data.test(r.url()) && answered++);
  await page.route(/\/assets\/en-/, async (route) => {
    await until("the data, which does not wait for the language", () => answered > 0);
    await route.continue();
  });
  await page.goto(path, { waitUntil: "commit" });
  await page.locator(usable).first().waitFor();
  if (language === "nl") assert.deepEqual(late, [], "asked for after the app had come");
  assert.ok(asked.findLastIndex((url) => data.test(url)) < CONNECTIONS, `the data is asked for among the first: ${asked}`);
  release();
}

const firstPages = [
  ["member", "/mine", ".next-duty", /\/(duties|functions)\?/],
  ["coordinator", "/", ".on-duty-people", /\/on-duty/],
];
test("my page and Now can be used within a second: the page, the app with its first pages, and the data", async () => {
  for (const [role, path, usable, data] of firstPages) {
    await usableWithOnly(role, path, usable, data, "nl");
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await firstUse(browser, service, role, path, usable, data));
    const best = { rounds: Math.min(...runs.map((r) => r.rounds)), bytes: Math.max(...runs.map((r) => r.bytes)) };
    assert.equal(best.rounds, 3, JSON.stringify(runs));
    assert.ok(best.bytes <= 130 * 1024, `${path}: ${best.bytes} bytes`);
    assert.ok(timeOnNetwork(best) <= NETWORK_MS, JSON.stringify(best));
  }
});

test("in English they take no round more: the language comes while the data does", async () => {
  for (const [role, path, usable, data] of firstPages) await usableWithOnly(role, path, usable, data, "en");
});
