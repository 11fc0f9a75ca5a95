// SPDX-License-Identifier: EUPL-1.2
// The heart: a call-out from any page in three presses, never by accident; the live board; steering;
// the report; a service that goes away and comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, says, serve, Service, service, tabTo, until } from "./support.mjs";

serve({ pace: 20 });

const newest = async () => (await service.api("/callouts?limit=1")).items[0];

test("three presses and ten seconds, and the board is there", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/callouts");
  const last = await newest();
  const began = Date.now();
  await page.getByRole("link", { name: "Oproep starten" }).click();
  await page.getByRole("link", { name: /^GRIP 3 – evacuatie/ }).click();
  const confirm = page.locator("button.confirm");
  await confirm.and(page.locator('[aria-disabled="false"]')).waitFor();
  await says(confirm, /ECHT: roep nu 85 mensen op/);
  assert.deepEqual(await newest(), last, "nothing was started before the last press");
  await confirm.click();
  await page.locator(".board").waitFor();
  assert.ok(Date.now() - began < 10_000);
  const callout = await newest();
  assert.ok(callout.id > last.id);
  assert.equal(callout.kind, "real");
  assert.ok(page.url().endsWith(`/callouts/${callout.id}`));
  calm(page);
});

test("call-outs that were: a test is called as its scenario is, and who was there keeps the place", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/callouts");
  await page.getByRole("link", { name: "Proefalarm piket", exact: true }).waitFor();
  await page.getByRole("link", { name: "Woningbrand, opvang van bewoners", exact: true }).click();
  await counts(page.locator(".who-comes", { hasText: /er om \d\d:\d\d/ }), 8);
  await counts(page.locator(".norm-gone"), 2, "filled in time is not over the norm");
  await counts(page.locator(".norm-over"), 0);
  await page.goto("/people");
  await page.locator("[data-row='10']").waitFor();
  const cut = await page.locator(".virtual").evaluate((frame) => {
    const foot = frame.getBoundingClientRect().bottom - 1;
    return [...frame.querySelectorAll("[data-row]")].filter((row) => row.getBoundingClientRect().top < foot - 1 && row.getBoundingClientRect().bottom > foot + 1).length;
  });
  assert.equal(cut, 0, "a long list ends with a whole row");
});

test("a double press of the scenario does not call anybody; Enter in a field neither", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/callouts/new");
  const before_ = (await newest()).id;
  const card = page.getByRole("link", { name: /^GRIP 1/ });
  const box = await card.boundingBox();
  await page.mouse.dblclick(box.x + 20, box.y + 20);
  await page.locator("button.confirm").click({ force: true, noWaitAfter: true });
  await page.getByLabel("Wat is er aan de hand").fill("Proef");
  await page.keyboard.press("Enter");
  await page.getByText("Wie wordt nu gebeld").first().waitFor();
  assert.equal((await newest()).id, before_);
  await counts(page.locator(".start-page"), 1);
  calm(page);
});

test("with the keyboard alone, as an exercise, in English", async () => {
  const page = await openPage(browser, service, { language: "en" });
  await enter(page, "dispatcher");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await tabTo(page, /GRIP 1/);
  await page.keyboard.press("Enter");
  await tabTo(page, /What has happened/);
  await page.keyboard.type("Drill at the town hall");
  await tabTo(page, /Kind/);
  await page.keyboard.press("ArrowDown");
  await page.locator("button.confirm.kind-exercise[aria-disabled=false]").waitFor();
  await accessible(page, "start");
  await tabTo(page, /EXERCISE: call/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Drill at the town hall" }).waitFor();
  assert.equal((await newest()).kind, "exercise");
  await page.locator(".board .kind-exercise", { hasText: "EXERCISE" }).first().waitFor();
  calm(page);
});

test("the board follows: places, people, minutes; steering it; stop; report", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/callouts/new");
  await page.getByRole("link", { name: /^GRIP 2/ }).click();
  await page.getByLabel("Wat is er aan de hand").fill("Brand in verzorgingshuis");
  await page.getByLabel("Waar moeten ze heen").fill("Markt 1, Raalte");
  await page.locator("button.confirm[aria-disabled=false]").click();
  await page.locator(".board").waitFor();
  const { id } = await newest();
  const first = page.locator(".slot").first();
  await first.locator(".who-comes").first().waitFor();
  await accessible(page, "board");

  // what the board says is what the service says
  await until("the same count", async () => {
    const c = await service.api(`/callouts/${id}`);
    const said = await page.locator(".board-total b").innerText();
    return said === `${c.slots.reduce((n, s) => n + Math.min(s.need, s.accepted), 0)} / ${c.slots.reduce((n, s) => n + s.need, 0)}`;
  });

  await page.getByRole("button", { name: /Aantal wijzigen/ }).first().click();
  await accessible(page, "need");
  await page.getByLabel("Aantal nodig").fill("2");
  await page.getByRole("button", { name: "Wijzigen", exact: true }).click();
  await first.getByText("/2").waitFor();

  await page.getByRole("button", { name: "Bericht sturen" }).click();
  await page.getByLabel("Bericht", { exact: true }).fill("De hal is verplaatst naar nummer 3.");
  await accessible(page, "message");
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Herinneren" }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Nog eens vragen" }).click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });

  await page.getByRole("button", { name: /Antwoord noteren/ }).first().click();
  await accessible(page, "answer");
  await page.locator("dialog[open]").getByRole("radio", { name: "Is er" }).check();
  await page.getByRole("button", { name: "Noteren", exact: true }).click();
  await page.locator(".who-comes.there").first().waitFor();

  await page.getByRole("button", { name: "Tijdlijn" }).click();
  await page.getByText("komt").first().waitFor();
  await page.locator(".virtual").evaluate((el) => (el.scrollTop = el.scrollHeight)); // newest first
  await page.getByText("Oproep gestart").waitFor();
  await accessible(page, "timeline");

  await page.getByRole("button", { name: "Stoppen" }).click();
  await page.getByText("Dit kan niet terug.").waitFor();
  await accessible(page, "stop");
  await page.getByRole("button", { name: "Stoppen en iedereen afbellen" }).click();
  await page.locator(".board-total", { hasText: "Gestopt" }).waitFor();
  assert.equal((await service.api(`/callouts/${id}`)).state, "stopped");
  await counts(page.getByRole("button", { name: "Stoppen" }), 0);

  await page.locator(".board-actions").getByRole("link", { name: "Verslag" }).click();
  await page.getByRole("heading", { name: /Verslag: Brand/ }).waitFor();
  await page.locator(".figures").waitFor();
  await accessible(page, "report");
  calm(page);
});

test("a filled call-out goes on: it stays in sight, and can still be steered", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  const { id } = await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Gevuld", confirm_second: true });
  await until("that it is filled", async () => (await service.api(`/callouts/${id}`)).state === "filled", 60_000);
  await page.getByRole("link", { name: /Gevuld/ }).first().click();
  await page.locator(".board-total", { hasText: "Gevuld" }).waitFor();
  await page.getByRole("button", { name: "Bericht sturen" }).waitFor();
  await page.getByRole("button", { name: "Stoppen" }).click();
  await page.getByRole("button", { name: "Stoppen en iedereen afbellen" }).click();
  await page.locator(".board-total", { hasText: "Gestopt" }).waitFor();
  calm(page);
});

/* The service does it, and the network loses the answer; so many times. */
async function loseAnswers(page, pattern, times) {
  await page.route(pattern, async (route) => {
    if (route.request().method() !== "POST" || times-- <= 0) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
}

test("an answer that is lost: pressing again starts nothing twice, and tells nothing twice", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource|ERR_/] });
  await enter(page, "coordinator", "/callouts/new");
  const before_ = (await service.api("/callouts?limit=1000")).items.length;
  await page.getByRole("link", { name: /^GRIP 2/ }).click();
  await page.getByLabel("Kind").or(page.getByLabel("Soort")).selectOption("exercise");
  await loseAnswers(page, "**/api/v1/callouts", 2);
  await loseAnswers(page, "**/message", 1);
  const confirm = page.locator("button.confirm[aria-disabled=false]");
  for (let lost = 0; lost < 2; lost++) {
    await confirm.click();
    await page.getByRole("alert").getByText("De dienst is niet bereikbaar").waitFor();
  }
  await confirm.click();
  await page.locator(".board").waitFor();
  assert.equal((await service.api("/callouts?limit=1000")).items.length, before_ + 1);

  const { id } = await newest();
  await page.getByRole("button", { name: "Bericht sturen" }).click();
  await page.getByLabel("Bericht", { exact: true }).fill("Eén keer.");
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.locator("dialog[open]").getByText("De dienst is niet bereikbaar").waitFor();
  await page.getByRole("button", { name: "Versturen" }).click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  const told = (await service.api(`/callouts/${id}/timeline?limit=1000`)).items.filter((e) => JSON.stringify(e).includes("Eén keer."));
  assert.equal(told.length, 1);
  await service.api(`/callouts/${id}/stop`, {});
});

test("without a preview a call-out can still be started", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource/] });
  await enter(page, "dispatcher", "/");
  await page.route("**/api/v1/callouts/preview*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"status":503,"detail":"bezig"}' }));
  await page.goto("/callouts/new?scenario=4");
  await page.getByLabel("Soort").selectOption("exercise");
  await page.getByRole("button", { name: "OEFENING: roep nu op, zonder te zien wie" }).click();
  await page.locator(".board").waitFor();
  await service.api(`/callouts/${(await newest()).id}/stop`, {});
});

test("a stream that drops: the picture says that it is old, and loses nothing", async () => {
  const silent = await new Service({ silent: true }).start();
  const page = await openPage(browser, silent, { expected: [/Failed to load resource|ERR_/] });
  await enter(page, "coordinator");
  const callout = await silent.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Stroomuitval" });
  const answer = (person_id, eta_minutes) => silent.api(`/callouts/${callout.id}/answer`, { person_id, answer: "yes", eta_minutes });
  const people = (await silent.api(`/callouts/${callout.id}/recipients?limit=1000`)).items;
  const asked = (code) => people.find((p) => p.function === code && p.on_duty);
  await page.goto(`/callouts/${callout.id}`);
  await page.locator(".slot").first().waitFor();

  await page.context().setOffline(true);
  await page.getByText("Geen verbinding.").waitFor();
  await accessible(page, "offline board");
  await answer(asked("OVD-BZ").person_id, 17);
  await page.context().setOffline(false);
  await page.locator(".who-comes", { hasText: /1[67] min/ }).waitFor({ timeout: 40_000 });

  await silent.stop();
  await silent.start();
  await answer(asked("OVD-C").person_id, 23);
  await page.locator(".who-comes", { hasText: /2[23] min/ }).waitFor({ timeout: 40_000 });
  await page.getByText("Geen verbinding.").waitFor({ state: "detached" });
  calm(page);
  await silent.close();
});
