// SPDX-License-Identifier: EUPL-1.2
// While people are at work: who runs late, who goes home, a function that is over, the next shift; the
// report to keep; and what every page says when calls cannot get out.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, reflows, serve, Service, service, until } from "./support.mjs";

serve({ silent: true });

const recipients = async (id, filter = "") => (await service.api(`/callouts/${id}/recipients?limit=1000${filter}`)).items;

/* A call-out whose people answered by telephone: nobody answers by themselves here. */
async function answered(incident) {
  const { id } = await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident, confirm_second: true });
  for (const code of ["OVD-BZ", "OVD-C"]) {
    const p = (await recipients(id)).find((r) => r.function === code && r.on_duty);
    await service.api(`/callouts/${id}/answer`, { person_id: p.person_id, answer: "yes", eta_minutes: 20 });
  }
  return id;
}

test("late, there, sent home with somebody else asked, and a function that is over", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  const id = await answered("Lange avond");
  const [first, second] = await recipients(id, "&state=accepted");
  await page.goto(`/callouts/${id}`);
  const row = (p) => page.getByRole("row", { name: new RegExp(p.display_name) });
  const dialog = page.getByRole("dialog");

  await row(first).getByRole("button", { name: /Antwoord noteren/ }).click();
  await dialog.getByRole("radio", { name: "Komt later" }).check();
  await dialog.getByLabel("Over hoeveel minuten").fill("55");
  await accessible(page, "late");
  await dialog.getByRole("button", { name: "Noteren", exact: true }).click();
  await until("the new time", async () => (await recipients(id, `&person_id=${first.person_id}`))[0].eta_minutes === 55);
  await page.locator(".who-comes.late", { hasText: /5[45] min/ }).waitFor();

  await row(second).getByRole("button", { name: /Antwoord noteren/ }).click();
  await dialog.getByRole("radio", { name: "Is er" }).check();
  const began = (await service.api(`/callouts/${id}`)).started_at;
  await dialog.getByLabel("Hoe laat (leeg: nu)").fill(new Date(began).toLocaleTimeString("nl-NL", { timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit" }));
  await accessible(page, "there, noted later");
  await dialog.getByRole("button", { name: "Noteren", exact: true }).click();
  await page.locator(".who-comes.there").waitFor();
  assert.equal((await recipients(id, `&person_id=${second.person_id}`))[0].arrived_at, began);

  await row(first).getByRole("button", { name: /^Naar huis/ }).click();
  await dialog.getByText("nog onderweg").waitFor();
  await dialog.getByLabel("Vraag iemand anders voor deze plaats").check();
  await accessible(page, "send home");
  await dialog.getByRole("button", { name: "Naar huis sturen" }).click();
  await dialog.waitFor({ state: "detached" });
  const left = (await recipients(id, `&person_id=${first.person_id}`))[0];
  assert.equal(left.state, "stood_down");
  const slot = async (code) => (await service.api(`/callouts/${id}`)).slots.find((s) => s.function === code);
  assert.equal((await slot(first.function)).need, 1, "somebody else takes the place");

  await page.getByRole("button", { name: /^Functie afsluiten/ }).nth(second.function === "OVD-C" ? 1 : 0).click();
  await dialog.getByText("1 persoon is er al").waitFor();
  await dialog.getByLabel("Ook naar huis: wie er al is").check();
  await accessible(page, "stop a function");
  await dialog.getByRole("button", { name: "Functie afsluiten" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal((await slot(second.function)).stopped, true);
  await page.locator(".slot", { hasText: second.function }).getByText("afgesloten").waitFor();
  assert.ok((await recipients(id, `&person_id=${second.person_id}`))[0].left_at);
  await row(second).getByText(/naar huis \d\d:\d\d/).waitFor();
  assert.notEqual((await service.api(`/callouts/${id}`)).state, "stopped", "the rest goes on");
  calm(page);
});

test("relief: asked, filled by whom, handed over", async () => {
  const page = await openPage(browser, service);
  await enter(page, "dispatcher");
  const id = await answered("Hoog water");
  const there = (await recipients(id, "&state=accepted")).find((r) => r.function === "OVD-BZ");
  await service.api(`/callouts/${id}/answer`, { person_id: there.person_id, answer: "arrived" });
  await page.goto(`/callouts/${id}`);
  await page.getByRole("button", { name: "Aflossing", exact: true }).click();
  assert.match(page.url(), /tab=relief/);
  await page.getByText("Er is nog geen aflossing gevraagd.").waitFor();
  await accessible(page, "no relief");
  await page.getByRole("button", { name: "Aflossing vragen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Officier van dienst communicatie").fill("0");
  await dialog.getByLabel("Wie er was gaat naar huis").selectOption("by_hand");
  await accessible(page, "ask for relief");
  await dialog.getByRole("button", { name: "Vragen", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const [relief] = (await service.api(`/callouts/${id}/relief`)).items;
  assert.deepEqual(relief.slots.map((s) => [s.function, s.need]), [["OVD-BZ", 1]]);
  assert.equal(Date.parse(relief.until) - Date.parse(relief.from), 8 * 3_600_000);

  await page.getByRole("link", { name: "Antwoorden bekijken" }).click();
  await page.getByRole("link", { name: `Aflossing van oproep ${id}` }).waitFor();
  await counts(page.getByRole("button", { name: "Aflossing", exact: true }), 0);
  const next = (await recipients(relief.id)).find((r) => r.person_id !== there.person_id && r.state === "asked");
  await service.api(`/callouts/${relief.id}/answer`, { person_id: next.person_id, answer: "yes" });
  await page.getByRole("link", { name: `Aflossing van oproep ${id}` }).click();
  const shift = page.locator("section", { has: page.locator(`#relief-${relief.id}`) });
  await shift.getByText(next.display_name).waitFor();
  await until("nobody of the relief is there", () => shift.getByRole("button", { name: /^Overdragen/ }).isDisabled());
  await service.api(`/callouts/${relief.id}/answer`, { person_id: next.person_id, answer: "arrived" });
  await page.reload();
  await shift.getByRole("button", { name: /^Overdragen/ }).click();
  await accessible(page, "hand over");
  await dialog.getByRole("button", { name: "Overdragen" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.ok((await recipients(id, `&person_id=${there.person_id}`))[0].left_at);
  calm(page);
});

test("a call-out by pager is entered afterwards, and nobody is called", async () => {
  const page = await openPage(browser, service, { expected: [/422/] });
  await enter(page, "coordinator", "/callouts");
  const known = new Set((await service.api("/callouts?limit=1000")).items.map((c) => c.id));
  await page.getByRole("link", { name: "Oproep achteraf invoeren" }).click();
  const scenario = (await service.api("/scenarios?limit=1000")).items.find((s) => s.code === "GRIP-1");
  await page.getByLabel("Welk scenario was het").selectOption({ value: String(scenario.id) });
  await page.getByRole("button", { name: "Verder" }).click();
  const add = page.getByRole("button", { name: "Wie toen piket had toevoegen" });
  await page.getByText("Vul eerst in wanneer het begon.").waitFor();
  assert.ok(await add.isDisabled());

  const day = new Date(Date.now() - 2 * 86_400_000).toLocaleDateString("sv", { timeZone: "Europe/Amsterdam" });
  await page.getByLabel("Begonnen").fill(`${day}T23:40`);
  await page.getByLabel("Wat was er aan de hand").fill("Storm, per pieper");
  await add.click();
  await page.locator(".record-person").first().waitFor();
  const slots = scenario.slots.length;
  const lines = page.locator(".record-person");
  assert.ok((await lines.count()) >= slots, "whoever had duty stands there");
  const first = lines.first();
  await first.getByLabel("Gevraagd om").fill("23:42");
  await first.getByLabel("Geantwoord om").fill("23:44");
  await first.getByLabel("Er om", { exact: true }).fill("00:05");
  await first.getByText(/ 00:05$/).waitFor(); // the next day is said
  await first.getByLabel("Naar huis om").fill("06:00");
  for (let i = (await lines.count()) - 1; i > 0; i--) await lines.nth(i).getByLabel("Antwoord", { exact: true }).selectOption("Niets laten weten");
  const other = page.getByLabel(/^Iemand toevoegen voor/).first();
  await other.selectOption({ index: 1 });
  const late = page.locator(".record-function").first().locator(".record-person").last();
  await late.getByLabel("Antwoord", { exact: true }).selectOption("Nee");
  await accessible(page, "entering");
  await reflows(page, "entering");

  /* who said no needs a time; what the service refuses stands beside the line */
  await page.getByRole("button", { name: "Vastleggen" }).click();
  assert.ok(await late.getByLabel("Geantwoord om").evaluate((field) => field.matches(":invalid")));
  await late.getByLabel("Geantwoord om").fill("23:50");
  await page.route("**/api/v1/callouts", (route) => {
    const body = route.request().postDataJSON();
    const at = body.people.findIndex((p) => p.left_at);
    body.people[at].left_at = body.started_at;
    return route.continue({ postData: JSON.stringify(body) });
  }, { times: 1 });
  await page.getByRole("button", { name: "Vastleggen" }).click();
  await first.locator(".field-error", { hasText: "Ligt voor aankomst" }).waitFor();
  await accessible(page, "refused");
  await page.getByRole("button", { name: "Vastleggen" }).click();
  await page.waitForURL(/\/callouts\/\d+\/report/);
  await page.getByText("achteraf ingevoerd").waitFor();
  await page.getByRole("table", { name: "Mensen" }).getByRole("cell", { name: "23:42", exact: true }).waitFor();

  const made = (await service.api("/callouts?limit=1000")).items.filter((c) => !known.has(c.id));
  assert.equal(made.length, 1, "a refusal makes nothing");
  const [c] = made;
  const at = (clock, days = 0) => Date.parse(c.started_at) + (clock + days * 1440) * 60_000;
  assert.deepEqual([c.origin, c.incident, c.kind], ["manual", "Storm, per pieper", scenario.kind]);
  const people = await recipients(c.id);
  const came = people.find((p) => p.left_at);
  assert.equal(Date.parse(came.first_asked_at), at(2));
  assert.equal(came.first_asked_via, null);
  assert.equal(Date.parse(came.answered_at), at(4));
  assert.equal(Date.parse(came.arrived_at), at(25));
  assert.equal(Date.parse(came.left_at), at(380));
  assert.equal(people.filter((p) => p.state === "declined").length, 1);
  assert.ok(people.filter((p) => p.state === "silent").length >= slots - 1);

  await page.getByRole("link", { name: "Terug naar de oproep" }).click();
  await page.getByText("achteraf ingevoerd").waitFor();
  await page.getByRole("button", { name: "Mensen" }).waitFor();
  for (const name of ["Herinneren", "Bericht sturen", "Stoppen"]) await counts(page.getByRole("button", { name }), 0, name);

  /* a mistake is put right, with the time at which it happened */
  const forgotten = people.find((p) => p.state === "silent");
  const dialog = page.getByRole("dialog");
  await page.getByRole("row", { name: new RegExp(forgotten.display_name) }).getByRole("button", { name: /Antwoord noteren/ }).click();
  await dialog.getByRole("radio", { name: "Is er" }).check();
  await dialog.getByLabel("Wanneer").fill(`${day}T23:59`);
  await accessible(page, "correcting");
  await dialog.getByRole("button", { name: "Noteren", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const corrected = (await recipients(c.id, `&person_id=${forgotten.person_id}`))[0];
  assert.equal(Date.parse(corrected.arrived_at), at(19));
  await page.getByText("is er, 23:59").waitFor();
  assert.equal((await service.api(`/callouts/${c.id}`)).closed_at, c.closed_at);
  const happened = (await service.api(`/callouts/${c.id}/timeline?limit=1000`)).items;
  assert.ok(happened.length > 0 && happened.every((e) => e.kind !== "attempt"), "nobody was called");
  assert.ok(service.messages.every((m) => !m.text.includes("Storm, per pieper")), "nor told");
});

test("the report to keep: the page that was signed is as the program signed it", async () => {
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/callouts/5/report");
  await page.locator("summary", { hasText: "Meer" }).click();
  for (const [button, ending] of [["Ondertekende pagina", "html"], ["Ondertekende gegevens (JSON)", "json"]]) {
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), `verslag-5.${ending}`);
    const kept = join(service.folder, `kept.${ending}`);
    await file.saveAs(kept);
    service.run("audit", "verify-report", kept);
    const text = readFileSync(kept, "utf8");
    writeFileSync(kept, text.replace("Lange avond", "Korte avond"));
    assert.throws(() => service.run("audit", "verify-report", kept));
  }
  calm(page);
});

test("calls that cannot get out: every page says so", async () => {
  const broken = await new Service({ silent: true }).start();
  const page = await openPage(browser, broken);
  await enter(page, "coordinator", "/people");
  broken.sink.close();
  broken.sink.closeAllConnections();
  await broken.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Stilte" });
  const { banner } = await until("the service to notice", async () => {
    const health = await broken.api("/gateways");
    return health.banner === null ? null : health;
  }, 60_000);
  await page.getByRole("alert").getByText(banner).waitFor({ timeout: 30_000 });
  await accessible(page, "banner");
  await page.getByRole("link", { name: "Rooster", exact: true }).click();
  await page.getByRole("alert").getByText(banner).waitFor();
  calm(page);
  await page.context().close(); // before the service: what a page asks then is no error of its own
  await broken.close();
});
