// SPDX-License-Identifier: EUPL-1.2
// Around the roster: is the region ready, who carried how much, swaps and absences that wait for the
// coordinator, notes from holder to holder.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, serve, service, until } from "./support.mjs";

serve();

const days = (n) => new Date(Date.now() + n * 86_400_000).toISOString();

test("readiness: every function with a problem, the worst first, as the service says", async () => {
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/roster/readiness");
  const { functions } = await service.api("/readiness?days=28");
  const wrong = functions.filter((f) => f.problems.length > 0).map((f) => f.code);
  await page.getByText(`${wrong.length} functies vragen aandacht`).waitFor();
  const headings = (await page.locator("main section h2").allInnerTexts()).map((h) => h.split(/\s/)[0]);
  assert.deepEqual(headings, wrong);

  await page.getByLabel("Wat", { exact: true }).selectOption("training");
  assert.match(page.url(), /kind=training/);
  const lapsed = functions.flatMap((f) => f.problems).filter((p) => p.kind === "training");
  await until("only those", async () => (await page.locator("main tbody tr").count()) === lapsed.length);
  await page.getByLabel("Hoe ver vooruit").selectOption("7");
  await until("the address", () => /days=7/.test(page.url()));
  await accessible(page, "readiness");
  calm(page);
});

test("fairness: the figures of the service, and the month as a file", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster/fairness?from=2026-01-01&to=2027-01-01&function=1");
  const { items } = await service.api("/fairness?from=2026-01-01&to=2027-01-01&function_id=1");
  const table = page.locator("section", { has: page.locator("#fair-OVD-BZ") });
  await table.locator("tbody tr").first().waitFor();
  await counts(table.locator("tbody tr"), items.length + 1);
  const weeks = (await table.locator("tbody tr:not(.sum) td:nth-child(2)").allInnerTexts()).map((w) => Number(w.trim().replace(",", ".")));
  assert.deepEqual(weeks, [...weeks].sort((a, b) => b - a));
  const total = items.reduce((n, i) => n + i.weeks, 0);
  assert.ok(Math.abs(weeks.reduce((n, w) => n + w, 0) - total) < 0.05 * weeks.length, "rounded to tenths at most");

  await page.getByLabel("Maand").fill("2026-11");
  await page.getByLabel("Gemeente").selectOption({ label: "Raalte" });
  await page.getByText("voor Raalte").waitFor();
  assert.match(page.url(), /month=2026-11/);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV", exact: false }).click();
  const file = await coming;
  assert.equal(file.suggestedFilename(), "piket-2026-11-raalte.csv");
  const raalte = (await service.api("/municipalities?limit=1000")).items.find((m) => m.name === "Raalte");
  const reply = await fetch(`${service.url}/api/v1/compensation?month=2026-11&municipality_id=${raalte.id}`, { headers: { Authorization: `Bearer ${service.token}`, Accept: "text/csv" } });
  assert.equal(readFileSync(await file.path(), "utf8"), await reply.text());
  await accessible(page, "fairness");
  calm(page);
});

test("a swap that nobody took: found, agreed, approved with the reason; another that was withdrawn meanwhile", async () => {
  const page = await openPage(browser, service, { expected: [/409|412/] });
  await enter(page, "coordinator", "/roster");
  await page.getByRole("link", { name: "Naar ruilen en afwezig" }).click();
  const { items } = await service.api("/swaps");
  const asked = items.find((s) => s.state === "asked");
  const agreed = items.find((s) => s.state === "agreed");
  const card = page.locator(".swap", { hasText: asked.note });
  await card.getByRole("button", { name: "Wie kan dit overnemen?" }).click();
  await page.getByRole("dialog").getByRole("row").nth(1).waitFor();
  await accessible(page, "who could");
  const hit = (await service.api(`/duties/${asked.duty_id}/takeover`)).hits[0];
  await counts(page.getByRole("dialog").locator("tbody th"), hit.candidates.length);
  assert.deepEqual(await page.getByRole("dialog").locator("tbody th").allInnerTexts(), hit.candidates.map((c) => c.display_name));
  await page.getByRole("dialog").getByRole("button", { name: /^Is akkoord/ }).first().click();
  await card.getByRole("button", { name: "Goedkeuren…" }).click();
  await page.getByRole("dialog").getByText(/Arbeidstijdenwet|geen enkele regel/).first().waitFor();
  await accessible(page, "approve");
  const why = page.getByLabel("Waarom toch");
  if ((await why.count()) > 0) await why.fill("In overleg");
  await page.getByRole("dialog").getByRole("button", { name: "Goedkeuren" }).click();
  await card.waitFor({ state: "detached" });
  const now = await service.api(`/swaps/${asked.id}`);
  assert.equal(now.state, "approved");
  assert.equal(now.to_person_id, hit.candidates[0].person_id);

  const other = page.locator(".swap", { hasText: agreed.note });
  await other.getByRole("button", { name: "Afwijzen…" }).click();
  await page.getByRole("dialog").getByText("houdt de dienst").waitFor();
  await service.api(`/swaps/${agreed.id}/withdraw`, {});
  await page.getByRole("dialog").getByRole("button", { name: "Afwijzen" }).click();
  await page.getByRole("dialog").getByRole("alert").getByText(/./).first().waitFor();
  assert.equal((await service.api(`/swaps/${agreed.id}`)).state, "withdrawn");
  await page.keyboard.press("Escape");
  await page.getByText("Er zijn geen open ruilverzoeken.").waitFor();

  await page.locator("#swaps ~ .filters").getByLabel("Stand").selectOption("approved");
  await page.getByRole("cell", { name: /In overleg|Verhuizing/ }).first().waitFor();
  assert.match(page.url(), /swaps=approved/);
  await accessible(page, "decided");

  // who took it over stands in the grid, by function and in their own row
  const week = now.from.slice(0, 10);
  const taker = hit.candidates[0].display_name.split(" ").at(-1);
  await page.goto(`/roster?from=${week}&weeks=13&function=${now.function_id}`);
  await page.locator('[role="gridcell"]', { hasText: "vervangen door" }).filter({ hasText: taker }).first().waitFor();
  const { code } = (await service.api("/functions?limit=1000")).items.find((f) => f.id === now.function_id);
  await page.goto(`/roster?from=${week}&weeks=13&function=${now.function_id}&view=people`);
  await page.locator('[role="grid"] tbody tr', { has: page.getByRole("rowheader", { name: hit.candidates[0].display_name }) }).locator("td").first().getByText(code).waitFor();
  calm(page);
});

test("an exchange shows both duties", async () => {
  const { items } = await service.api(`/duties?function_id=1&from=${days(30)}&to=${days(120)}&state=published&limit=100`);
  const mine = items.filter((d) => d.rank === 1);
  const given = mine[0];
  const back = mine.find((d) => d.person_id !== given.person_id);
  await service.api("/swaps", { duty_id: given.id, to_person_id: back.person_id, return_duty_id: back.id, note: "Over en weer" });
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster/changes");
  const card = page.locator(".swap", { hasText: "Over en weer" });
  const at = (instant) => new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "short", timeZone: "Europe/Amsterdam" }).format(new Date(instant));
  await card.getByText("In ruil daarvoor:").waitFor();
  const text = await card.innerText();
  for (const d of [given, back]) assert.ok(text.includes(at(d.starts_at)), `${at(d.starts_at)} in ${text}`);
  calm(page);
});

test("an absence that hits a duty: who takes over, and back; a calendar file, first dry", async () => {
  const { items } = await service.api(`/duties?function_id=2&from=${days(8)}&to=${days(60)}&state=published&limit=10`);
  const duty = items.find((d) => d.rank === 1);
  const holder = (await service.api("/people?limit=1000")).items.find((p) => p.id === duty.person_id);
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster/changes");
  await page.getByRole("button", { name: "Afwezigheid invoeren" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Naam").selectOption(String(holder.id));
  await dialog.getByLabel("Eerste dag").fill(duty.starts_at.slice(0, 10));
  await dialog.getByLabel("Laatste dag").fill(duty.ends_at.slice(0, 10));
  await accessible(page, "absence");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText("In deze diensten is deze persoon afwezig").waitFor();
  await accessible(page, "hits");
  const before_ = (await service.api("/overrides")).items.length;
  await dialog.getByRole("button", { name: /^Neemt over/ }).first().click();
  await dialog.getByText("staat nu in het rooster").waitFor();
  const made = (await service.api("/overrides")).items;
  assert.equal(made.length, before_ + 1);
  assert.equal(made.at(-1).function_id, 2);
  await dialog.getByRole("button", { name: "Terugdraaien" }).click();
  await dialog.getByRole("button", { name: /^Neemt over/ }).first().waitFor();
  assert.equal((await service.api("/overrides")).items.length, before_);
  await page.keyboard.press("Escape");
  const row = page.getByRole("row", { name: new RegExp(holder.display_name) }).first();
  await row.getByText("Raakt piket").waitFor();
  await row.getByRole("button", { name: /^Verwijderen/ }).click();
  await accessible(page, "remove");
  await page.getByRole("dialog").getByRole("button", { name: "Verwijderen" }).click();
  await row.waitFor({ state: "detached" });

  const day = days(20).slice(0, 10).replaceAll("-", "");
  const file = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//NL\r\nBEGIN:VEVENT\r\nUID:proef-1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:${day}\r\nSUMMARY:Geheim uitje\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  const count = async () => (await service.api("/absences?limit=1000")).items.length;
  const was = await count();
  await page.getByRole("button", { name: "Agendabestand inlezen (.ics)" }).click();
  await dialog.getByLabel("Van wie is deze agenda").selectOption(String(holder.id));
  await dialog.getByLabel("Bestand").setInputFiles({ name: "agenda.ics", mimeType: "text/calendar", buffer: Buffer.from(file) });
  await dialog.getByText("Dit zou 1 keer afwezigheid toevoegen").waitFor();
  assert.equal(await count(), was);
  await accessible(page, "calendar file");
  await dialog.getByRole("button", { name: "Nu echt binnenhalen" }).click();
  await dialog.getByText("Gelukt: 1 toegevoegd").waitFor();
  assert.equal(await count(), was + 1);
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: new RegExp(holder.display_name) }).waitFor();
  await counts(page.getByText("Geheim uitje"), 0);
  calm(page);
});

test("a note to who comes next", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster/handovers");
  await page.getByText("Er zijn nog geen notities.").waitFor();
  await page.getByRole("row", { name: /OVD-BZ/ }).first().waitFor();
  await page.getByRole("button", { name: "Notitie schrijven" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Functie").selectOption({ index: 1 });
  await dialog.getByLabel("Wat moet de volgende weten").fill("De sleutel ligt bij de balie.");
  await accessible(page, "note");
  await dialog.getByRole("button", { name: "Versturen" }).click();
  await page.locator(".note", { hasText: "De sleutel ligt bij de balie." }).waitFor();
  assert.equal((await service.api("/handovers")).items[0].text, "De sleutel ligt bij de balie.");
  await accessible(page, "handovers");
  calm(page);
});

test("who could take a duty over stands in the roster's own cell too", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster?function=1");
  await page.locator('[role="gridcell"]').nth(5).click();
  await page.getByRole("dialog").getByRole("button", { name: "Wie kan dit overnemen?" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Neemt over/ }).first().waitFor();
  await accessible(page, "cell with candidates");
  calm(page);
});
