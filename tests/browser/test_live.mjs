// SPDX-License-Identifier: EUPL-1.2
// A picture is never called newer than it is: with no stream, with one that is open and says nothing, and with one
// of which only a part can be read. Nothing that happened meanwhile is missing or stands there twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, counts, enter, openPage, says, serve, service, tryAgain, until } from "./support.mjs";

let id, people;
serve({ silent: true }, async () => {
  ({ id } = await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Stroomuitval" }));
  people = (await service.api(`/callouts/${id}/recipients?limit=1000`)).items;
});

const lost = { expected: [/Failed to load resource|ERR_/] };
const asked = (code) => people.find((p) => p.function === code && p.on_duty).person_id;
const answer = (person_id, eta_minutes) => service.api(`/callouts/${id}/answer`, { person_id, answer: "yes", eta_minutes });
const later = (page, seconds) => page.clock.fastForward(seconds * 1000);
const old = (page) => page.getByText("Let op: dit beeld kan verouderd zijn.");

/* A stream that opens, and is silent from then on: what a browser sees of a connection that a firewall forgot. */
const deaf = () => {
  globalThis.streams = [];
  globalThis.EventSource = class extends EventTarget {
    static CLOSED = 2;
    readyState = 1;
    constructor(url) {
      super();
      globalThis.streams.push(url);
      if (globalThis.streams.length === 1) queueMicrotask(() => this.onopen?.());
    }
    close() {
      this.readyState = 2;
    }
  };
};

test("without the stream alone, the board is read again: the people and the timeline too", async () => {
  const page = await openPage(browser, service, lost);
  await page.clock.install();
  await page.route("**/events*", (route) => route.abort());
  await enter(page, "coordinator");
  await page.goto(`/callouts/${id}?tab=timeline`);
  await page.getByText("Oproep gestart").waitFor();
  await answer(asked("OVD-BZ"), 17);
  await until("the answer", async () => {
    await later(page, 15);
    return (await page.locator(".who-comes", { hasText: /1[0-7] min/ }).count()) === 1;
  });
  await page.getByText(/Komt, 17 min/).waitFor();
  await counts(old(page), 0);
});

test("a board of which the call-out can be read and the people cannot, is old", async () => {
  const page = await openPage(browser, service, lost);
  await page.clock.install();
  await page.route("**/events*", (route) => route.abort());
  await enter(page, "coordinator");
  await page.goto(`/callouts/${id}`);
  await page.locator(".who-comes").first().waitFor();
  await page.route("**/recipients?*", (route) => route.abort());
  await until("that it is old", async () => {
    await later(page, 20);
    return (await old(page).count()) === 1;
  });
  await page.getByText(/Wie komt, is van .*; vernieuwen lukt niet/).waitFor();
  await tryAgain(page.getByRole("button", { name: "Opnieuw proberen" }), () => page.unroute("**/recipients?*"));
  await counts(old(page), 0);
});

test("a stream that is open and silent makes the picture old, and is opened again", async () => {
  const page = await openPage(browser, service, lost);
  await page.clock.install();
  await page.addInitScript(deaf);
  await enter(page, "coordinator", "/roster");
  await page.route("**/api/v1/**", (route) => route.abort());
  const before = await page.evaluate(() => globalThis.streams.length);
  await later(page, 38);
  await until("another stream", async () => {
    await later(page, 2);
    return (await page.evaluate(() => globalThis.streams.length)) > before;
  });
  await old(page).waitFor();
});

test("people that cannot be read are not nobody: it says so, and tries again by itself", async () => {
  const page = await openPage(browser, service, lost);
  await page.clock.install();
  await enter(page, "coordinator");
  await page.route("**/recipients?*", (route) => route.abort());
  await page.goto(`/callouts/${id}`);
  await page.getByRole("alert").getByText("Wie gevraagd is en wie komt, kon niet worden opgehaald.").waitFor();
  await counts(page.getByText("0 mensen"), 0);
  await later(page, 16); // the call-out itself is read again, and is not what was wrong
  await counts(page.getByRole("alert"), 1);
  await page.unroute("**/recipients?*");
  await until("the people", async () => {
    await later(page, 16);
    return (await page.getByRole("alert").count()) === 0;
  });
  await page.getByText(`${people.length} mensen`).waitFor();
});

test("what happens while the timeline is read stands there once", async () => {
  const page = await openPage(browser, service, lost);
  await enter(page, "coordinator");
  let release;
  const held = new Promise((done) => (release = done));
  let came;
  const reached = new Promise((done) => (came = done));
  await page.route("**/timeline?*", async (route) => {
    const reply = await route.fetch(); // before what happens next
    came();
    await held;
    await route.fulfill({ response: reply });
  });
  await page.goto(`/callouts/${id}`);
  await page.locator(".who-comes").first().waitFor();
  await page.getByRole("button", { name: "Tijdlijn" }).click();
  await reached;
  await answer(asked("OVD-C"), 23);
  await page.locator(".who-comes", { hasText: /2[0-3] min/ }).waitFor();
  release();
  await page.getByText(/Komt, 23 min/).waitFor();
  await counts(page.getByText(/Komt, 23 min/), 1);
  const seen = await service.api(`/callouts/${id}/timeline?limit=1000`);
  await says(page.getByText(/^\d+ gebeurtenissen$/), new RegExp(`^${seen.items.length} `));
});

test("a timeline that cannot be read is tried again when asked", async () => {
  const page = await openPage(browser, service, lost);
  await enter(page, "coordinator");
  await page.route("**/timeline?*", (route) => route.abort());
  await page.goto(`/callouts/${id}?tab=timeline`);
  const again = page.getByRole("alert").getByRole("button", { name: "Opnieuw proberen" });
  await tryAgain(again, () => page.unroute("**/timeline?*"));
  await page.getByText("Oproep gestart").waitFor();
  await counts(again, 0);
});

test("a wall shows every place at once, what lacks people first, how old it is, and that calls cannot get out", async () => {
  const big = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", kind: "exercise", incident: "Aan de wand" });
  const first = (await service.api(`/callouts/${big.id}/recipients?limit=1000`)).items.find((p) => p.function === big.slots[0].function && p.state === "asked");
  await service.api(`/callouts/${big.id}/answer`, { person_id: first.person_id, answer: "yes", eta_minutes: 9 });
  const page = await openPage(browser, service, { width: 1920, height: 1080, ...lost });
  await enter(page, "coordinator");
  await page.route("**/api/v1/gateways", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...(await reply.json()), banner: "Er kan niet gebeld worden", stuck: [] } });
  });
  await page.goto(`/callouts/${big.id}?wall`);
  await page.getByRole("alert").getByText("Er kan niet gebeld worden").waitFor();
  await page.locator(".wall-top").getByText(/Bijgewerkt \d/).waitFor();
  const cards = page.locator(".slot");
  await counts(cards, big.slots.length);
  await says(cards.last(), new RegExp(`^${big.slots[0].function}`)); // filled
  const hidden = await page.evaluate(() => [document.documentElement.scrollHeight > innerHeight, ...[...document.querySelectorAll(".slot")].map((card) => card.getBoundingClientRect().bottom > innerHeight || card.scrollHeight > card.clientHeight)]);
  assert.ok(!hidden.includes(true), `not in sight: ${hidden}`);
  await page.context().setOffline(true);
  await page.locator(".wall-top").getByText("Geen verbinding.").waitFor();
  await page.context().setOffline(false);
  await service.api(`/callouts/${big.id}/stop`, {});
});

test("the roster and the absences follow what changes their problems", async () => {
  const roster = await openPage(browser, service);
  await enter(roster, "coordinator", "/roster");
  const problems = roster.locator("p[role=status].no-print");
  await says(problems, /\d|niets/i);
  const before = await problems.innerText();
  const changes = await openPage(browser, service);
  await enter(changes, "coordinator", "/roster/changes");
  await changes.getByRole("heading", { name: "Afwezigheid" }).first().waitFor();

  const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().replace(/\.\d+/, "");
  const duty = (await service.api(`/duties?from=${day(7)}&to=${day(60)}&state=published&limit=1000`)).items.find((d) => d.function_id === 1 && Date.parse(d.starts_at) > Date.now() + 7 * 86_400_000);
  await service.api("/absences", { person_id: duty.person_id, from: duty.starts_at, until: duty.ends_at, note: "Volgt het bord" });
  await until("another number of problems", async () => (await problems.innerText()) !== before);
  const row = changes.getByRole("row").filter({ hasText: "Volgt het bord" });
  await row.getByText("!").waitFor();

  const other = (await service.api("/assignments?limit=1000")).items.find((a) => a.function_id === 1 && a.status === "qualified" && a.person_id !== duty.person_id).person_id;
  await service.api("/overrides", { function_id: 1, person_id: other, starts_at: duty.starts_at, ends_at: duty.ends_at, reason: "Neemt over" });
  await counts(row.getByText("!"), 0);
});
