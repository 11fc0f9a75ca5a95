// SPDX-License-Identifier: EUPL-1.2
// Learning points, the paper of a certificate and one's own calendar with the keyboard alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { closed, dialog, go, jump, open, pick, type } from "./keyboard.mjs";
import { browser, counts, enter, openPage, serve, service, until } from "./support.mjs";

serve();

const save = /^BUTTON +Opslaan +$/;
const point = (start) => until("the learning point", async () => (await service.api("/learning-points?limit=1000")).items.find((p) => p.text.startsWith(start)));

test("learning points are filtered, and one is settled", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await jump(page, "l", "Leerpunten");
  const rows = page.locator("main tbody tr");
  await rows.first().waitFor();
  const all = (await service.api("/learning-points?limit=1000")).items;
  await counts(rows, all.length);
  await pick(page, /^SELECT .*Stand/, "te laat");
  await page.waitForURL(/state=overdue/);
  const today = new Date().toISOString().slice(0, 10);
  const late = all.filter((p) => (p.state === "open" || p.state === "started") && p.due_on && p.due_on < today);
  assert.ok(late.length > 0 && late.length < all.length);
  await counts(rows, late.length);

  const started = all.find((p) => p.state === "started");
  await pick(page, /^SELECT .*Stand/, "begonnen");
  await page.waitForURL(/state=started/);
  await counts(rows, all.filter((p) => p.state === "started").length);
  await open(page, new RegExp(`^BUTTON +Wijzigen ${started.text.slice(0, 20)}`));
  await pick(page, /^SELECT .*Stand/, "gedaan");
  await type(page, /^TEXTAREA .*Wat is er gedaan/, "Afgesproken met de brandweer.");
  await go(page, save);
  await closed(page);
  await counts(rows, all.filter((p) => p.state === "started").length - 1);
  const settled = await point(started.text);
  assert.deepEqual([settled.state, settled.result], ["done", "Afgesproken met de brandweer."]);
});

test("the paper of a certificate is opened", async () => {
  const [first] = (await service.api("/certificates?limit=1000")).items;
  const paper = "%PDF-1.4\n% een papier\n%%EOF\n";
  await service.api(`/certificates/${first.id}/file`, paper, "PUT", "application/pdf");
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await jump(page, "l", "Leerpunten"); // the certificates stand beside them
  await go(page, /^A +Certificaten/);
  await page.getByRole("heading", { name: "Certificaten", level: 1 }).waitFor();
  await page.getByText(/PDF, 1 KB/).waitFor();
  await type(page, /^INPUT .*Zoeken/, (await service.api(`/people/${first.person_id}`)).family_name);
  await page.waitForURL(/q=/);
  const [download] = await Promise.all([page.waitForEvent("download"), go(page, /^BUTTON +PDF, 1 KB/)]);
  assert.equal(download.suggestedFilename(), `certificaat-${first.id}.pdf`);
  assert.equal(readFileSync(await download.path(), "utf8"), paper);
});

test("a member makes a link for the calendar, which gives the duties, and takes it back", async () => {
  const page = await openPage(browser, service, { width: 360, height: 740 });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, "member", "/mine");
  await page.getByRole("heading", { name: "In mijn agenda" }).waitFor();
  await go(page, /^BUTTON +Link maken/);
  await page.getByText("Uw link. U ziet hem maar één keer.").waitFor();
  await go(page, /^BUTTON +Kopiëren/);
  await page.getByText("gekopieerd").waitFor();
  const url = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const calendar = await fetch(`${service.url}${url.pathname}${url.search}`);
  assert.match(calendar.headers.get("Content-Type"), /^text\/calendar/);
  assert.match(await calendar.text(), /BEGIN:VCALENDAR[^]*BEGIN:VEVENT[^]*SUMMARY/);
  await open(page, /^BUTTON +intrekken/);
  await go(page, /^BUTTON +intrekken +$/);
  await closed(page);
  await counts(page.getByText("Uw link. U ziet hem maar één keer."), 0);
  await until("a link that gives nothing", async () => (await fetch(`${service.url}${url.pathname}${url.search}`)).status === 404);
  assert.equal(await dialog(page).count(), 0);
});
