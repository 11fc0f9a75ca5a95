// SPDX-License-Identifier: EUPL-1.2
// What comes out of the printer: all of a long list, nothing to press, no column that is empty for want
// of buttons, and in words what a colour says.
import assert from "node:assert/strict";
import { test } from "node:test";
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
