// SPDX-License-Identifier: EUPL-1.2
// The coordinator's tasks by day: people, import with errors, scenarios, the roster by keyboard,
// rotations and publishing, two people who change the same thing; accounts; the auditor's proof.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, calm, enter, openBrowser, openPage, Service, tabTo } from "./support.mjs";

let service, browser;
before(async () => {
  service = await new Service().start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

test("people are found without accents, added, and changed by two at once", async () => {
  const page = await openPage(browser, service, { expected: [/412|422/] });
  await enter(page, "coordinator", "/people");
  await page.getByLabel("Zoek op naam").fill("yilmaz");
  await page.getByRole("link", { name: "Ruben Yılmaz" }).first().waitFor();
  assert.match(page.url(), /q=yilmaz/);

  await page.getByRole("link", { name: "Persoon toevoegen" }).click();
  await page.getByLabel("Voornaam").fill("Sanne");
  await page.getByLabel("Achternaam").fill("Wit");
  await page.getByLabel("Gemeente").selectOption({ label: "Raalte" });
  await page.getByLabel("Nummer 1", { exact: true }).fill("06 12");
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.locator(".field-error").first().waitFor();
  await accessible(page, "refused person");
  await page.getByLabel("Nummer 1", { exact: true }).fill("06 1111 2222");
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("heading", { name: "Sanne Wit" }).waitFor();
  const id = Number(page.url().split("/").at(-1));

  await page.getByLabel("Tussenvoegsel").fill("de");
  await service.api(`/people/${id}`, { given_name: "Susanne" }, "PATCH");
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByText("Iemand anders heeft dit net gewijzigd").first().waitFor();
  await accessible(page, "conflict");
  assert.match(await page.locator('[role="alert"]').innerText(), /Susanne/);
  await page.getByRole("button", { name: "De andere versie houden" }).click();
  await page.getByRole("heading", { name: "Susanne Wit" }).waitFor();

  await page.getByRole("button", { name: "Functie toevoegen" }).click();
  await page.getByRole("dialog").getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await accessible(page, "function");
  await page.getByRole("dialog").getByRole("button", { name: "Opslaan" }).click();
  await page.getByText("bevoegd").first().waitFor();
  calm(page);
});

test("an import shows its bad lines and changes nothing, then works", async () => {
  const page = await openPage(browser, service, { expected: [/422/] });
  await enter(page, "coordinator", "/people");
  await page.getByRole("button", { name: "Binnenhalen uit CSV" }).click();
  const head = "external_id;given_name;infix;family_name;municipality;mobile\n";
  const file = (text) => ({ name: "mensen.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByLabel("Bestand", { exact: true }).setInputFiles(file(`${head}x1;Piet;;Jansen;Raalte;06 2222 3333\nx2;Kees;;Bakker;Nergenshuizen;06 1\n`));
  await page.getByText("Deze regels kloppen niet").first().waitFor();
  await accessible(page, "bad import");
  await page.getByLabel("Bestand", { exact: true }).setInputFiles(file(`${head}x1;Piet;;Jansen-Test;Raalte;06 2222 3333\n`));
  await page.getByText("Dit zou 1 nieuwe").waitFor();
  assert.equal((await service.api("/people?limit=1000")).items.filter((p) => p.family_name === "Jansen-Test").length, 0);
  await page.getByRole("button", { name: "Nu echt binnenhalen" }).click();
  await page.getByText("Gelukt: 1 nieuw").waitFor();
  assert.equal((await service.api("/people?limit=1000")).items.filter((p) => p.family_name === "Jansen-Test").length, 1);
  calm(page);
});

test("a scenario: parts of the SMS, an unknown word refused, saved, tried without calling", async () => {
  const page = await openPage(browser, service, { expected: [/422/] });
  await enter(page, "coordinator", "/scenarios/new");
  await page.getByLabel("Naam").fill("Wateroverlast");
  await page.getByLabel("Code").fill("WATER");
  await page.getByRole("button", { name: "Functie toevoegen" }).click();
  await page.getByRole("combobox", { name: /^Functie/ }).selectOption({ index: 1 });
  const sms = page.getByLabel("Sms");
  await sms.fill("Kort {link}");
  await page.getByText(/: 1 sms/).waitFor();
  await sms.fill(`{onbekend} ${"x".repeat(170)}`);
  await page.getByText(/: 2 sms’en/).waitFor();
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("alert").first().waitFor();
  await page.locator(".field-error, .notice").first().waitFor();
  await accessible(page, "refused scenario");
  await sms.fill("Wateroverlast. {spoken_function}, kom naar {location}. {word} of {link}");
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("heading", { name: "Wateroverlast" }).waitFor();
  await page.getByText("Proberen zonder te bellen").waitFor();
  assert.equal((await service.api("/callouts")).items.length, 0);
  calm(page);
});

test("the roster by keyboard: walk, open, put somebody else there, take it back", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster");
  await page.locator('[role="grid"]').waitFor();
  await tabTo(page, /TD .*OVD-BZ, week/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /OVD-C, week/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await accessible(page, "cell");
  const who = page.getByRole("dialog").getByLabel("Wie");
  await who.selectOption({ index: 3 });
  await page.getByLabel("Waarom").fill("Wisseling in overleg");
  await page.getByRole("button", { name: "Deze persoon neemt over" }).click();
  const replaced = page.locator('[role="gridcell"]', { hasText: "vervangen door" }).first();
  await replaced.waitFor();
  assert.equal((await service.api("/overrides")).items.length, 1);

  await replaced.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Terugdraaien" }).click();
  await replaced.waitFor({ state: "detached" });
  assert.equal((await service.api("/overrides")).items.length, 0);
  calm(page);
});

test("a rotation across the clock change, drafts, and publishing with what it changes", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/rotations");
  await page.getByRole("button", { name: "Beurtrol maken" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel("Naam").fill("Proefrol");
  await dialog.getByLabel("Begint op").fill("2028-03-06");
  for (const n of [1, 2, 3]) await dialog.getByLabel("Persoon toevoegen").selectOption({ index: n });
  await dialog.getByText("(UTC+1)").first().waitFor();
  await dialog.getByText("(UTC+2)").first().waitFor(); // the hour changes on 26 March 2028, the handover stays 09:00
  await accessible(page, "rotation");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("button", { name: "Rooster vullen Proefrol" }).click();
  await page.getByRole("dialog").getByLabel("Van").fill("2028-03-06");
  await page.getByRole("dialog").getByLabel("Tot").fill("2028-05-01");
  await page.getByRole("button", { name: "Rooster vullen", exact: true }).click();
  await page.getByText("concepten gemaakt").waitFor();
  await page.goto("/roster?from=2028-03-06");
  await page.getByRole("button", { name: /concepten publiceren/ }).click();
  await page.getByRole("dialog").getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Laat zien wat er verandert" }).click();
  await page.getByText(/concepten worden diensten/).waitFor();
  await accessible(page, "publish");
  const reason = page.getByLabel("Waarom toch");
  if ((await reason.count()) > 0) await reason.fill("Proef");
  await page.getByRole("button", { name: "Publiceren en mensen berichten" }).click();
  await page.getByText("Gepubliceerd.").waitFor();
  assert.ok((await service.api("/duties?from=2028-03-07T00:00:00Z&to=2028-04-20T00:00:00Z&state=published&limit=1000")).items.length >= 6);
  calm(page);
});

test("the administrator makes an account and gets a link once", async () => {
  const page = await openPage(browser, service);
  await enter(page, "administrator", "/settings");
  await page.getByText("Er kan gebeld worden.").waitFor();
  await page.getByRole("button", { name: "Account maken" }).click();
  await accessible(page, "account");
  await page.getByRole("dialog").getByLabel("Naam").fill("j.bakker");
  await page.getByRole("button", { name: "Maken en uitnodigen" }).click();
  await page.getByText(/invitation#/).waitFor();
  await page.getByRole("cell", { name: "uitgenodigd" }).first().waitFor();
  calm(page);
});

test("the auditor searches, sees before and after, and checks the chain in the browser", async () => {
  await service.api("/people/5", { given_name: "Rutgert" }, "PATCH");
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/audit");
  await page.getByLabel("Zoeken").fill("rutgert");
  await page.getByRole("button", { name: /^Bekijken/ }).first().click();
  await page.locator("ins", { hasText: "Rutgert" }).first().waitFor();
  await accessible(page, "record");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Narekenen" }).click();
  await page.getByText(/Alles klopt: \d+ records/).waitFor({ timeout: 60_000 });
  assert.equal(await page.getByText("Oproep starten").count(), 0);

  // one changed letter is found
  await page.route("**/api/v1/audit/export*", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, body: (await reply.text()).replace("person.create", "person.creatf") });
  });
  await page.getByRole("button", { name: "Narekenen" }).click();
  await page.getByText(/Klopt niet bij record \d+: het record is veranderd/).waitFor();
  await accessible(page, "broken chain");
  calm(page);
});
