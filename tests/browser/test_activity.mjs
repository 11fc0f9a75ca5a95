// SPDX-License-Identifier: EUPL-1.2
// One activity from the invitation to the attendance list, and a call-out that becomes an activity.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, holds, openPage, serve, service, until } from "./support.mjs";

serve({ silent: true });

const hour = 3_600_000;
const at = (ms) => new Date(Date.now() + ms).toISOString();
const make = (title, from, to, more = {}) => service.api("/activities", { kind: "exercise", title, starts_at: at(from), ends_at: at(to), ...more });
const people = async (n) => (await service.api("/people?limit=1000")).items.filter((p) => p.active !== false && p.external_id).slice(0, n);

test("places, organiser, hours and goals of an activity; empty places are room for all", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Activiteit plannen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Titel").fill("Cursus Leiding");
  await dialog.getByLabel("Organisator").fill("Bureau Oefenen");
  await dialog.getByLabel(/^Plaatsen/).fill("8");
  await dialog.getByLabel("Doelen").fill("Besluiten onder druk.");
  await accessible(page, "activity form");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  const made = (await service.api("/activities?limit=1000")).items.find((a) => a.title === "Cursus Leiding");
  assert.deepEqual([made.organiser, made.capacity, made.goals, made.hours], ["Bureau Oefenen", 8, "Besluiten onder druk.", 3]);

  await page.getByRole("button", { name: "Wijzigen Cursus Leiding" }).click();
  await dialog.getByLabel(/^Plaatsen/).fill("");
  await dialog.getByLabel("Uren").fill("2.5");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  const now = await service.api(`/activities/${made.id}`);
  assert.deepEqual([now.organiser, now.capacity, now.goals, now.hours], ["Bureau Oefenen", null, "Besluiten onder druk.", 2.5]);
  calm(page);
});

test("attendance with hours and remarks; what was corrected stays visible", async () => {
  const [{ function_id, person_id }] = (await service.api("/assignments?person_id=1")).items;
  const activity = await make("Oefening Pomp", -4 * hour, -hour, { function_ids: [function_id] });
  const { display_name: name } = await service.api(`/people/${person_id}`);
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Aanwezigheid Oefening Pomp" }).click();
  const dialog = page.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Opslaan" });
  await dialog.getByLabel(`Uitkomst ${name}`).selectOption("present");
  await dialog.getByLabel(`Opmerkingen ${name}`).fill("leidde de ploeg");
  await save.click();
  const list = () => service.api(`/activities/${activity.id}/attendance`);
  await page.waitForFunction((label) => document.querySelector(`[aria-label="${label}"]`)?.value === "3", `Uren ${name}`);
  await until("a button that cannot be pressed yet", () => save.isDisabled());

  await dialog.getByLabel(`Uren ${name}`).fill("1.5");
  await dialog.getByLabel("Waarom wordt dit verbeterd").fill("kwam na de pauze");
  await save.click();
  const replaced = dialog.getByRole("table", { name: "Wat verbeterd is" }).getByRole("row", { name });
  await replaced.getByText(/kwam na de pauze/).waitFor();
  await replaced.getByRole("cell", { name: "3", exact: true }).waitFor();
  await accessible(page, "corrected attendance");
  assert.deepEqual(
    (await list()).items.map((r) => [r.result, r.hours, r.remarks]),
    [
      ["present", 3, "leidde de ploeg"],
      ["present", 1.5, "leidde de ploeg"],
    ],
  );
  calm(page);
});

test("several functions, a subject and a series; cancelled, and who comes hears of it", async () => {
  const functions = (await service.api("/functions?limit=1000")).items;
  const [one] = await people(1);
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Activiteit plannen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Titel").fill("Opschalen in stappen");
  await dialog.getByLabel("Onderwerp").fill("GRIP");
  await dialog.getByLabel("Reeks").fill("Voorjaar");
  await dialog.getByLabel("Tot", { exact: true }).fill("2031-03-10T12:00");
  await dialog.getByLabel("Van", { exact: true }).fill("2031-03-10T09:00");
  for (const f of functions.slice(0, 2)) await dialog.getByLabel(`${f.code} ${f.name}`, { exact: true }).check();
  await accessible(page, "activity with functions");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  const made = (await service.api("/activities?limit=1000")).items.find((a) => a.title === "Opschalen in stappen");
  assert.deepEqual([made.subject, made.series, made.function_ids, made.cancelled], ["GRIP", "Voorjaar", functions.slice(0, 2).map((f) => f.id), false]);
  await service.api(`/activities/${made.id}/invitations`, { person_ids: [one.id] });

  await page.getByLabel("Zoek een activiteit").fill("grip voorjaar"); // it is years away: not among the first
  await page.getByRole("button", { name: "Wijzigen Opschalen in stappen" }).click();
  await dialog.getByLabel(`${functions[0].code} ${functions[0].name}`, { exact: true }).uncheck();
  await dialog.getByLabel(/Gaat niet door/).check();
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("row", { name: /Opschalen in stappen/ }).getByText("afgelast").waitFor();
  const now = await service.api(`/activities/${made.id}`);
  assert.deepEqual([now.function_ids, now.cancelled, now.subject], [[functions[1].id], true, "GRIP"]);
  calm(page);
});

test("a series is made in one go; one of them is moved with all later ones, and the rest cancelled", async () => {
  const page = await openPage(browser, service, { expected: [/422/] });
  const dialog = page.getByRole("dialog");
  const saved = async () => {
    await dialog.getByRole("button", { name: "Opslaan" }).click();
    await dialog.waitFor({ state: "detached" });
  };
  const items = async () => (await service.api("/activities?series=Pompavonden")).items;
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Activiteit plannen" }).click();
  await dialog.getByLabel("Titel").fill("Pompavond");
  await dialog.getByLabel("Tot", { exact: true }).fill("2032-10-12T21:30");
  await dialog.getByLabel("Van", { exact: true }).fill("2032-10-12T19:30");
  await dialog.getByLabel("Herhalen", { exact: true }).selectOption("week");
  await dialog.getByLabel("Reeks").fill("Pompavonden");
  await dialog.getByLabel("Om de hoeveel weken").fill("2");
  await dialog.getByLabel("Herhalen tot en met").fill("2032-11-23");
  await accessible(page, "activity that repeats");
  await saved();
  await page.getByText("4 activiteiten", { exact: true }).waitFor();
  assert.match(page.url(), /series=Pompavonden/);
  assert.deepEqual(
    (await items()).map((a) => a.starts_at),
    ["2032-10-12T17:30:00Z", "2032-10-26T17:30:00Z", "2032-11-09T18:30:00Z", "2032-11-23T18:30:00Z"],
  );

  const table = page.getByRole("table", { name: "Trainingen en oefeningen" });
  const second = table.getByRole("row", { name: /26-10-2032/ });
  await second.getByRole("button", { name: "Wijzigen Pompavond" }).click();
  await dialog.getByLabel("Van", { exact: true }).fill("2032-10-26T20:00");
  await dialog.getByLabel("Ook in de 2 latere van deze reeks").check();
  await saved();
  await second.getByText(/20:00/).waitFor();
  assert.deepEqual(
    (await items()).map((a) => a.starts_at),
    ["2032-10-12T17:30:00Z", "2032-10-26T18:00:00Z", "2032-11-09T19:00:00Z", "2032-11-23T19:00:00Z"],
  );

  await table
    .getByRole("row", { name: /09-11-2032/ })
    .getByRole("button", { name: "Wijzigen Pompavond" })
    .click();
  await dialog.getByLabel(/Gaat niet door/).check();
  await dialog.getByLabel("Ook in de 1 latere van deze reeks").check();
  await saved();
  await table.getByText("afgelast").nth(1).waitFor();
  assert.deepEqual(
    (await items()).map((a) => a.cancelled),
    [false, false, true, true],
  );

  /* a new one under that name would be changed along with it: that is said, and may be meant */
  await page.getByRole("button", { name: "Activiteit plannen" }).click();
  await dialog.getByLabel("Titel").fill("Pompavond extra");
  await dialog.getByLabel("Tot", { exact: true }).fill("2032-12-07T21:30");
  await dialog.getByLabel("Van", { exact: true }).fill("2032-12-07T19:30");
  await dialog.getByLabel("Herhalen", { exact: true }).selectOption("week");
  await dialog.getByRole("combobox", { name: "Reeks" }).fill("Pompavonden");
  await dialog.getByLabel("Herhalen tot en met").fill("2032-12-07");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText(/naam van een reeks die nog komt/).first().waitFor();
  await accessible(page, "a name that is taken");
  await dialog.getByLabel("Hoort bij de reeks die er al is (4 nog te komen)").check();
  await saved();
  await page.getByText("5 activiteiten", { exact: true }).waitFor();
  calm(page);
});

test("an activity is found by word, kind, time and function; who said to come stands in its list", async () => {
  const [one] = await people(1);
  const [mine, other] = (await service.api("/functions?limit=1000")).items;
  const activity = await make("Oefening Zandzakken", hour, 2 * hour, { location: "Gramsbergen", function_ids: [mine.id] });
  for (let i = 0; i < 30; i++) await make(`Avond ${i}`, (1000 + i) * hour, (1001 + i) * hour);
  await service.api(`/activities/${activity.id}/invitations`, { person_ids: [one.id] });
  await service.api(`/activities/${activity.id}/answer`, { person_id: one.id, answer: "yes" });
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  const table = page.getByRole("table", { name: "Trainingen en oefeningen" });
  await page.getByRole("button", { name: /^Nog \d+ tonen/ }).click();
  await table.getByRole("row").nth(30).waitFor();
  await page.getByLabel("Zoek een activiteit").fill("gramsb zand");
  await page.getByText("1 activiteit", { exact: true }).waitFor();
  assert.match(page.url(), /activity=gramsb/);
  const section = page.getByRole("region", { name: "Trainingen en oefeningen" });
  await section.getByLabel("Wanneer").selectOption("past");
  await page.getByText("0 activiteiten", { exact: true }).waitFor();
  await section.getByLabel("Wanneer").selectOption("coming");
  await section.getByLabel("Soort").selectOption("exercise");
  await page.getByText("1 activiteit", { exact: true }).waitFor();
  await section.getByLabel("Wanneer").selectOption("2032");
  await page.getByText("0 activiteiten", { exact: true }).waitFor();
  await section.getByLabel("Wanneer").selectOption(String(new Date(activity.starts_at).getFullYear()));
  await page.getByText("1 activiteit", { exact: true }).waitFor();
  await section.getByLabel("Voor", { exact: true }).selectOption(String(other.id));
  await page.getByText("0 activiteiten", { exact: true }).waitFor();
  await section.getByLabel("Voor", { exact: true }).selectOption(String(mine.id));
  await page.getByText("1 activiteit", { exact: true }).waitFor();
  assert.match(page.url(), new RegExp(`for=${mine.id}`));
  await accessible(page, "found activity");
  await page.getByRole("button", { name: "Aanwezigheid Oefening Zandzakken" }).click();
  await page.getByRole("dialog").getByLabel(`Uitkomst ${one.display_name}`).waitFor();
  calm(page);
});

test("attendance in two functions, with role and assessor; withdrawn, and still to be seen", async () => {
  const [person] = await people(1);
  const [one, two] = (await service.api("/functions?limit=1000")).items;
  const activity = await make("Oefening Gemaal", -5 * hour, -2 * hour);
  const { display_name: name } = person;
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Aanwezigheid Oefening Gemaal" }).click();
  const dialog = page.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Opslaan" });
  const list = async () => (await service.api(`/activities/${activity.id}/attendance`)).items;
  for (const _ of [1, 2]) await dialog.getByLabel("Nog iemand, of nog een functie").selectOption(String(person.id));
  const rows = dialog.getByRole("table", { name: "Aanwezigheid" }).getByRole("row", { name });
  for (const [i, f] of [one, two].entries()) {
    await rows.nth(i).getByLabel(/^In functie/).selectOption(String(f.id));
    await rows.nth(i).getByLabel(/^Uitkomst/).selectOption(i === 0 ? "passed" : "failed");
    await rows.nth(i).getByLabel(/^Rol/).fill("leider");
    await rows.nth(i).getByLabel(/^Beoordelaar/).fill("Bos");
  }
  await accessible(page, "attendance in two functions");
  await save.click();
  await rows.locator("span.block:not(:has(select))", { hasText: one.code }).waitFor();
  assert.deepEqual(
    (await list()).map((r) => [r.person_id, r.function_id, r.result, r.role, r.assessor]),
    [
      [person.id, one.id, "passed", "leider", "Bos"],
      [person.id, two.id, "failed", "leider", "Bos"],
    ],
  );

  const wrong = rows.filter({ hasText: two.code });
  await wrong.getByLabel(/^Intrekken/).check();
  await dialog.getByText(/^Intrekken is voor wat nooit/).waitFor();
  await dialog.getByLabel("Waarom wordt dit verbeterd").fill("was er niet bij");
  await accessible(page, "withdrawal");
  await save.click();
  const replaced = dialog.getByRole("table", { name: "Wat verbeterd is" }).getByRole("row", { name });
  await replaced.getByText("ingetrokken").waitFor();
  await rows.filter({ hasText: two.code }).waitFor({ state: "detached" });
  const withdrawn = (await list()).at(-1);
  assert.deepEqual([withdrawn.withdrawn, withdrawn.reason, withdrawn.function_id], [true, "was er niet bij", two.id]);
  calm(page);
});

test("inviting by name and everybody, and what was said by phone", async () => {
  const [one, two] = await people(2);
  const { items: assignments } = await service.api("/assignments?limit=1000");
  const few = assignments.find((a) => a.person_id !== one.id && a.person_id !== two.id).function_id;
  const activity = await make("Oefening Stuwdam", 240 * hour, 243 * hour, { function_ids: [few], capacity: 1 });
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Uitnodigingen Oefening Stuwdam" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Er is nog niemand uitgenodigd.").waitFor();
  for (const person of [one, two]) {
    await dialog.getByLabel("Wie uitnodigen").selectOption(String(person.id));
    await dialog.getByRole("button", { name: "Uitnodigen" }).click();
    await dialog.getByText("1 uitnodiging verstuurd.").waitFor();
    await dialog.getByRole("row", { name: person.display_name }).getByText("nog geen antwoord").waitFor();
  }
  await accessible(page, "invitations");

  await dialog.getByRole("button", { name: `Komt ${one.display_name}`, exact: true }).click();
  await dialog.getByRole("row", { name: one.display_name }).locator(".state", { hasText: /^komt$/ }).waitFor();
  await dialog.getByRole("button", { name: `Komt ${two.display_name}`, exact: true }).click();
  await dialog.getByRole("row", { name: two.display_name }).getByText("op de wachtlijst").waitFor();
  await dialog.getByRole("button", { name: `Komt niet ${one.display_name}`, exact: true }).click();
  await dialog.getByRole("row", { name: two.display_name }).locator(".state", { hasText: /^komt$/ }).waitFor();

  await dialog.getByLabel("Wie uitnodigen").selectOption("");
  await dialog.getByRole("button", { name: "Uitnodigen" }).click();
  await dialog.getByText(/uitnodiging(en)? verstuurd/).waitFor();
  const holders = new Set(assignments.filter((a) => a.function_id === few).map((a) => a.person_id));
  const { items } = await service.api(`/activities/${activity.id}/invitations?limit=1000`);
  assert.ok(items.length > 2 && items.every((i) => [one.id, two.id].includes(i.person_id) || holders.has(i.person_id)));
  await dialog.getByRole("row").nth(items.length).waitFor();
  calm(page);
});

test("on the day: the poster, who signed in, and only who is confirmed was there", async () => {
  const [one, two] = await people(2);
  const activity = await make("Oefening Sluis", -hour, hour);
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Aanmeldingen Oefening Sluis" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Er heeft zich nog niemand aangemeld.").waitFor();
  const opened = page.context().waitForEvent("page");
  await dialog.getByRole("link", { name: /^Blad voor op de deur/ }).click();
  const poster = await opened;
  await poster.locator("svg").waitFor();
  const code = (await poster.locator(".code").innerText()).replace("-", "");
  await poster.close();

  for (const person of [one, two]) {
    const reply = await fetch(`${service.url}/s/${activity.id}-${code}`, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ who: person.external_id }) });
    assert.equal(reply.status, 200);
  }
  await dialog.getByLabel(`Was er ${two.display_name}`).uncheck();
  await accessible(page, "sign-ins");
  await dialog.getByRole("button", { name: "1 aanmelding bevestigen" }).click();
  await dialog.getByRole("row", { name: one.display_name }).getByText("bevestigd").waitFor();
  await dialog.getByLabel(`Was er ${two.display_name}`).waitFor();
  const { items } = await service.api(`/activities/${activity.id}/attendance`);
  assert.deepEqual(
    items.map((r) => [r.person_id, r.result, r.source]),
    [[one.id, "present", "sign-in"]],
  );
  calm(page);
});

test("a member says yes on the own page, waits, and says no", async () => {
  const full = await make("Avond Dijkwacht", 96 * hour, 98 * hour, { capacity: 1 });
  const [, , other] = await people(3);
  await service.api(`/activities/${full.id}/invitations`, { person_ids: [1, other.id] });
  await service.api(`/activities/${full.id}/answer`, { person_id: other.id, answer: "yes" });
  const page = await openPage(browser, service, { width: 390, height: 800 });
  await enter(page, "member", "/mine");
  const card = page.locator("li.card", { hasText: "Avond Dijkwacht" });
  await card.getByText("nog geen antwoord").waitFor();
  await accessible(page, "invited");
  await card.getByRole("button", { name: /^Ik kom Avond/ }).click();
  await card.getByText("op de wachtlijst").waitFor();
  await card.getByRole("button", { name: /^Ik kom niet/ }).click();
  await card.locator(".state", { hasText: "komt niet" }).waitFor();
  const mine = (await service.api(`/activities/${full.id}/invitations?person_id=1`)).items[0];
  assert.deepEqual([mine.state, mine.via], ["declined", "member"]);
  calm(page);
});

test("a member signs in with the code on the door; the QR code leads to the app as well", async () => {
  const activity = await make("Oefening Kade", hour, 2 * hour);
  await service.api(`/activities/${activity.id}/invitations`, { person_ids: [1] });
  await service.api(`/activities/${activity.id}`, { starts_at: at(-hour), ends_at: at(hour) }, "PATCH"); // begun
  const { code } = await service.api(`/activities/${activity.id}/sign-in`);
  const page = await openPage(browser, service, { width: 390, height: 800, expected: [/422/] });
  await enter(page, "member", "/mine");
  const card = page.locator("li.card", { hasText: "Oefening Kade" }).filter({ has: page.getByLabel("Code") });
  await card.getByLabel("Code").fill("WRONG234");
  await card.getByRole("button", { name: /^Ik ben er/ }).click();
  await card.locator(".field-error").waitFor();
  await accessible(page, "wrong door code");

  await page.goto(`/s/${activity.id}-${code}`);
  await page.getByRole("link", { name: "Of meld u aan in de app" }).click();
  await card.getByLabel("Code").waitFor();
  await holds(card.getByLabel("Code"), code);
  await accessible(page, "door code");
  await card.getByRole("button", { name: /^Ik ben er/ }).click();
  await page.getByText("Dank u. De organisator bevestigt het.").waitFor();
  const { items } = await service.api(`/activities/${activity.id}/sign-in`);
  assert.deepEqual(
    items.map((s) => [s.person_id, s.via]),
    [[1, "code"]],
  );

  const other = await make("Oefening Wal", -hour, hour); // not invited: by the QR code alone
  await page.goto(`/mine?here=${other.id}-${(await service.api(`/activities/${other.id}/sign-in`)).code}`);
  await page.getByRole("button", { name: "Ik ben er De activiteit van deze code" }).click();
  await page.getByText("Dank u. De organisator bevestigt het.").waitFor();
  assert.equal((await service.api(`/activities/${other.id}/sign-in`)).items.length, 1);
  calm(page);
});

test("a call-out that is over becomes an activity, once", async () => {
  const over = await service.api("/callouts", { scenario_id: 4, kind: "exercise" }); // nobody answers: it goes on
  const page = await openPage(browser, service);
  await enter(page, "coordinator", `/callouts/${over.id}/report`);
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  const button = page.getByRole("button", { name: "Maak er een activiteit van" });
  await counts(button, 0, "it still goes on");
  await service.api(`/callouts/${over.id}/stop`, {});
  await page.reload();
  await button.click();
  await page.getByText("Vastgelegd als activiteit:").waitFor();
  await accessible(page, "report");
  const made = (await service.api("/activities?limit=1000")).items.filter((a) => a.callout_id === over.id);
  assert.deepEqual(
    made.map((a) => a.kind),
    ["exercise"],
  );
  await page.reload();
  await page.getByRole("link", { name: made[0].title }).waitFor();
  await counts(button, 0);
  calm(page);

  const auditor = await openPage(browser, service);
  await enter(auditor, "auditor", `/callouts/${over.id}/report`);
  await auditor.getByRole("heading", { level: 2 }).first().waitFor();
  await counts(auditor.getByRole("button", { name: "Maak er een activiteit van" }), 0);
  calm(auditor);
});

test("records of a learning system come in, whatever it calls its columns; every kind goes out", async () => {
  const [jan] = await people(1);
  const page = await openPage(browser, service, { expected: [/422/] });
  await enter(page, "coordinator", "/training");
  await page.getByRole("button", { name: "Binnenhalen uit CSV" }).click();
  const dialog = page.getByRole("dialog");
  await holds(dialog.getByLabel("Wat staat er in het bestand"), "attendance");
  const file = (name, text, mimeType = "text/csv") => ({ name, mimeType, buffer: Buffer.from(text) });
  await dialog.getByLabel("Wat staat er in het bestand").selectOption("certificates");
  await dialog.getByLabel("Bestand", { exact: true }).setInputFiles(file("lms.csv", `Nr;Diploma;Behaald\n${jan.external_id};Levensreddend handelen;01-03-2026\n`));
  await dialog.getByText("Deze regels kloppen niet").first().waitFor();
  await dialog.getByRole("row", { name: /^1, kolom Behaald/ }).waitFor();
  await accessible(page, "other columns");
  await dialog.getByRole("button", { name: "Zeg hoe deze kolommen hier heten" }).click();
  const mapping = dialog.getByLabel("Hoe de kolommen heten");
  await holds(mapping, "Nr = \nBehaald = ");
  await dialog.getByLabel("Of kies een bestand daarmee").setInputFiles(file("lms.columns", "Nr = person\nBehaald = valid_from\nissuer := Oranje Kruis\n", "text/plain"));
  await page.waitForFunction((area) => area.value.includes("issuer"), await mapping.elementHandle());
  await dialog.getByLabel("Waar komt het vandaan?").fill("leersysteem 2026");
  await dialog.getByRole("button", { name: "Opnieuw proberen" }).click();
  await dialog.getByText("Dit zou 1 nieuwe en 0 gewijzigde regels geven; 0 staan er al zo.").waitFor();
  await accessible(page, "tried import");
  const find = async () => (await service.api("/certificates?limit=1000")).items.filter((c) => c.title === "Levensreddend handelen");
  assert.equal((await find()).length, 0);
  await dialog.getByRole("button", { name: "Nu echt binnenhalen" }).click();
  await dialog.getByText("Gelukt: 1 nieuw").waitFor();
  const [made] = await find();
  assert.deepEqual([made.person_id, made.issuer, made.valid_from, made.source], [jan.id, "Oranje Kruis", "2026-03-01", "leersysteem 2026"]);

  const kinds = await dialog.getByLabel("Wat staat er in het bestand").locator("option").all();
  assert.equal(kinds.length, 18);
  for (const option of kinds) {
    const kind = await option.getAttribute("value");
    await dialog.getByLabel("Wat staat er in het bestand").selectOption(kind);
    const link = dialog.getByRole("link", { name: /^Wat er nu staat als CSV/ });
    const reply = await page.request.get(await link.getAttribute("href"));
    assert.equal(reply.status(), 200, kind);
    assert.match(reply.headers()["content-type"], /^text\/csv/);
  }
  calm(page);
});
