// SPDX-License-Identifier: EUPL-1.2
// Settings: what functions ask, holidays, test alarms, rules of the control room, terms and seals. Each is
// made, changed and taken away, and the API says so; two people who change the same thing see it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, says, serve, service } from "./support.mjs";

serve();

const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

test("a requirement: refused, made, changed by two at once, taken away", async () => {
  const page = await openPage(browser, service, { expected: [/412|422/] });
  await enter(page, "coordinator", "/settings/requirements?function=1");
  const dialog = page.getByRole("dialog");
  const count = async () => (await service.api("/requirements?limit=1000")).items.length;
  const was = await count();
  await page.getByText(`${(await service.api("/requirements?function_id=1&limit=1000")).items.length} eisen`).waitFor();
  await page.getByRole("button", { name: "Eis toevoegen" }).click();
  await dialog.getByLabel("Titel").fill("Oefening water");
  await dialog.getByLabel("Functie").selectOption({ index: 0 });
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByRole("alert").getByText(/./).first().waitFor();
  await accessible(page, "refused requirement");
  await dialog.getByLabel("Functie").selectOption({ index: 1 });
  await dialog.getByLabel("Hoeveel (of uren)").fill("2");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  const row = page.getByRole("row", { name: /Oefening water/ });
  await row.getByText("2 keer in 12 maanden").waitFor();
  assert.equal(await count(), was + 1);

  const made = (await service.api("/requirements?limit=1000")).items.find((r) => r.title === "Oefening water");
  await row.getByRole("button", { name: /^Wijzigen/ }).click();
  await dialog.getByLabel("Dagen respijt").fill("30");
  await service.api(`/requirements/${made.id}`, { title: "Oefening hoogwater" }, "PATCH");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText("Iemand anders heeft dit net gewijzigd").first().waitFor();
  await says(dialog.getByRole("alert"), /Oefening water[\s\S]*Oefening hoogwater/);
  await accessible(page, "conflict");
  await dialog.getByRole("button", { name: "De andere versie houden" }).click();
  await dialog.getByLabel("Dagen respijt").fill("45");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  const now = await service.api(`/requirements/${made.id}`);
  assert.deepEqual([now.title, now.grace_days], ["Oefening hoogwater", 45]);

  await page.getByRole("row", { name: /hoogwater/ }).getByRole("button", { name: /^Verwijderen/ }).click();
  await dialog.getByText("Geef de eis een einddatum").waitFor();
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await count(), was);
  calm(page);
});

test("a municipality and a function: made, changed, kept while something belongs to them, removed", async () => {
  const page = await openPage(browser, service, { expected: [/409/] });
  await enter(page, "coordinator", "/settings");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Gemeente toevoegen" }).click();
  await dialog.getByLabel("Naam van de gemeente").fill("Wierden");
  await dialog.getByLabel("CBS-code").fill("GM0189");
  await accessible(page, "a municipality");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("button", { name: "Wijzigen Wierden" }).click();
  await dialog.getByLabel("Naam van de gemeente").fill("Wierden-Enter");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("row", { name: /Wierden-Enter GM0189/ }).waitFor();
  await page.getByRole("button", { name: "Verwijderen Wierden-Enter" }).click();
  await dialog.getByText("zolang er niemand en niets meer bij hoort").waitFor();
  await accessible(page, "removing a municipality");
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await page.getByRole("row", { name: /Wierden/ }).waitFor({ state: "detached" });

  for (const used of ["Raalte", "OVD-BZ"]) {
    await page.getByRole("button", { name: `Verwijderen ${used}` }).click();
    await dialog.getByRole("button", { name: "Verwijderen" }).click();
    await dialog.getByRole("alert").getByText(/wordt nog gebruikt|hoort nog|bestaat nog/i).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: `Wijzigen ${used}` }).waitFor();
  }
});

test("holidays: the weight of one, a day of one's own", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/settings/holidays");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Wijzigen Goede Vrijdag" }).click();
  await accessible(page, "holiday");
  await counts(dialog.getByLabel("Naam"), 0, "computed days keep their name");
  await dialog.getByLabel("Zwaarte (procent)").fill("50");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("row", { name: /Goede Vrijdag .*50/ }).waitFor();
  await page.getByRole("button", { name: "Eigen dag toevoegen" }).click();
  await dialog.getByLabel("Naam").fill("Oudejaarsdag");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  const row = page.getByRole("row", { name: /Oudejaarsdag/ });
  await row.getByText(`31-12-${new Date().getFullYear()}`).waitFor();
  await row.getByRole("button", { name: /^Verwijderen/ }).click();
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await row.waitFor({ state: "detached" });
  const { items } = await service.api("/holidays");
  assert.equal(items.find((h) => h.kind === "good_friday").weight_percent, 50);
  assert.equal(items.some((h) => h.kind === "own"), false);
  calm(page);
});

test("a test alarm on a schedule is never a real one", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/settings/tests");
  const dialog = page.getByRole("dialog");
  const was = (await service.api("/test-schedules")).items.length;
  await page.getByRole("button", { name: "Proefalarm plannen" }).click();
  await dialog.getByLabel("Naam").fill("Maandagproef");
  const real = (await service.api("/scenarios?limit=1000")).items.filter((s) => s.kind === "real");
  const offered = await dialog.getByLabel("Scenario (nooit een echt)").locator("option").allInnerTexts();
  assert.ok(offered.length > 1 && real.every((s) => !offered.some((o) => o.startsWith(s.name))));
  await dialog.getByLabel("Scenario (nooit een echt)").selectOption({ index: 1 });
  await dialog.getByLabel("Om de hoeveel weken").fill("2");
  await dialog.getByLabel("Vanaf").fill(day(3));
  await dialog.getByText("elke 2 weken op maandag om 19:00").waitFor();
  const rings = dialog.getByRole("group", { name: "Of alleen wie in deze beurtrollen zit" });
  const ring = (await rings.count()) > 0;
  if (ring) await rings.getByRole("checkbox").first().check();
  await accessible(page, "schedule");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  const row = page.getByRole("row", { name: /Maandagproef/ });
  await row.getByText("ma", { exact: false }).first().waitFor();
  const made = (await service.api("/test-schedules")).items.find((s) => s.name === "Maandagproef");
  assert.deepEqual([made.every_weeks, made.weekday, made.time], [2, 1, "19:00"]);
  assert.equal(made.rotation_ids.length, ring ? 1 : 0);
  await row.getByRole("button", { name: /^Verwijderen/ }).click();
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await row.waitFor({ state: "detached" });
  assert.equal((await service.api("/test-schedules")).items.length, was);
  await page.getByLabel("Hoe vaak achter elkaar").selectOption("1");
  assert.match(page.url(), /missed=1/);
  await accessible(page, "tests");
  calm(page);
});

test("a rule for alarms of the control room", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/settings/alarms");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Regel toevoegen" }).click();
  await dialog.getByLabel("Naam").fill("Grote brand");
  await dialog.getByLabel("Veld 1").fill("soort");
  await dialog.getByLabel("Vergelijking 1").selectOption("contains");
  await dialog.getByLabel("Waarde 1").fill("brand");
  await dialog.getByRole("button", { name: "Voorwaarde toevoegen" }).click();
  await dialog.getByLabel("Veld 2").fill("grip");
  await dialog.getByLabel("Waarde 2").fill("1");
  await dialog.getByLabel("Start scenario").selectOption({ index: 1 });
  await dialog.getByLabel("Wat is er aan de hand").fill("{soort}");
  await accessible(page, "rule");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  const row = page.getByRole("row", { name: /Grote brand/ });
  await row.getByText("soort bevat “brand” en grip is gelijk aan “1”").waitFor();
  const made = (await service.api("/alarm-rules")).items.find((r) => r.name === "Grote brand");
  assert.equal(made.matches.length, 2);
  assert.equal(made.incident, "{soort}");
  await row.getByRole("button", { name: /^Verwijderen/ }).click();
  await accessible(page, "remove rule");
  await dialog.getByRole("button", { name: "Verwijderen" }).click();
  await row.waitFor({ state: "detached" });
  calm(page);
});

test("the auditor sees the terms and the seals, and can change nothing", async () => {
  service.run("audit", "seal");
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/settings/retention");
  const { items } = await service.api("/retention");
  await page.getByText("Er staat niets om verwijderd te worden.").waitFor();
  await counts(page.locator("tbody tr"), items.length);
  assert.deepEqual(await page.locator("tbody").getByRole("rowheader").allInnerTexts(), items.map((k) => k.what));
  await page.getByRole("link", { name: "Opleidingseisen" }).click();
  await page.getByText(/\d+ eisen/).waitFor();
  for (const name of ["Eis toevoegen", "Wijzigen", "Verwijderen"]) await counts(page.getByRole("button", { name }), 0, name);
  await page.goto("/audit");
  const [seal] = (await service.api("/audit/seals")).items;
  await page.getByRole("row", { name: new RegExp(seal.hash.slice(0, 16)) }).waitFor();
  await accessible(page, "seals");
  calm(page);
});
