// SPDX-License-Identifier: EUPL-1.2
// Tasks with the keyboard alone: no press of the mouse, no focus set from outside. Most are done so in both
// languages (test_tasks_call, test_tasks_plan); these walk a grid or a list, or need people who answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closed, dialog, go, jump, pick, type } from "./keyboard.mjs";
import { browser, enter, openPage, serve, service, tabTo, until } from "./support.mjs";

serve({ pace: 20 });

test("a week is given to somebody else in the grid, and a rotation is published", async () => {
  const functions = (await service.api("/functions?limit=1000")).items;
  const ovd = functions.find((f) => f.code === "OVD-BZ");
  const people = (await service.api("/assignments?limit=1000")).items.filter((a) => a.function_id === ovd.id && a.status === "qualified").slice(0, 3);
  const rotation = await service.api("/rotations", {
    function_id: ovd.id,
    name: "Toetsenrol",
    starts_on: "2029-01-01",
    handover: { weekday: 1, time: "09:00" },
    period: { count: 1, unit: "week" },
    people: people.map((a) => a.person_id),
  });
  await service.api(`/rotations/${rotation.id}/generate`, { from: "2029-01-01", to: "2029-02-12" });

  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await jump(page, "r", "Rooster");
  await page.locator('[role="grid"]').waitFor();
  await tabTo(page, /^TD .*OVD-BZ, week/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await tabTo(page, /^SELECT .*Wie/);
  await until("people to choose from", () => page.evaluate(() => document.activeElement.options?.length > 3));
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
  await type(page, /Waarom/, "Vakantie");
  await go(page, /Deze persoon neemt over/);
  await closed(page);
  assert.equal((await until("the override", async () => (await service.api("/overrides")).items)).length, 1);
  await page.locator('[role="gridcell"]', { hasText: "vervangen door" }).first().waitFor();

  await page.goto("/roster?from=2029-01-01&weeks=6");
  await page.locator('[role="grid"]').waitFor();
  await go(page, /concepten publiceren/);
  await pick(page, /^SELECT .*Functie/, "OVD-BZ");
  await go(page, /Laat zien wat er verandert/);
  await dialog(page).getByText(/concepten worden diensten/).waitFor();
  if ((await dialog(page).getByLabel("Waarom toch").count()) > 0) await type(page, /Waarom toch/, "Proef");
  await go(page, /Publiceren en mensen berichten/);
  await page.getByText("Gepubliceerd.").waitFor();
  const published = await service.api(`/duties?function_id=${ovd.id}&from=2029-01-02T00:00:00Z&to=2029-02-01T00:00:00Z&state=published`);
  assert.ok(published.items.length >= 4);
});

test("a member takes over a duty that a colleague asked about; the coordinator approves", async () => {
  const member = await openPage(browser, service, { width: 360, height: 740 });
  await enter(member, "member", "/mine");
  await member.getByRole("heading", { name: "Ruilen" }).waitFor();
  await go(member, /Ik neem het over/);
  await dialog(member).waitFor();
  await go(member, /^BUTTON .*Ik neem het over/);
  const agreed = await until("the swap", async () => (await service.api("/swaps?limit=1000")).items.find((s) => s.state === "agreed" && s.to_person_id === 1));

  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster/changes");
  await page.getByRole("button", { name: /^Goedkeuren/ }).first().waitFor();
  await go(page, /^BUTTON .*Goedkeuren/);
  await dialog(page).waitFor();
  await dialog(page).locator(".loading").first().waitFor({ state: "detached" });
  if ((await dialog(page).getByLabel("Waarom toch").count()) > 0) await type(page, /Waarom toch/, "In overleg");
  await go(page, /^BUTTON .*Goedkeuren/);
  await until("the approval", async () => (await service.api(`/swaps/${agreed.id}`)).state === "approved");
});

test("attendance is recorded", async () => {
  const [{ function_id }] = (await service.api("/assignments?person_id=1")).items;
  const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, "");
  const activity = await service.api("/activities", { kind: "training", title: "Toetsenbordavond", starts_at: ago(24), ends_at: ago(21), function_ids: [function_id] });
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await jump(page, "t", "Opleiding");
  await page.getByText("Toetsenbordavond").first().waitFor();
  await go(page, /Aanwezigheid Toetsenbordavond/);
  await tabTo(page, /^SELECT .*Uitkomst/);
  await page.keyboard.type("aanwezig");
  await go(page, /^BUTTON .*Opslaan/);
  const records = await until("the record", async () => {
    const { items } = await service.api(`/activities/${activity.id}/attendance`);
    return items.length > 0 && items;
  });
  assert.deepEqual(
    records.map((r) => r.result),
    ["present"],
  );
});

test("a long list is one stop for Tab; arrows go through it, to the end and back", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await jump(page, "p", "Mensen");
  const people = page.locator(".virtual-row a");
  await people.first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row);
  await tabTo(page, new RegExp(`^A .*${await people.first().innerText()}`));
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "1");
  await page.keyboard.press("End");
  const last = (await service.api("/people?limit=1000")).items.length - 1;
  await until("the end of the list", async () => Number(await focused()) >= Math.min(last, 200));
  const end = await page.evaluate(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    const frame = document.querySelector(".virtual").getBoundingClientRect();
    return top >= frame.top && bottom <= frame.bottom + 1;
  });
  assert.ok(end, "what has the focus is in sight");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".virtual")), null, "Tab leaves the list");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Home");
  await until("the first", async () => (await focused()) === "0");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\/\d+$/);
});
