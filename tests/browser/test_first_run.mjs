// SPDX-License-Identifier: EUPL-1.2
// From an empty database to the first test alarm, as somebody new would: the commands of the README,
// then whatever the list on Now says is next, each step reached by its link.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enterByName, holds, openPage, password, reflows, serve, Service, service, until } from "./support.mjs";

const TEN_MINUTES = 600_000;
serve({ demo: false, pace: 20, user: ["anna", "administrator"] });

/* Back to Now; what the list says is next must be this; its link is followed. */
async function next(page, name, done) {
  await page.getByRole("link", { name: "Nu", exact: true }).click();
  const list = page.getByRole("region", { name: "Naar uw eerste proefalarm" });
  await list.getByText(`${done} van 8 stappen gedaan.`).waitFor();
  const step = list.locator('[aria-current="step"]');
  assert.equal(await step.getByRole("link").innerText(), name);
  await step.getByRole("link").click();
}

async function bring(page, csv) {
  await page.getByLabel("Bestand", { exact: true }).setInputFiles({ name: "bestand.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Nu echt binnenhalen" }).click();
  await page.getByText(/^Gelukt: 3 nieuw/).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Sluiten" }).last().click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("from nothing to a test alarm, led by the app", async () => {
  const began = Date.now();
  const page = await openPage(browser, service, { width: 1280, height: 900 });
  await enterByName(page, "anna", password);
  await page.getByRole("region", { name: "Naar uw eerste proefalarm" }).waitFor();
  await accessible(page, "first steps");

  await next(page, "Gemeenten toevoegen", 1); // a gateway works already
  await page.getByRole("button", { name: "Gemeente toevoegen" }).click();
  await page.getByLabel("Naam van de gemeente").fill("Raalte");
  await page.getByLabel("CBS-code").fill("GM0177");
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("rowheader", { name: "Raalte", exact: true }).waitFor();

  await next(page, "Functies toevoegen", 2);
  await page.getByRole("button", { name: "Functie maken" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code").fill("OVD");
  await dialog.getByLabel("Naam", { exact: true }).fill("Officier van dienst");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("rowheader", { name: /OVD/ }).waitFor();

  await next(page, "Mensen binnenhalen", 3);
  await page.getByText("Wat moet er in het bestand staan?").click();
  await accessible(page, "import with its example");
  await bring(page, "personeelsnummer;voornaam;achternaam;gemeente;mobiel\n1;Anna;Berg;Raalte;06 1111 1111\n2;Bram;Smit;Raalte;06 2222 2222\n3;Cor;Wit;Raalte;06 3333 3333\n");

  await next(page, "Zeggen wie welke functie heeft", 4);
  await holds(page.getByLabel("Wat staat er in het bestand"), "assignments");
  await bring(page, "persoon;functie;status;vanaf\n1;OVD;bevoegd;01-01-2026\n2;OVD;bevoegd;01-01-2026\n3;OVD;bevoegd;01-01-2026\n");

  await next(page, "Het piket regelen", 5);
  await page.getByRole("button", { name: "Beurtrol maken" }).click();
  await dialog.getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel("Naam").fill("OVD");
  for (const n of [1, 2, 3]) await dialog.getByLabel("Persoon toevoegen").selectOption({ index: n });
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("button", { name: "Rooster vullen OVD" }).click();
  await dialog.getByRole("button", { name: "Rooster vullen", exact: true }).click();
  await dialog.getByRole("link", { name: "Naar het rooster, om te publiceren" }).click();
  await page.getByRole("button", { name: /concepten publiceren/ }).click();
  await dialog.getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await dialog.getByRole("button", { name: "Laat zien wat er verandert" }).click();
  await dialog.getByText(/concepten worden diensten/).waitFor();
  const reason = dialog.getByLabel("Waarom toch");
  if ((await reason.count()) > 0) await reason.fill("Eerste rooster");
  await dialog.getByRole("button", { name: "Publiceren en mensen berichten" }).click();
  await page.getByText("Gepubliceerd.").waitFor();
  await page.keyboard.press("Escape");

  await next(page, "Een testscenario maken", 6);
  await holds(page.getByLabel("Soort"), "test");
  await page.getByLabel("Naam").fill("Proefalarm");
  await page.getByLabel("Code", { exact: true }).fill("PROEF");
  await page.getByRole("button", { name: "Functie toevoegen" }).click();
  await page.getByRole("combobox", { name: /^Functie/ }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("heading", { name: "Proefalarm" }).waitFor();

  await page.getByRole("link", { name: "Nu", exact: true }).click();
  await page.getByText("Alles staat klaar voor uw eerste proefalarm.").waitFor();
  await page.getByRole("link", { name: "Het proefalarm geven" }).click();
  await page.locator("button.confirm.kind-test[aria-disabled=false]").click();
  await page.locator(".board").waitFor();
  await page.locator(".who-comes").first().waitFor({ timeout: 60_000 });
  assert.ok(Date.now() - began < TEN_MINUTES);

  const [callout] = (await service.api("/callouts")).items;
  assert.equal(callout.kind, "test");
  await until("somebody who said yes", async () => (await service.api(`/callouts/${callout.id}`)).slots[0].accepted === 1);
  await page.getByRole("link", { name: "Nu", exact: true }).click();
  await page.getByRole("heading", { name: "Nu", exact: true }).waitFor();
  await page.locator(".callout-card").waitFor();
  await counts(page.getByRole("region", { name: "Naar uw eerste proefalarm" }), 0);
  calm(page);
});

test("the list fits a telephone, in English, and can be put away", async () => {
  const empty = new Service({ demo: false, user: ["anna", "administrator"] });
  await empty.start();
  try {
    const page = await openPage(browser, empty, { width: 320, height: 640, theme: "dark" });
    await enterByName(page, "anna", password);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "To your first test alarm" }).waitFor();
    await accessible(page, "first steps");
    await reflows(page, "first steps");
    await page.getByRole("button", { name: "Do not show again" }).click();
    await page.getByRole("heading", { name: "To your first test alarm" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("heading", { name: "Now", exact: true }).waitFor();
    await page.getByText("Nobody").first().or(page.locator(".notice").first()).waitFor();
    await counts(page.getByRole("heading", { name: "To your first test alarm" }), 0);
    calm(page);
    await page.context().close(); // before its service, or what it still reads is refused
  } finally {
    await empty.close();
  }
});
