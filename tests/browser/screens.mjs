// SPDX-License-Identifier: EUPL-1.2
// Takes the pictures for docs/screens. Usage: node screens.mjs FOLDER
import { join } from "node:path";
import { enter, openBrowser, openPage, Service, until } from "./support.mjs";

const folder = process.argv[2];
const service = await new Service({ pace: 20 }).start();
const browser = await openBrowser();
const desk = { width: 1360, height: 850 };
const phone = { width: 360, height: 740 };

async function shoot(name, role, path, look = desk, before = async () => {}) {
  const page = await openPage(browser, service, look);
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
await signIn.screenshot({ path: join(folder, "aanmelden.png") });

await shoot("nu-leeg", "coordinator", "/");
await shoot("oproep-kiezen", "coordinator", "/callouts/new");
await shoot("oproep-starten", "coordinator", "/callouts/new?scenario=4", desk, async (page) => {
  await page.getByLabel("Wat is er aan de hand").fill("Evacuatie na gaslek");
  await page.getByLabel("Waar moeten ze heen").fill("Gemeentehuis Dalfsen");
  await page.locator("button.confirm[aria-disabled=false]").waitFor();
});
await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Oefening opvang Ommen", location: "Sporthal De Carrousel" });
const { id } = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek", location: "Gemeentehuis Dalfsen", details: "Ingang aan de achterkant. Meld u bij de balie." });
const filled = async () => (await service.api(`/callouts/${id}`)).slots.filter((s) => s.state === "filled").length;
await until("half of the places", async () => (await filled()) >= 6, 60_000);
await shoot("oproep-live", "coordinator", `/callouts/${id}`, { width: 1360, height: 1000 });
await shoot("nu", "coordinator", "/");
await until("nearly all places", async () => (await filled()) >= 12, 90_000);
await shoot("oproep-groot-scherm", "coordinator", `/callouts/${id}?wall`, { width: 1920, height: 1080 });
await shoot("oproep-donker", "coordinator", `/callouts/${id}`, { ...desk, theme: "dark" });
await shoot("oproep-mensen", "coordinator", `/callouts/${id}`, desk, (page) => page.locator(".tabs").scrollIntoViewIfNeeded().then(() => page.locator(".tabs").evaluate((el) => el.scrollIntoView())));
await shoot("oproep-tijdlijn", "coordinator", `/callouts/${id}?tab=timeline`, desk, (page) => page.locator(".tabs").evaluate((el) => el.scrollIntoView()));
await shoot("oproep-stoppen", "coordinator", `/callouts/${id}`, desk, (page) => page.getByRole("button", { name: "Stoppen" }).click());
await shoot("call-out-english", "dispatcher", `/callouts/${id}`, { ...desk, language: "en" });
await shoot("verslag", "coordinator", `/callouts/${id}/report`);
await shoot("oproepen", "coordinator", "/callouts");
await shoot("rooster", "coordinator", "/roster");
await shoot("rooster-week", "coordinator", "/roster", desk, async (page) => {
  await page.locator('[role="gridcell"]').nth(3).click();
  await page.getByRole("dialog").waitFor();
});
await shoot("rooster-personen", "coordinator", "/roster?view=people&function=1&weeks=26");
await shoot("beurtrol", "coordinator", "/rotations", desk, (page) => page.getByRole("button", { name: "Beurtrol maken" }).click());
await shoot("mensen", "coordinator", "/people?q=berg");
await shoot("persoon", "coordinator", "/people/5");
await shoot("scenario", "coordinator", "/scenarios/4");
await shoot("scenario-teksten", "coordinator", "/scenarios/4", desk, (page) => page.locator(".texts").evaluate((el) => el.scrollIntoView()));
await shoot("opleiding", "coordinator", "/training");
await shoot("instellingen", "administrator", "/settings");
await shoot("controle", "auditor", "/audit", desk, async (page) => {
  await page.getByRole("button", { name: "Narekenen" }).click();
  await page.getByText(/Alles klopt/).waitFor();
});
await shoot("telefoon-vraag", "member", "/mine", phone, (page) => page.locator(".question").waitFor());
await shoot("telefoon-diensten", "member", "/mine", phone, (page) => page.locator("#duties").evaluate((el) => el.scrollIntoView()));
await shoot("telefoon-donker", "member", "/mine", { ...phone, theme: "dark" });
await shoot("tablet", "coordinator", "/", { width: 768, height: 900 });

await browser.close();
await service.close();
