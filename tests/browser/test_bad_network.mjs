// SPDX-License-Identifier: EUPL-1.2
// A bad network: requests that are never answered, answers that are lost, a service that is away for a moment. What
// is not known is called so, nobody is signed out, and nothing is done twice or forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, counts, enter, holds, openPage, says, serve, service, tryAgain, until } from "./support.mjs";

serve({ silent: true });

const phone = { width: 360, height: 740 };
const lost = { expected: [/Failed to load resource|ERR_/] };
const problem = (status) => ({ status, contentType: "application/problem+json", body: JSON.stringify({ title: "no", status }) });
const unreachable = "De dienst is niet bereikbaar. Kijk of u verbinding hebt.";
const askMe = async (incident) => {
  const { id } = await service.api("/callouts", { scenario: "GRIP-3", kind: "exercise", incident, confirm_second: true });
  await service.api(`/callouts/${id}/need`, { function_id: 1, need: 3 });
  return id;
};
const mine = async (id) => (await service.api(`/callouts/${id}/recipients?person_id=1`)).items[0];

test("a press that is never answered ends, and pressing again does it once", async () => {
  const page = await openPage(browser, service, lost);
  await page.clock.install();
  const { id } = await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Nooit antwoord", confirm_second: true });
  await enter(page, "coordinator");
  await page.goto(`/callouts/${id}`);
  await page.getByRole("button", { name: "Bericht sturen" }).click();
  await page.getByLabel("Bericht", { exact: true }).fill("Eén keer.");
  const pressed = [];
  await page.route("**/message", async (route) => {
    pressed.push(route.request().headers()["idempotency-key"]);
    if (pressed.length > 1) return route.continue();
    await route.fetch(); // it came there; the answer never comes
  });
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("button", { name: "Versturen" }).click();
  await until("that it came there", () => pressed.length === 1);
  await counts(dialog.getByText(unreachable), 0);
  await page.clock.fastForward(21_000);
  await dialog.getByText(unreachable).waitFor();
  await dialog.getByRole("button", { name: "Versturen" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(pressed[0], pressed[1]);
  const told = (await service.api(`/callouts/${id}/timeline?limit=1000`)).items.filter((e) => JSON.stringify(e).includes("Eén keer."));
  assert.equal(told.length, 1);
  await service.api(`/callouts/${id}/stop`, {});
});

test("an answer that has come leaves nothing behind that waits for it", async () => {
  const page = await openPage(browser, service);
  await page.addInitScript(() => {
    const waiting = (globalThis.waiting = new Set());
    const [begin, end] = [setTimeout, clearTimeout];
    globalThis.setTimeout = (what, ms, ...rest) => {
      const id = begin(what, ms, ...rest);
      if (ms === 20_000 || ms === 180_000) waiting.add(id); // for an answer, for its body
      return id;
    };
    globalThis.clearTimeout = (id) => end(id, waiting.delete(id));
  });
  await enter(page, "coordinator");
  await page.getByRole("rowheader", { name: /OVD-BZ/ }).first().waitFor();
  await until("that nothing waits", () => page.evaluate(() => globalThis.waiting.size === 0));
});

test("what the telephone kept says how old it is, each answer its own; when the connection is back it is read again", async () => {
  const page = await openPage(browser, service, phone);
  await page.clock.install();
  await enter(page, "member", "/mine");
  const old = {};
  await page.route(/\/api\/v1\/(me\/question|swaps|absences|activities)(\?|$)/, async (route) => {
    const reply = await route.fetch();
    const { pathname, searchParams } = new URL(route.request().url());
    const kept = old[pathname.split("/").at(-1) + (searchParams.has("from") ? " of today" : "")];
    await route.fulfill({ response: reply, headers: { ...reply.headers(), ...(kept ? { "X-Kept-At": kept } : {}) } });
  });
  const section = (name) => page.getByRole("region", { name });
  const age = /Dit is van .*(\d\d:\d\d); vernieuwen lukt niet/;
  old.question = "2020-01-01T11:11:00Z";
  await page.goto("/mine");
  await says(page.locator(".mine > .notice"), /12:11/);
  await section("Ruilen").getByText(/./).first().waitFor();
  await counts(page.getByText(age), 1, "only the question is old");
  Object.assign(old, { question: undefined, swaps: "2020-01-01T12:12:00Z", absences: "2020-01-01T13:13:00Z" });
  await page.goto("/mine");
  await says(section("Ruilen"), /13:12; vernieuwen/);
  await says(section("Mijn afwezigheid"), /14:13; vernieuwen/);
  await counts(page.locator(".mine > .notice"), 0, "the question is of now");
  await accessible(page, "two ages");
  /* who is there today is old, and another question about activities is not */
  Object.assign(old, { swaps: undefined, "activities of today": "2020-01-01T14:14:00Z" });
  await page.goto("/mine?here=1-AAAAAAAA");
  await says(page.getByRole("region", { name: "Vandaag aanwezig" }), /15:14; vernieuwen/);
  await section("Mijn opleiding").getByText(/./).first().waitFor();
  await counts(page.getByText(age), 2, "of today, and the absences");
  Object.assign(old, { absences: undefined, "activities of today": undefined });
  await page.clock.fastForward(20_000);
  await counts(page.getByText(age), 0);
});

test("whether a call-out is under way is not known before it was read", async () => {
  const page = await openPage(browser, service, lost);
  await enter(page, "coordinator", "/people");
  let answer = (route) => route.fulfill(problem(409)); // tried once
  await page.route(/\/api\/v1\/callouts\?/, (route) => answer(route));
  await page.goto("/");
  await page.getByText("Of er een oproep loopt, is niet bekend.").waitFor();
  await says(page.locator("section", { has: page.locator("#attention") }), /Niet alles kon worden nagekeken/);
  await counts(page.getByText("Er loopt geen oproep."), 0);
  await accessible(page, "Now without call-outs");
  await tryAgain(page.locator("section", { has: page.locator("#under-way") }).getByRole("button", { name: "Opnieuw proberen" }), () => {
    answer = (route) => route.fulfill({ json: { items: [], next: null } });
  });
  await page.getByText("Er loopt geen oproep.").waitFor();
});

test("a deployment stays in sight until it is stopped, whatever is tested meanwhile", async () => {
  const { id } = await service.api("/callouts", { scenario: "GRIP-1", incident: "Duurt al dagen" });
  for (const p of (await service.api(`/callouts/${id}/recipients?limit=1000`)).items.filter((p) => p.state === "asked")) await service.api(`/callouts/${id}/answer`, { person_id: p.person_id, answer: "yes", eta_minutes: 5 });
  await until("that it is filled", async () => (await service.api(`/callouts/${id}`)).state === "filled");
  for (let i = 0; i < 21; i++) {
    const test = await service.api("/callouts", { scenario: "GRIP-1", kind: "test", incident: `Proef ${i}`, confirm_second: true });
    await service.api(`/callouts/${test.id}/stop`, {});
  }
  const page = await openPage(browser, service);
  await page.clock.install({ time: Date.now() + 30 * 3_600_000 }); // a day and six hours later
  await enter(page, "coordinator");
  await page.locator(".callout-card", { hasText: "Duurt al dagen" }).click();
  await page.getByRole("button", { name: "Bericht sturen" }).waitFor();
  await page.locator(".open-callout", { hasText: "Duurt al dagen" }).waitFor();
  await page.getByRole("button", { name: "Stoppen" }).click();
  await page.getByRole("button", { name: "Stoppen en iedereen afbellen" }).click();
  await counts(page.getByRole("button", { name: "Bericht sturen" }), 0);
  await counts(page.locator(".open-callout", { hasText: "Duurt al dagen" }), 0);
});

test("my page says what it could not read, and reads it when asked", async () => {
  const id = await askMe("Onbereikbaar");
  const page = await openPage(browser, service, { ...phone, ...lost });
  await enter(page, "member", "/mine");
  await page.route(/\/me\/question|\/people\/1\/training|\/training\/gaps|\/activities\?from/, (route) => route.fulfill(problem(409)));
  await page.goto("/mine");
  for (const what of ["Of u nu gevraagd wordt, kon niet worden opgehaald.", "Waar u vandaag bij bent, kon niet worden opgehaald.", "Waarvoor u bent uitgenodigd, kon niet worden opgehaald.", "Wat u nog moet doen en wanneer dat kan, kon niet worden opgehaald."]) await page.getByText(what).waitFor();
  await accessible(page, "my page unread");
  await tryAgain(page.getByRole("alert").filter({ hasText: "Of u nu gevraagd wordt" }).getByRole("button", { name: "Opnieuw proberen" }), () => page.unrouteAll());
  await page.getByRole("heading", { name: "Onbereikbaar" }).waitFor();
  await service.api(`/callouts/${id}/stop`, {});
});

test("minutes that are not filled in are not zero; each answer has a key of its own", async () => {
  const [first, second] = [await askMe("Eerste"), await askMe("Tweede")];
  const page = await openPage(browser, service, { ...phone, ...lost });
  await enter(page, "member", "/mine");
  const card = (name) => page.getByRole("region", { name });
  await card("Eerste").getByRole("spinbutton").fill("");
  await card("Eerste").getByRole("button", { name: "✓ Ik kom" }).click();
  await card("Eerste").getByText("Vul in over hoeveel minuten u er bent.").waitFor();
  assert.equal((await mine(first)).state, "asked");

  let drop = true;
  await page.route(/\/me\/question\/\d/, async (route) => {
    if (!drop) return route.continue();
    drop = false;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await card("Eerste").getByRole("button", { name: "20", exact: true }).click();
  await card("Eerste").getByRole("button", { name: "✓ Ik kom" }).click();
  await card("Eerste").getByText(unreachable).waitFor();
  await card("Tweede").getByRole("button", { name: "✕ Ik kom niet" }).click();
  await until("the second answer", async () => (await mine(second)).state === "declined");
  await card("Eerste").getByRole("button", { name: "✕ Ik kom niet" }).click(); // changed my mind: not the same deed
  await until("the other answer", async () => (await mine(first)).state === "declined");
  for (const id of [first, second]) await service.api(`/callouts/${id}/stop`, {});
});

test("two invitations: what was lost of one does not stand in the way of the other", async () => {
  const starts = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  for (const [title, days] of [["Cursus A", 3], ["Cursus B", 5]]) {
    const { id } = await service.api("/activities", { kind: "course", title, starts_at: starts(days), ends_at: starts(days + 0.1), hours: 2, function_ids: [1] });
    await service.api(`/activities/${id}/invitations`, { person_ids: [1] });
  }
  const page = await openPage(browser, service, { ...phone, ...lost });
  await enter(page, "member", "/mine");
  let drop = true;
  await page.route(/\/activities\/\d+\/answer/, async (route) => {
    if (!drop) return route.continue();
    drop = false;
    await route.fetch();
    await route.abort("connectionreset");
  });
  const card = (title) => page.getByRole("listitem").filter({ hasText: title }).filter({ has: page.getByRole("button") });
  await card("Cursus A").getByRole("button", { name: /^Ik kom Cursus/ }).click();
  await card("Cursus A").getByText(unreachable).waitFor();
  await card("Cursus B").getByRole("button", { name: /^Ik kom Cursus/ }).click();
  await card("Cursus B").locator(".state", { hasText: /^komt$/ }).waitFor();
  await counts(page.getByText("key was used", { exact: false }), 0);
});

for (const status of [429, 502, 503])
  test(`a service that answers ${status} signs nobody out; when it is back, it goes on`, async () => {
    const page = await openPage(browser, service, lost);
    await page.clock.install();
    await enter(page, "coordinator", "/people");
    let away = true;
    await page.route("**/api/v1/session", (route) => (away ? route.fulfill(problem(status)) : route.continue()));
    await page.reload();
    await page.getByRole("heading", { name: "Mensen", level: 1 }).waitFor();
    await page.goto("/settings");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await counts(page.getByRole("button", { name: "Aanmelden" }), 0);
    assert.ok(await page.evaluate(() => localStorage.getItem("session")));
    away = false;
    const asked = page.waitForResponse((r) => r.url().endsWith("/session") && r.status() === 200);
    await page.clock.fastForward(10_000);
    await asked;
  });

test("a change that is made before it is known who this is, is made when it is", async () => {
  const page = await openPage(browser, service, { ...phone, ...lost });
  const id = await askMe("Nog niet zeker");
  await enter(page, "member", "/nowhere");
  let away = true;
  await page.route("**/api/v1/session", (route) => (away ? route.fulfill(problem(503)) : route.continue()));
  await page.goto("/mine");
  const question = page.getByRole("region", { name: "Nog niet zeker" });
  await question.getByRole("button", { name: "✓ Ik kom" }).click();
  await question.getByRole("alert").locator(".notice").waitFor();
  await holds(question.getByRole("spinbutton"), "30");
  away = false;
  await question.getByRole("button", { name: "✓ Ik kom" }).click();
  await until("the answer", async () => (await mine(id)).state === "accepted");
  await service.api(`/callouts/${id}/stop`, {});
});

test("the service's own no signs out", async () => {
  const page = await openPage(browser, service, lost);
  await enter(page, "coordinator");
  await page.route("**/api/v1/session", (route) => route.fulfill(problem(401)));
  await page.reload();
  await page.getByRole("button", { name: "Aanmelden" }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("session")), null);
});

test("a file that cannot be read, and a clipboard that is not there, say so", async () => {
  const page = await openPage(browser, service, lost);
  await enter(page, "coordinator", "/people");
  await page.evaluate(() => {
    File.prototype.text = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  });
  await page.getByRole("button", { name: "Binnenhalen uit CSV" }).click();
  const dialog = page.locator("dialog[open]");
  const file = (name) => ({ name, mimeType: "text/csv", buffer: Buffer.from("x") });
  await dialog.getByLabel("Bestand", { exact: true }).setInputFiles(file("p.csv"));
  await dialog.getByText("Het bestand kan niet worden gelezen. Kies het opnieuw.").waitFor();
  await dialog.locator("summary").last().click();
  await dialog.getByLabel("Of kies een bestand daarmee").setInputFiles(file("p.columns"));
  await dialog.getByText("Het bestand kan niet worden gelezen. Kies het opnieuw.").waitFor();

  const member = await openPage(browser, service, phone);
  await enter(member, "member", "/mine");
  await member.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await member.getByRole("button", { name: "Link maken" }).click();
  await member.getByRole("button", { name: "Kopiëren" }).click();
  await member.getByText("Kopiëren lukt hier niet").waitFor();
});

test("somebody else saved, and then the connection went: it is said, and saving again shows both", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource|ERR_/] });
  await enter(page, "coordinator", "/people/9");
  await page.getByLabel("Tussenvoegsel").fill("van der");
  const { version } = await service.api("/people/9");
  const reply = await fetch(`${service.url}/api/v1/people/9`, { method: "PATCH", headers: { Authorization: `Bearer ${service.token}`, "Content-Type": "application/json", "If-Match": `"${version}"` }, body: JSON.stringify({ given_name: "Anders" }) });
  assert.equal(reply.status, 200);
  await page.route("**/api/v1/people/9", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "Opslaan" }).first().click();
  await page.getByRole("alert").locator(".notice").first().waitFor();
  await page.unroute("**/api/v1/people/9");
  await page.getByRole("button", { name: "Opslaan" }).first().click();
  await page.getByRole("alert").getByRole("row").filter({ hasText: "Anders" }).waitFor();
});
