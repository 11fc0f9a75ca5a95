// SPDX-License-Identifier: EUPL-1.2
// From an empty database to the first test alarm with the keyboard alone: every step by its link in the list on Now.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonOf, choose, closed, dialog, fieldOf, go, jump, open, pick, type } from "./keyboard.mjs";
import { browser, calm, enterByName, openPage, password, serve, service, tabTo, until } from "./support.mjs";

serve({ demo: false, pace: 20, user: ["anna", "administrator"] });

const button = (words) => buttonOf(words, "");

/* Back to Now; what the list says is next must be this; its link is followed. */
async function next(page, name) {
  await jump(page, "n", "Nu");
  await page.locator('[aria-current="step"]', { hasText: name }).waitFor();
  await go(page, new RegExp(`^A +${name}`));
}

async function bring(page, csv) {
  await choose(page, fieldOf("Bestand"), { name: "bestand.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await dialog(page).getByRole("button", { name: "Nu echt binnenhalen" }).waitFor();
  await go(page, button("Nu echt binnenhalen"));
  await page.getByText(/^Gelukt: 3 nieuw/).waitFor();
  await page.keyboard.press("Escape");
  await closed(page);
  await page.waitForURL(/people$/); // the page behind it is the page again
}

test("from nothing to a test alarm, with the keyboard alone", async () => {
  const page = await openPage(browser, service, { width: 1280, height: 900 });
  await enterByName(page, "anna", password);

  await next(page, "Gemeenten toevoegen");
  await open(page, button("Gemeente toevoegen"));
  await type(page, fieldOf("Naam van de gemeente"), "Raalte");
  await type(page, fieldOf("CBS-code"), "GM0177");
  await go(page, button("Opslaan"));
  await closed(page);

  await next(page, "Functies toevoegen");
  await open(page, button("Functie maken"));
  await type(page, fieldOf("Code"), "OVD");
  await type(page, fieldOf("Naam"), "Officier van dienst");
  await go(page, button("Opslaan"));
  await closed(page);

  await next(page, "Mensen binnenhalen");
  await bring(page, "personeelsnummer;voornaam;achternaam;gemeente;mobiel\n1;Anna;Berg;Raalte;06 1111 1111\n2;Bram;Smit;Raalte;06 2222 2222\n3;Cor;Wit;Raalte;06 3333 3333\n");
  await next(page, "Zeggen wie welke functie heeft");
  await bring(page, "persoon;functie;status;vanaf\n1;OVD;bevoegd;01-01-2026\n2;OVD;bevoegd;01-01-2026\n3;OVD;bevoegd;01-01-2026\n");

  await next(page, "Het piket regelen");
  await open(page, button("Beurtrol maken"));
  await pick(page, fieldOf("Functie"), "OVD");
  await type(page, fieldOf("Naam"), "OVD");
  for (const n of [1, 2, 3]) {
    await tabTo(page, fieldOf("Persoon toevoegen"));
    await page.keyboard.press("ArrowDown");
    await dialog(page).locator("ol.plain > li").nth(n - 1).waitFor();
  }
  await go(page, button("Opslaan"));
  await closed(page);
  await open(page, button("Rooster vullen"));
  await go(page, button("Rooster vullen"));
  await dialog(page).getByRole("link", { name: "Naar het rooster, om te publiceren" }).waitFor();
  await go(page, /^A +Naar het rooster/);
  await page.getByRole("button", { name: /concepten publiceren/ }).waitFor();
  await open(page, button(".*concepten publiceren"));
  await pick(page, fieldOf("Functie"), "OVD");
  await go(page, button("Laat zien wat er verandert"));
  await dialog(page).getByText(/concepten worden diensten/).waitFor();
  if ((await dialog(page).getByLabel("Waarom toch").count()) > 0) await type(page, fieldOf("Waarom toch.*"), "Eerste rooster");
  await go(page, button("Publiceren en mensen berichten"));
  await page.getByText("Gepubliceerd.").waitFor();
  await page.keyboard.press("Escape");
  await closed(page);

  await next(page, "Een testscenario maken");
  await type(page, fieldOf("Naam"), "Proefalarm");
  await type(page, fieldOf("Code"), "PROEF");
  await go(page, button("Functie toevoegen"));
  await pick(page, /^SELECT .*Functie/, "OVD");
  await go(page, button("Opslaan"));
  await page.getByRole("heading", { name: "Proefalarm" }).waitFor();

  await jump(page, "n", "Nu");
  await page.getByText("Alles staat klaar voor uw eerste proefalarm.").waitFor();
  await go(page, /^A +Het proefalarm geven/);
  const confirm = page.locator("button.confirm.kind-test[aria-disabled=false]");
  await confirm.waitFor();
  await go(page, new RegExp(`^BUTTON .*${(await confirm.innerText()).split(/\s+/).slice(0, 2).join("\\s+")}`));
  await page.locator(".board").waitFor();
  const [callout] = (await service.api("/callouts")).items;
  assert.equal(callout.kind, "test");
  await until("somebody who said yes", async () => (await service.api(`/callouts/${callout.id}`)).slots[0].accepted === 1);
  calm(page);
});
