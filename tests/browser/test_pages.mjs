// SPDX-License-Identifier: EUPL-1.2
// Every page for every role: no finding of axe, light and dark, Dutch and English; 320 px and 200 %
// zoom; no console error; and what a page shows when it is loading, wrong or empty.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, calm, enter, openBrowser, openPage, reflows, Service } from "./support.mjs";

const pages = {
  coordinator: ["/", "/callouts", "/callouts/new", "/callouts/new?scenario=4", "/callouts/1", "/callouts/1?tab=timeline", "/callouts/1?wall", "/callouts/1/report", "/roster", "/roster?view=people&weeks=26", "/rotations", "/people", "/people?q=berg", "/people/5", "/people/new", "/scenarios", "/scenarios/4", "/scenarios/new", "/training", "/settings", "/nowhere"],
  administrator: ["/settings", "/audit"],
  auditor: ["/", "/audit", "/training", "/callouts/1", "/people/5", "/scenarios/4", "/settings"],
  dispatcher: ["/", "/callouts/new", "/callouts/1", "/people/5"],
  member: ["/mine", "/"],
};
const looks = [
  { width: 1280, height: 900, theme: "light", language: "nl" },
  { width: 320, height: 640, theme: "dark", language: "en", motion: "reduce" }, // also 1280 px at 400 %
  { width: 640, height: 480, theme: "dark", language: "nl" }, // 1280 px at 200 %
];

let service, browser;
before(async () => {
  service = await new Service().start();
  const callout = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek", location: "Gemeentehuis Dalfsen", details: "Ingang achter." });
  assert.equal(callout.id, 1);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

/* What a page is made of has come. */
async function settled(page) {
  await page.locator("main#main").waitFor();
  await page.locator(".loading, .alone > p").first().waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("main h1, main .board, main .notice") !== null);
}

for (const look of looks)
  for (const [role, paths] of Object.entries(pages))
    test(`${role}, ${look.width} px, ${look.theme}, ${look.language}`, async () => {
      if (look.width === 640 && role !== "coordinator" && role !== "member") return; // seen at 320 px
      const page = await openPage(browser, service, look);
      await enter(page, role);
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        await accessible(page, `${role} ${path}`);
        await reflows(page, `${role} ${path}`);
      }
      calm(page);
      await page.context().close();
    });

test("the help lists the keys, and can switch them off", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Sneltoetsen" }).waitFor();
  await accessible(page, "help");
  await page.getByLabel("Sneltoetsen aan").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  assert.ok(!page.url().includes("/people"));
  calm(page);
});

test("loading, refused, empty and stale say so", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource/] });
  await enter(page, "coordinator");
  let answer = "wait";
  let release = () => {};
  await page.route("**/api/v1/callouts?*", async (route) => {
    if (answer === "wait") await new Promise((done) => (release = done));
    if (answer === "refuse") return route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"title":"later","status":503,"detail":"Even geduld, de dienst is bezig"}' });
    if (answer === "empty") return route.fulfill({ json: { items: [], next: null } });
    return route.continue();
  });
  await page.goto("/callouts");
  await page.locator(".loading").waitFor();
  await accessible(page, "loading");
  answer = "refuse";
  release();
  await page.getByText("Even geduld, de dienst is bezig").waitFor();
  await accessible(page, "refused");
  answer = "empty";
  await page.getByRole("button", { name: "Opnieuw proberen" }).click();
  await page.getByText("Er is nog nooit een oproep gestart.").waitFor();
  await accessible(page, "empty");
  answer = "there";
  await page.reload();
  await page.getByRole("link", { name: "Evacuatie na gaslek" }).last().waitFor();
  answer = "refuse";
  await page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
  await page.goto("/callouts");
  await page.getByText("Even geduld, de dienst is bezig").first().waitFor();
  calm(page);
});

test("the catalogues have the same keys and the same blanks", async () => {
  const { readFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { source } = await import("./support.mjs");
  const [nl, en] = ["nl", "en"].map((l) => JSON.parse(readFileSync(join(source, `web/src/i18n/${l}.json`), "utf8")));
  assert.deepEqual(Object.keys(nl), Object.keys(en));
  const blanks = (text) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const key of Object.keys(nl)) assert.deepEqual(blanks(nl[key]), blanks(en[key]), key);
});
