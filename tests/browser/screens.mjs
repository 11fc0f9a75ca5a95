// SPDX-License-Identifier: EUPL-1.2
// Takes the pictures for docs/screens. Usage: node screens.mjs FOLDER [NAME...] (only these)
import { join } from "node:path";
import { enter, enterByName, openBrowser, openPage, password, Service, until } from "./support.mjs";

const [folder, ...only] = process.argv.slice(2);
const service = await new Service({ pace: 5 }).start();
const browser = await openBrowser();
const desk = { width: 1360, height: 850 };
const phone = { width: 360, height: 740 };

const wanted = (...names) => only.length === 0 || names.some((name) => only.includes(name));

async function shoot(name, role, path, look = desk, before = async () => {}, of = service) {
  if (!wanted(name)) return;
  const page = await openPage(browser, of, look);
  await enter(page, role);
  await page.goto(path);
  await page.locator("main h1, main .board").first().waitFor();
  await before(page);
  await page.locator(".loading").first().waitFor({ state: "detached" });
  await page.waitForTimeout(600); // what comes in by animation
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
}

const signIn = await openPage(browser, service, { width: 900, height: 640 });
await signIn.goto("/");
await signIn.getByText("Demonstratie").waitFor();
if (wanted("aanmelden")) await signIn.screenshot({ path: join(folder, "aanmelden.png") });
const account = await service.api("/accounts", { name: "j.bakker", role: "coordinator" });
const { invitation } = await service.api(`/accounts/${account.id}/invitation`, {});
await signIn.goto(`/invitation#${encodeURIComponent(invitation)}`);
await signIn.locator("main h1").waitFor();
if (wanted("uitnodiging")) await signIn.screenshot({ path: join(folder, "uitnodiging.png") });

const empty = new Service({ demo: false, user: ["anna", "administrator"] });
await empty.start();
const second = await openPage(browser, empty, { width: 900, height: 820 });
await second.goto("/");
await second.getByLabel("Naam").fill("anna");
await second.getByLabel("Wachtwoord").fill(password);
await second.getByRole("button", { name: "Aanmelden" }).click();
await second.locator("code.secret").waitFor();
if (wanted("tweede-factor")) await second.screenshot({ path: join(folder, "tweede-factor.png") });
const first = await openPage(browser, empty, { width: 1280, height: 900 });
await enterByName(first, "anna", password);
await first.getByRole("region", { name: "Naar uw eerste proefalarm" }).waitFor();
await first.waitForTimeout(600);
if (wanted("eerste-stappen")) await first.screenshot({ path: join(folder, "eerste-stappen.png") });
await empty.close();

await shoot("nu-leeg", "coordinator", "/");
await shoot("toetsen", "coordinator", "/", desk, async (page) => {
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
});
await shoot("oproep-kiezen", "coordinator", "/callouts/new");
await shoot("oproep-starten", "coordinator", "/callouts/new?scenario=4", desk, async (page) => {
  await page.getByLabel("Wat is er aan de hand").fill("Evacuatie na gaslek");
  await page.getByLabel("Waar moeten ze heen").fill("Gemeentehuis Dalfsen");
  await page.locator("button.confirm[aria-disabled=false]").waitFor();
});
await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Oefening opvang Ommen", location: "Sporthal De Carrousel" });
const { id } = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek", location: "Gemeentehuis Dalfsen", details: "Ingang aan de achterkant. Meld u bij de balie." });
const filled = async () => (await service.api(`/callouts/${id}`)).slots.filter((s) => s.state === "filled").length;
await until("half of the places", async () => (await filled()) >= 6, 120_000);
await shoot("oproep-live", "coordinator", `/callouts/${id}`, { width: 1360, height: 1000 });
await shoot("nu", "coordinator", "/");
await until("nearly all places", async () => (await filled()) >= 12, 240_000);
await shoot("oproep-groot-scherm", "coordinator", `/callouts/${id}?wall`, { width: 1920, height: 1080 });
await shoot("oproep-donker", "coordinator", `/callouts/${id}`, { ...desk, theme: "dark" });
await shoot("oproep-mensen", "coordinator", `/callouts/${id}`, desk, (page) => page.locator(".tabs").scrollIntoViewIfNeeded().then(() => page.locator(".tabs").evaluate((el) => el.scrollIntoView())));
await shoot("oproep-tijdlijn", "coordinator", `/callouts/${id}?tab=timeline`, desk, (page) => page.locator(".tabs").evaluate((el) => el.scrollIntoView()));
await shoot("oproep-stoppen", "coordinator", `/callouts/${id}`, desk, (page) => page.getByRole("button", { name: "Stoppen" }).click());
await shoot("call-out-english", "dispatcher", `/callouts/${id}`, { ...desk, language: "en" });
await shoot("verslag", "coordinator", `/callouts/${id}/report`);
await shoot("oproepen", "coordinator", "/callouts");
await shoot("achteraf", "coordinator", "/callouts/record?scenario=1");
await shoot("rooster", "coordinator", "/roster");
await shoot("rooster-week", "coordinator", "/roster", desk, async (page) => {
  await page.locator('[role="gridcell"]').nth(3).click();
  await page.getByRole("dialog").waitFor();
});
await shoot("rooster-personen", "coordinator", "/roster?view=people&function=1&weeks=26");
await shoot("gereedheid", "coordinator", "/roster/readiness");
await shoot("verdeling", "coordinator", "/roster/fairness");
await shoot("ruilen-en-afwezig", "coordinator", "/roster/changes");
await shoot("wie-neemt-over", "coordinator", "/roster/changes", desk, async (page) => {
  await page.getByRole("button", { name: "Wie kan dit overnemen?" }).first().click();
  await page.getByRole("dialog").locator("tbody tr").first().waitFor();
});
await service.api("/handovers", { function_id: 1, text: "De sleutel van de sporthal ligt bij de balie van het gemeentehuis.\nDe brug bij Ommen is tot vrijdag dicht." });
await shoot("overdracht", "coordinator", "/roster/handovers");
await shoot("beurtrol", "coordinator", "/rotations", desk, (page) => page.getByRole("button", { name: /^Wijzigen/ }).click());
await service.api("/rotations/1/generate", { from: "2027-05-24", to: "2027-08-02" });
await shoot("publiceren", "coordinator", "/roster?from=2027-05-24", desk, async (page) => {
  await page.getByRole("button", { name: /concepten publiceren/ }).click();
  await page.getByRole("dialog").getByLabel("Functie", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Laat zien wat er verandert" }).click();
  await page.getByText(/concepten worden diensten/).waitFor();
});
await shoot("mensen", "coordinator", "/people?q=berg");
await shoot("persoon", "coordinator", "/people/5");
await shoot("conflict", "coordinator", "/people/9", desk, async (page) => {
  await page.getByLabel("Tussenvoegsel").fill("van der");
  await service.api("/people/9", { given_name: "Anders" }, "PATCH");
  await page.getByRole("button", { name: "Opslaan", exact: true }).click();
  await page.getByRole("button", { name: "Mijn versie opslaan" }).scrollIntoViewIfNeeded();
});
await shoot("scenarios", "coordinator", "/scenarios");
await shoot("scenario", "coordinator", "/scenarios/4");
await shoot("scenario-teksten", "coordinator", "/scenarios/4", desk, (page) => page.locator(".texts").evaluate((el) => el.scrollIntoView()));
await shoot("opleiding", "coordinator", "/training");
await shoot("opleiding-functies", "coordinator", "/training?as=matrix", desk, (page) => page.locator(".matrix .state").first().waitFor());
await shoot("opleiding-maand", "coordinator", "/training?activities=month&month=2026-01", desk, (page) => page.locator("#activities").evaluate((el) => el.scrollIntoView()));
await shoot("aanwezigheid", "coordinator", "/training?when=past", desk, async (page) => {
  await page.getByRole("button", { name: /^Aanwezigheid/ }).first().click();
  await page.getByRole("dialog").getByRole("row").nth(2).waitFor();
});
const at = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
const evening = await service.api("/activities", { kind: "training", title: "Avond over opvang", starts_at: at(9), ends_at: at(9.125), location: "Raalte", capacity: 12 });
await service.api(`/activities/${evening.id}/invitations`, { person_ids: [1, 2, 3, 5, 8] });
await shoot("uitnodigingen", "coordinator", "/training?when=coming", desk, async (page) => {
  await page.getByRole("button", { name: "Uitnodigingen Avond over opvang" }).click();
  await page.getByRole("dialog").locator(".loading").first().waitFor({ state: "detached" });
  await page.getByRole("dialog").getByRole("table").waitFor();
});
await shoot("leerpunten", "coordinator", "/training/learning");
await shoot("certificaten", "coordinator", "/training/certificates");
await shoot("opleidingseisen", "coordinator", "/settings/requirements");
await shoot("proefalarmen", "coordinator", "/settings/tests");
await shoot("meldkamer", "coordinator", "/settings/alarms");
await shoot("bewaartermijnen", "administrator", "/settings/retention");
await shoot("feestdagen", "coordinator", "/settings/holidays");
await shoot("binnenhalen", "coordinator", "/people?import=people", desk, (page) => page.getByText("Wat moet er in het bestand staan?").click());
await shoot("binnenhalen-fouten", "coordinator", "/people?import=people", desk, async (page) => {
  const lines = "external_id;given_name;infix;family_name;municipality;mobile\nx1;Piet;;Jansen;Raalte;06 2222 3333\nx2;Kees;;Bakker;Nergenshuizen;06 1\n";
  await page.getByLabel("Bestand", { exact: true }).setInputFiles({ name: "mensen.csv", mimeType: "text/csv", buffer: Buffer.from(lines) });
  await page.getByRole("alert").last().scrollIntoViewIfNeeded();
});
await shoot("instellingen", "administrator", "/settings");
await shoot("mijn-account", "coordinator", "/account", desk, (page) => page.getByRole("row").nth(1).waitFor());
await shoot("controle", "auditor", "/audit", desk, async (page) => {
  await page.getByRole("button", { name: "Narekenen" }).click();
  await page.getByText(/Alles klopt/).waitFor();
});
await shoot("controle-record", "auditor", "/audit?q=scenario.create", desk, async (page) => {
  await page.getByRole("button", { name: /^Bekijken/ }).first().click();
  await page.getByRole("dialog").getByRole("row").nth(3).waitFor();
});
await shoot("telefoon-antwoord", "member", "/mine", phone, (page) => page.locator(".question").waitFor());
await shoot("telefoon-diensten", "member", "/mine", phone, (page) => page.locator("#duties").evaluate((el) => el.scrollIntoView()));
await shoot("telefoon-opleiding", "member", "/mine", phone, (page) => page.locator("#training").evaluate((el) => el.scrollIntoView()));
await shoot("telefoon-nummers", "member", "/mine", phone, (page) => page.locator("#me").evaluate((el) => el.scrollIntoView()));
await shoot("telefoon-donker", "member", "/mine", { ...phone, theme: "dark" });
await shoot("tablet", "coordinator", "/", { width: 768, height: 900 });
const inHours = (n) => new Date(Math.ceil(Date.now() / 3_600_000 + n) * 3_600_000).toISOString();
const relief = await service.api(`/callouts/${id}/relief`, { from: inHours(8), until: inHours(16) });
await until("some of the relief", async () => (await service.api(`/callouts/${relief.id}`)).slots.filter((s) => s.accepted > 0).length >= 4, 60_000);
await shoot("aflossing", "coordinator", `/callouts/${id}?tab=relief`, desk, (page) => page.locator(".tabs").evaluate((el) => el.scrollIntoView()));

/* Somebody who was asked and did not answer yet: nobody answers for them here. */
const asking = await new Service({ silent: true }).start();
await asking.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek", location: "Gemeentehuis Dalfsen" });
await shoot("telefoon-vraag", "member", "/mine", phone, (page) => page.locator(".question .answer").first().waitFor(), asking);

await browser.close();
await asking.close();
await service.close();
