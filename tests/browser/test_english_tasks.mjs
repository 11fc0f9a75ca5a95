// SPDX-License-Identifier: EUPL-1.2
// Tasks carried through in English, from the first press to what the service then holds: training, swaps and
// absence, accounts. Those of test_tasks_call and test_tasks_plan are done in both languages, with the keyboard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, counts, enter, openPage, says, serve, service, until } from "./support.mjs";
import { speaker } from "./words.mjs";

serve();

const all = async (path) => (await service.api(`${path}${path.includes("?") ? "&" : "?"}limit=1000`)).items;
const found = (what, path, test) => until(what, async () => (await all(path)).find(test));
async function start(role, path) {
  const page = await openPage(browser, service, { language: "en" });
  await enter(page, role, path);
  const dialog = page.getByRole("dialog");
  const press = (name, where = page) => where.getByRole("button", { name }).click();
  const done = () => dialog.waitFor({ state: "detached" });
  return { page, dialog, press, done };
}

test("attendance is recorded, a learning point is settled, a certificate gets its paper", async () => {
  const { id: function_id } = (await all("/functions")).find((f) => f.code === "LOG");
  const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, "");
  const activity = await service.api("/activities", { kind: "exercise", title: "Flood drill", starts_at: ago(30), ends_at: ago(28), function_ids: [function_id] });
  const { page, dialog, press, done } = await start("coordinator", "/training?q=flood");
  await press(/^Attendance Flood drill/);
  const line = dialog.locator("tbody tr").first();
  await line.getByLabel("Result").selectOption({ label: "present" });
  await press("Save", dialog);
  const record = await found("the record", `/activities/${activity.id}/attendance`, () => true);
  assert.equal(record.result, "present");
  await press("Close", dialog.locator(".actions"));
  await done();

  const made = await service.api("/learning-points", { activity_id: activity.id, text: "The pump was elsewhere" });
  await page.goto("/training/learning");
  await page.locator(".filters").getByLabel("State").selectOption({ label: "To be done" });
  const row = page.getByRole("row", { name: /The pump was elsewhere/ });
  await press(/^Change/, row);
  await dialog.getByLabel("State").selectOption({ label: "done" });
  await dialog.getByLabel("What was done").fill("It has a fixed place now.");
  await press("Save", dialog);
  await done();
  await counts(row, 0);
  assert.equal((await service.api(`/learning-points/${made.id}`)).state, "done");

  await page.goto("/training/certificates");
  await press(/^Add the paper/, page.getByRole("row").nth(1));
  await dialog.getByLabel("File").setInputFiles({ name: "paper.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
  await press("Keep", dialog);
  await dialog.getByText("Kept. The service has exactly this file.").waitFor();
  await press("Close", dialog.locator(".actions"));
  await page.getByRole("button", { name: /^PDF, 1 KB/ }).waitFor();
});

test("a swap is approved, a request withdrawn, an absence taken back", async () => {
  const { page, dialog, press, done } = await start("coordinator", "/roster/changes");
  const swaps = await all("/swaps");
  const [agreed, asked] = ["agreed", "asked"].map((state) => swaps.find((s) => s.state === state));
  await press(/^Approve/, page.locator(".swap", { hasText: "agreed" }));
  await dialog.locator(".notice").first().waitFor();
  const why = dialog.getByLabel("Why in spite of this");
  if ((await why.count()) > 0) await why.fill("Nobody else");
  await press("Approve", dialog);
  await done();
  await until("the approval", async () => (await service.api(`/swaps/${agreed.id}`)).state === "approved");
  await press(/^Withdraw/, page.locator(".swap", { hasText: "asked" }).first());
  await dialog.getByText(/keeps the duty, and is told/).waitFor();
  await press("Withdraw", dialog);
  await done();
  await until("the withdrawal", async () => (await service.api(`/swaps/${asked.id}`)).state === "withdrawn");
  await page.locator("#swaps").locator("xpath=..").getByLabel("State").selectOption({ label: "approved" });
  await page.getByRole("row", { name: /approved/ }).waitFor();

  const absence = await service.api("/absences", { person_id: 30, from: "2029-03-01T00:00:00Z", until: "2029-03-03T00:00:00Z" });
  await page.goto("/roster/changes");
  await press(/^Remove/, page.getByRole("row", { name: /01-03-2029/ }));
  await dialog.getByText("Who took over meanwhile stays on the roster.").waitFor();
  await press("Remove", dialog);
  await done();
  assert.equal((await all("/absences")).find((a) => a.id === absence.id), undefined);
});

test("the administrator switches an account off and on, and reads what is kept for how long", async () => {
  const { page, dialog, press, done } = await start("administrator", "/settings");
  const account = await service.api("/accounts", { name: "english.two", role: "auditor" });
  await page.reload();
  const row = page.getByRole("row", { name: /english\.two/ });
  await press(/^Switch off/, row);
  await dialog.getByText("Whoever is signed in is signed out").waitFor();
  await press("Switch off", dialog);
  await done();
  await row.getByText("switched off").waitFor();
  assert.equal((await service.api(`/accounts/${account.id}`)).active, false);
  await press(/^Switch on/, row);
  await until("an account that works again", async () => (await service.api(`/accounts/${account.id}`)).active);

  await page.goto("/settings/retention");
  const kept = (await service.api("/retention")).items;
  const rows = page.locator("main tbody tr");
  await counts(rows, kept.length);
  assert.deepEqual(await rows.getByRole("rowheader").allInnerTexts(), kept.map((k) => speaker("en").text(`retention_kind.${k.kind}`)));
  await says(rows.first(), /\b\d+ (days?|years?)\b/);
  await says(rows.first(), /\bnothing\b|from \d\d-\d\d-\d{4}/);
});
