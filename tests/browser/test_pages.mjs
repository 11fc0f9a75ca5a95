// SPDX-License-Identifier: EUPL-1.2
// Every page for every role: no finding of axe, light and dark, Dutch and English; 320 px and 200 %
// zoom; no console error; and what a page shows when it is loading, wrong or empty.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, counts, enter, openPage, reflows, serve, service, until } from "./support.mjs";

const pages = {
  coordinator: ["/", "/callouts", "/callouts/new", "/callouts/new?scenario=4", "/callouts/record", "/callouts/record?scenario=4", "/callouts/1", "/callouts/1?tab=timeline", "/callouts/1?tab=relief", "/callouts/1?wall", "/callouts/1/report", "/roster", "/roster?view=people&weeks=26", "/rotations", "/roster/changes", "/roster/readiness", "/roster/fairness", "/roster/handovers", "/people", "/people?q=berg", "/people/5", "/people/new", "/scenarios", "/scenarios/4", "/scenarios/new", "/training", "/training/learning", "/training/certificates", "/settings", "/settings/requirements", "/settings/holidays", "/settings/tests", "/settings/alarms", "/nowhere"],
  administrator: ["/settings", "/settings/retention", "/audit"],
  auditor: ["/", "/audit", "/training", "/callouts/1", "/people/5", "/scenarios/4", "/settings"],
  dispatcher: ["/", "/callouts/new", "/callouts/1", "/people/5"],
  member: ["/mine", "/"],
};
const looks = [
  { width: 1280, height: 900, theme: "light", language: "nl" },
  { width: 320, height: 640, theme: "dark", language: "en", motion: "reduce" }, // also 1280 px at 400 %
  { width: 640, height: 480, theme: "dark", language: "nl" }, // 1280 px at 200 %
];

serve({}, async () => {
  const callout = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek en brand in verzorgingshuis", location: "Gemeentehuis Dalfsen", details: "Ingang achter." });
  assert.equal(callout.id, 1);
});

/* What a page is made of has come. */
async function settled(page) {
  await page.locator("main#main").waitFor();
  await page.locator(".loading, .alone > p").first().waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("main h1, main .board, main .notice") !== null);
}

/* Colours and names were looked at in the other looks: there it is about the room. */
const zoomed = (look) => look.width === 640;
/* Pages that look alike for several roles are looked at once when there is little room. */
const narrow = (role, path) => role === "coordinator" || role === "member" || !pages.coordinator.includes(path);
const heavy = /weeks=26/; // looked at once: it is the same grid, longer

for (const look of looks)
  for (const [role, all] of Object.entries(pages)) {
    const paths = all.filter((path) => look === looks[0] || (narrow(role, path) && !heavy.test(path)));
    if (paths.length === 0) continue;
    test(`${role}, ${look.width} px, ${look.theme}, ${look.language}`, async () => {
      const page = await openPage(browser, service, look);
      await enter(page, role);
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        if (!zoomed(look)) await accessible(page, `${role} ${path}`);
        await reflows(page, `${role} ${path}`);
      }
    });
  }

/* Every page when nothing comes, when all is refused, and when every list is empty. */
const answers = {
  wait: () => new Promise(() => {}),
  refuse: (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: '{"title":"no","status":409,"detail":"Dit kan nu niet"}' }), // tried once: 5xx would be tried again first
  empty: async (route) => {
    const reply = await route.fetch();
    const json = await reply.json();
    for (const [key, value] of Object.entries(json)) if (Array.isArray(value)) json[key] = [];
    await route.fulfill({ response: reply, json });
  },
};
const states = {
  coordinator: pages.coordinator.filter((path) => !heavy.test(path) && !/\?(q|tab|wall|scenario)|nowhere/.test(path)),
  administrator: ["/settings", "/settings/retention"],
  auditor: ["/audit"],
  member: ["/mine"],
};
/* Of one thing there is no empty state; it is there, or it is not. */
const single = /^\/(callouts|people|scenarios)\/(\d|new)|readiness|fairness|mine/;

for (const [role, paths] of Object.entries(states))
  for (const [state, answer] of Object.entries(answers))
    test(`${role}: every page, ${state}`, async () => {
      const page = await openPage(browser, service, { expected: [/Failed to load resource/] });
      await enter(page, role);
      await page.route(/\/api\/v1\/(?!session|events|demo)/, answer);
      for (const path of paths) {
        if (state === "empty" && single.test(path)) continue;
        await page.goto(path);
        await page.locator("main h1, main .loading, main .notice").first().waitFor();
        if (state !== "wait") await page.locator(".loading").first().waitFor({ state: "detached" });
        await accessible(page, `${role} ${path} ${state}`);
        await reflows(page, `${role} ${path} ${state}`);
      }
    });

test("every page without a connection says how old it is", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource|ERR_/] });
  await enter(page, "coordinator");
  for (const path of ["/", "/callouts", "/callouts/1", "/roster", "/people", "/training", "/settings"]) {
    await page.goto(path);
    await settled(page);
    await page.context().setOffline(true);
    await page.getByText("Geen verbinding.").waitFor();
    await page.getByText(/Laatste nieuws .* geleden/).waitFor();
    await accessible(page, `${path} offline`);
    await page.context().setOffline(false);
  }
});

test("on paper: the whole list, no buttons, and what a colour says in words", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/people");
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const people = (await service.api("/people?limit=1000")).items.length;
  await counts(page.locator(".virtual-body .virtual-row"), people);
  const tops = await page.locator(".virtual-body .virtual-row").evaluateAll((rows) => rows.map((r) => r.getBoundingClientRect().top));
  assert.ok(tops.every((top, i) => i === 0 || top > tops[i - 1]), "each under the one before");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await until("the window again", async () => (await page.locator(".virtual-body .virtual-row").count()) < people);

  await page.goto("/callouts/1/report");
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await page.getByText(/^Afgedrukt/).waitFor();
  for (const hidden of await page.locator("main button, .top, .bar").all()) assert.ok(!(await hidden.isVisible()));
  assert.equal(await page.locator(".kind").first().evaluate((el) => getComputedStyle(el).color), "rgb(0, 0, 0)");
  await page.goto("/roster");
  await settled(page);
  await page.getByText(/t\/m .* Afgedrukt/).waitFor();
  await page.goto("/callouts/1");
  await page.locator(".slot").first().waitFor();
  await until("nothing to press on the board", async () => page.locator("main button").evaluateAll((all) => all.length > 20 && all.every((b) => b.getClientRects().length === 0)));
});

/* Columns with a name and nothing under it. */
function emptyColumns() {
  const shown = (el) => getComputedStyle(el).display !== "none" && (el.innerText.trim() !== "" || el.querySelector("input, select") !== null);
  return [...document.querySelectorAll("main table, main [role=table]")].flatMap((table) => {
    const rows = [...table.querySelectorAll("tbody tr, .virtual-body [role=row]")];
    return [...table.querySelectorAll("thead th, .virtual-head [role=columnheader]")].filter((head, i) => shown(head) && rows.length > 0 && rows.every((row) => row.children[i] && !shown(row.children[i]))).map((head) => head.textContent);
  });
}
const tables = {
  coordinator: ["/callouts", "/callouts/1", "/rotations", "/roster/changes", "/people", "/people/5", "/scenarios/1", "/training", "/training/learning", "/training/certificates", "/settings", "/settings/requirements", "/settings/holidays", "/settings/tests", "/settings/alarms"],
  administrator: ["/settings", "/audit"],
};
for (const [role, paths] of Object.entries(tables))
  test(`on paper no column stands empty because it holds only buttons (${role})`, async () => {
    const page = await openPage(browser, service);
    await enter(page, role);
    await page.emulateMedia({ media: "print" });
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      await page.locator("main :is(tbody tr, .virtual-body [role=row], .quiet)").first().waitFor();
      assert.deepEqual(await page.evaluate(emptyColumns), [], path);
      await counts(page.getByRole("columnheader", { name: /^(Wijzigen|Bekijken|Lijst|Telefonisch)$/ }), 0, path);
    }
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
