// SPDX-License-Identifier: EUPL-1.2
// A member of staff with a telephone: the question, my duties, absence, calendar; reading offline.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, calm, enter, openBrowser, openPage, Service, tabTo, until } from "./support.mjs";

const phone = { width: 360, height: 740 };
let service, browser;
before(async () => {
  service = await new Service({ silent: true }).start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

test("the question stands on top, is answered, changed, and arrival is told", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByText("U hebt nu piket").waitFor();
  const { id } = await service.api("/callouts", { scenario: "GRIP-3", kind: "exercise", incident: "Brand in Ommen", location: "Stationsplein", details: "Sleutel bij de balie." });
  await service.api(`/callouts/${id}/need`, { function_id: 1, need: 3 });
  await page.getByRole("heading", { name: "Brand in Ommen" }).waitFor({ timeout: 20_000 });
  await page.getByText("OEFENING").first().waitFor();
  assert.equal(await page.getByText("Sleutel bij de balie.").count(), 0, "details come after yes");
  await accessible(page, "question");
  for (const button of await page.locator(".answer").all()) assert.ok((await button.boundingBox()).height >= 44);
  await page.getByRole("button", { name: "20", exact: true }).click();
  await page.getByRole("button", { name: "✓ Ik kom" }).click();
  await page.getByText("Op u wordt gerekend (20 min)").waitFor();
  await page.getByText("Sleutel bij de balie.").waitFor();
  await accessible(page, "answered");
  const mine = async () => (await service.api(`/callouts/${id}/recipients?person_id=1`)).items[0];
  assert.equal((await mine()).eta_minutes, 20);
  await tabTo(page, /Ik ben er/);
  await page.keyboard.press("Enter");
  await page.getByText("U bent er. Dank u.").waitFor();
  await until("the arrival", async () => (await mine()).state === "arrived");
  await service.api(`/callouts/${id}/stop`, {});
  calm(page);
});

test("absence is told, taken back, and that is undone", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByRole("button", { name: "Afwezigheid melden" }).click();
  await accessible(page, "absence");
  await page.getByLabel("Eerste dag").fill("2027-07-01");
  await page.getByLabel("Laatste dag").fill("2027-07-14");
  await page.getByRole("dialog").getByRole("button", { name: "Opslaan" }).click();
  await page.getByText(/1 jul/).first().waitFor();
  const absences = async () => (await service.api("/absences?person_id=1")).items;
  assert.equal((await absences())[0].from, "2027-06-30T22:00:00Z");
  await page.getByRole("button", { name: /^Verwijderen/ }).click();
  await page.getByText("De afwezigheid is verwijderd.").waitFor();
  assert.equal((await absences()).length, 0);
  await page.getByRole("button", { name: "Ongedaan maken" }).click();
  await until("the absence", async () => (await absences()).length === 1);
  calm(page);
});

test("a calendar link is shown once and works until it is taken back", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByRole("button", { name: "Link maken" }).click();
  await page.getByText("U ziet hem maar één keer.").waitFor();
  await accessible(page, "calendar link");
  const link = new URL(await page.locator(".notice code").innerText());
  const at = `${service.url}${link.pathname}`;
  assert.match(await (await fetch(at)).text(), /BEGIN:VCALENDAR/);
  await page.getByRole("button", { name: "intrekken" }).first().click();
  await until("that the link is dead", async () => (await fetch(at)).status >= 400);
  calm(page);
});

test("without a connection my page can still be read, also after opening it anew", async () => {
  const page = await openPage(browser, service, { ...phone, workers: "allow", expected: [/Failed to load resource|ERR_|Failed to fetch|network error/] });
  await enter(page, "member", "/mine");
  await page.getByText("U hebt nu piket").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload(); // now under the worker
  await page.getByText("U hebt nu piket").waitFor();
  await until("what is kept", () => page.evaluate(async () => (await (await caches.open("mine")).keys()).length >= 4));
  await service.stop();
  await page.reload();
  await page.getByText("U hebt nu piket").waitFor();
  await accessible(page, "offline");
  await service.start();
  await page.reload();
  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.getByRole("heading", { name: "Aanmelden" }).waitFor();
  await until("that nothing stays behind", () => page.evaluate(async () => !(await caches.has("mine"))));
  calm(page);
});
