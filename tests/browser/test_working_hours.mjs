// SPDX-License-Identifier: EUPL-1.2
// Ordinary working hours on the page of a person: made, refused, changed, removed; the rules then see them; a
// member reads their own and cannot change them. Mutation: leave `times` out of the names that are sent.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, serve, service, until } from "./support.mjs";

serve();

const weeksOf = async (id) => (await service.api(`/working-weeks?person_id=${id}`)).items;

test("working hours: refused, made, changed, seen by the rules, removed", async () => {
  const from = new Date(Date.now() + 86_400_000).toISOString();
  const to = new Date(Date.now() + 60 * 86_400_000).toISOString();
  const duty = (await service.api(`/duties?resolved=true&from=${from}&to=${to}&limit=1000`)).items.find((d) => Date.parse(d.ends_at) - Date.parse(d.starts_at) > 6 * 86_400_000);
  const id = duty.person_id;
  const page = await openPage(browser, service, { expected: [/422/] });
  await enter(page, "coordinator", `/people/${id}`);
  const section = page.getByRole("region", { name: "Gewone werktijden" });
  await section.getByText("Niet bekend").waitFor();
  await section.getByRole("button", { name: "Werktijden toevoegen" }).click();
  const dialog = page.getByRole("dialog");
  await counts(dialog.getByLabel(/^Begin/), 5);
  await dialog.getByLabel("Dag 2", { exact: true }).selectOption("1");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText(/elkaar niet overlappen/).first().waitFor();
  await accessible(page, "refused working hours");
  await dialog.getByLabel("Dag 2", { exact: true }).selectOption("2");
  await dialog.getByLabel("Begin 3").fill("23:00");
  await dialog.getByLabel("Eind 3").fill("07:00");
  for (const n of [5, 4]) await dialog.getByRole("button", { name: `Verwijderen Dag ${n}` }).click();
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await section.getByRole("row", { name: /altijd.*maandag, dinsdag 08:30–17:00; woensdag 23:00–07:00/ }).waitFor();
  assert.equal((await weeksOf(id))[0].times.length, 3);

  /* as known yesterday: nothing, and nothing to change */
  const yesterday = new Date(Date.now() - 86_400_000).toLocaleDateString("sv", { timeZone: "Europe/Amsterdam" });
  await section.getByLabel("Zoals bekend op").fill(yesterday);
  await section.getByText("Toen was er niets bekend.").waitFor();
  await counts(section.getByRole("button"), 0);
  await accessible(page, "working hours as known then");
  await section.getByLabel("Zoals bekend op").fill("");
  await section.getByRole("row", { name: /altijd.*maandag, dinsdag 08:30–17:00; woensdag 23:00–07:00/ }).waitFor();

  const wrong = await service.api(`/coverage?from=${from}&to=${to}&person_id=${id}`);
  assert.ok(
    wrong.problems.some((p) => p.rule === "A4"),
    "nights beside duty are seen",
  );

  await section.getByRole("button", { name: /^Wijzigen/ }).click();
  await dialog.getByLabel("Wat is bekend").selectOption("hours");
  await dialog.getByLabel("Uren per week", { exact: true }).fill("37.5");
  await dialog.getByLabel("Jonger dan 18 tot").fill("2031-03-15");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog
    .getByText(/eerste van een maand zijn/)
    .first()
    .waitFor();
  await dialog.getByLabel("Jonger dan 18 tot").fill("2031-04-01");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await section.getByText("37,50 uur per week; jonger dan 18 tot 01-04-2031").first().waitFor();
  const [week] = await weeksOf(id);
  assert.deepEqual([week.week_minutes, week.times, week.under_18_until], [2250, [], "2031-04-01"]);
  await accessible(page, "working hours");

  /* Somebody else's change is seen without a reload. */
  await service.api(`/working-weeks/${week.id}`, { week_minutes: 2160, under_18_until: null }, "PATCH");
  await section.getByText("36 uur per week").first().waitFor();
  await section.getByRole("button", { name: /^Verwijderen/ }).click();
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await section.getByText("Niet bekend").waitFor();
  assert.equal((await weeksOf(id)).length, 0);
  calm(page);
});

test("a member reads their own and has no button", async () => {
  const page = await openPage(browser, service, { width: 360, height: 740 });
  await enter(page, "member", "/mine");
  const section = page.getByRole("region", { name: "Gewone werktijden" });
  await section.getByText("Niet bekend").waitFor();
  const me = await page.evaluate(async () => (await (await fetch("/api/v1/me")).json()).person_id);
  await service.api("/working-weeks", { person_id: me, times: [{ weekday: 6, from: "22:00", until: "06:00" }] });
  await page.reload();
  await section.getByText("zaterdag 22:00–06:00").waitFor();
  await counts(section.getByRole("button"), 0);
  await until("no wider than the telephone", () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await accessible(page, "own working hours");
  calm(page);
});

test("a file of working hours: first dry, then for real, and out again", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/people?import=working-weeks");
  const dialog = page.getByRole("dialog");
  await dialog.locator("summary").first().click();
  await dialog.getByText("D1001;;;36;").waitFor();
  const file = (text) => dialog.getByLabel("Bestand", { exact: true }).setInputFiles({ name: "w.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const someone = (await service.api("/people?limit=1000")).items.find((p) => p.external_id);
  await file(`persoon;vanaf;uren\n${someone.external_id};2031-01-06;32,5\n`);
  await dialog.getByText("Dit zou 1 nieuwe").waitFor();
  assert.equal((await weeksOf(someone.id)).filter((w) => w.from === "2031-01-06").length, 0);
  await accessible(page, "a file of working hours");
  await dialog.getByRole("button", { name: "Nu echt binnenhalen" }).click();
  await dialog.getByText("Gelukt: 1 nieuw").waitFor();
  assert.equal((await weeksOf(someone.id)).find((w) => w.from === "2031-01-06").week_minutes, 1950);
  const coming = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Wat er nu staat als CSV: Gewone werktijden" }).click();
  const got = await coming;
  assert.equal(got.suggestedFilename(), "working-weeks.csv");
  assert.match(readFileSync(await got.path(), "utf8"), new RegExp(`${someone.external_id};2031-01-06;;32.5;;`));
  calm(page);
});
