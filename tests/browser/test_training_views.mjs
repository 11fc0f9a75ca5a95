// SPDX-License-Identifier: EUPL-1.2
// Training at a glance: people by functions, and the activities of a month.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, counts, enter, openPage, reflows, says, serve, service } from "./support.mjs";

serve({}, async () => {
  const make = (title, starts_at, ends_at) => service.api("/activities", { kind: "course", title, starts_at, ends_at });
  await make("Cursus van twee dagen", "2027-03-30T08:00:00Z", "2027-03-31T15:00:00Z");
  await make("Tot middernacht", "2027-04-01T18:00:00Z", "2027-04-01T22:00:00Z"); // 00:00 of the second, in summer time
});

test("people by functions says of each what the service computed", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  await page.getByLabel("Tonen als").first().selectOption("matrix");
  const { people } = await service.api("/compliance");
  const table = page.getByRole("table", { name: "Wie is bekwaam" });
  const head = (await table.getByRole("columnheader").allInnerTexts()).slice(1);
  const functions = (await service.api("/functions?limit=1000")).items.filter((f) => people.some((p) => p.function_id === f.id));
  assert.deepEqual(head, functions.map((f) => f.code));
  const words = { current: "bekwaam", expiring: "loopt af", lapsed: "verlopen", aspirant: "aspirant" };
  for (const status of Object.keys(words)) {
    await page.getByLabel("Stand", { exact: true }).selectOption(status);
    const some = people.filter((p) => p.status === status);
    await counts(table.getByRole("columnheader"), 1 + new Set(some.map((p) => p.function_id)).size);
    assert.equal(Number(await table.getAttribute("aria-rowcount")), 1 + new Set(some.map((p) => p.person_id)).size);
    const row = table.getByRole("row").nth(1);
    const id = Number((await row.getByRole("link").getAttribute("href")).split("/").at(-1));
    await counts(row.locator(".state"), some.filter((p) => p.person_id === id).length);
    await says(row.locator(".state").first(), new RegExp(words[status]));
  }
  assert.match(page.url(), /as=matrix/);
  await accessible(page, "matrix");
});

test("a month shows each activity on all of its days, and turns over", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training?activities=month&month=2027-03");
  const month = page.locator(".month");
  const on = (day) => month.locator("td", { has: page.locator(`time[datetime="${day}"]`) });
  await on("2027-03-30").getByRole("button", { name: "10:00 Cursus van twee dagen" }).waitFor();
  await on("2027-03-31").getByRole("button", { name: "Cursus van twee dagen" }).waitFor();
  await counts(month.getByRole("button", { name: "Cursus van twee dagen" }), 2);
  await counts(month.getByRole("button", { name: "Tot middernacht" }), 1); // the days of other months in its weeks are there too
  await counts(month.locator("tbody tr"), 5);
  await accessible(page, "month");
  await page.getByRole("button", { name: /Later/ }).click();
  await page.getByRole("heading", { name: "april 2027" }).waitFor();
  assert.match(page.url(), /month=2027-04/);
  await on("2027-04-01").getByRole("button", { name: "20:00 Tot middernacht" }).press("Enter");
  await page.getByRole("dialog").getByLabel("Titel").waitFor();
  await page.keyboard.press("Escape");
  for (let i = 0; i < 10; i++) await page.getByRole("button", { name: /Later/ }).click();
  await page.getByRole("heading", { name: "februari 2028" }).waitFor();
  await page.getByText("In februari 2028 is er niets.").waitFor();
  await page.getByRole("button", { name: "Vandaag" }).click();
  await page.waitForURL((url) => !url.searchParams.has("month"));
});

test("on a telephone only the days on which there is something", async () => {
  const page = await openPage(browser, service, { width: 320, height: 640, theme: "dark" });
  await enter(page, "coordinator", "/training?activities=month&month=2027-03&as=matrix");
  await page.locator(".day-name", { hasText: "dinsdag 30 maart" }).waitFor();
  await counts(page.locator(".month td:visible:not(:has(button))"), 0);
  await counts(page.locator(".month td:not(:has(button))").first(), 1);
  await accessible(page, "month on a telephone");
  await reflows(page, "month on a telephone");
});
