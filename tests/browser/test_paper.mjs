// SPDX-License-Identifier: EUPL-1.2
// What comes out of the printer: all of a long list, nothing to press, no column that is empty for want
// of buttons, and in words what a colour says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "./pdf.mjs";
import { browser, counts, enter, openPage, serve, service, settled, until } from "./support.mjs";

serve({}, async () => {
  await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Gaslek", location: "Gemeentehuis Dalfsen" });
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

  await page.goto("/callouts/5/report");
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await page.getByText(/^Afgedrukt/).waitFor();
  for (const hidden of await page.locator("main button, .top, .bar").all()) assert.ok(!(await hidden.isVisible()));
  assert.equal(await page.locator(".kind").first().evaluate((el) => getComputedStyle(el).color), "rgb(0, 0, 0)");
  await page.goto("/roster");
  await settled(page);
  await page.getByText(/t\/m .* Afgedrukt/).waitFor();
  await page.goto("/callouts/5");
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
  coordinator: ["/callouts", "/callouts/5", "/rotations", "/roster/changes", "/people", "/people/5", "/scenarios/1", "/training", "/training/learning", "/training/certificates", "/settings", "/settings/requirements", "/settings/holidays", "/settings/tests", "/settings/alarms"],
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

/* As it comes out of the printer. */
const print = async (page, path) => {
  await page.goto(path);
  if (!path.startsWith("/api")) await settled(page);
  await page.locator("tbody tr, .virtual-body [role=row]").first().waitFor();
  const pdf = await page.pdf({ preferCSSPageSize: true, format: "A4" });
  const sheets = wordsOf(pdf);
  sheets.forEach((words, i) => assert.ok(words.includes(`${i + 1}/${sheets.length}`), `${path}: sheet ${i + 1} of ${sheets.length} says so`));
  return { sheets, wide: /\/MediaBox \[0 0 84\d/.test(pdf.toString("latin1")) };
};

test("every sheet has its number and the head of its table, and all of a list is on one of them", async () => {
  const page = await openPage(browser, service, { theme: "dark" });
  await enter(page, "coordinator");
  const named = (items) => items.map((o) => o.display_name.replace(/\s/g, ""));
  const people = named((await service.api("/people?limit=1000")).items);
  const asked = named((await service.api("/callouts/5/recipients?limit=1000")).items);

  const list = await print(page, "/people");
  assert.ok(list.sheets.length > 3 && !list.wide);
  for (const words of list.sheets) assert.match(words, /NaamFunctiesGemeente/);
  for (const name of people) assert.ok(list.sheets.some((words) => words.includes(name)), name);

  const calls = await print(page, "/api/v1/print/callouts/5");
  for (const words of calls.sheets) assert.match(words, /NaamNummersBijzonderhedenKomt/);
  for (const name of asked) assert.ok(calls.sheets.some((words) => words.includes(name)), name);

  const matrix = await print(page, "/training?as=matrix");
  assert.ok(matrix.wide);
  for (const words of matrix.sheets.slice(0, 3)) for (const head of ["OVD-BZ", "BGM-ZWO"]) assert.ok(words.includes(head), `${head}: as wide as it is`);

  for (const question of ["become", "stay"]) assert.equal((await print(page, `/api/v1/training/answers/${question}?format=html`)).sheets.length, 1, `${question}: one sheet`);
});

test("a dark screen is printed in the colours of a light one", async () => {
  const page = await openPage(browser, service, { theme: "dark" });
  await enter(page, "coordinator", "/callouts/5");
  await page.locator(".slot").first().waitFor();
  const ground = () => page.locator(".slot").first().evaluate((el) => getComputedStyle(el).getPropertyValue("--card"));
  assert.equal(await ground(), "#18222b");
  await page.emulateMedia({ media: "print" });
  assert.equal(await ground(), "#ffffff");
});
