// SPDX-License-Identifier: EUPL-1.2
// Calling out, answering and trusting the record in English, with the keyboard alone: what the other
// tests do in Dutch with the mouse. By the control room, staff and the auditor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closed, dialog, go, jump, open, tick, type } from "./keyboard.mjs";
import { browser, counts, enter, openPage, serve, service, until } from "./support.mjs";

serve({ silent: true }); // nobody answers by themselves

const english = (look = {}) => openPage(browser, service, { language: "en", ...look });
const newest = async () => (await service.api("/callouts?limit=1")).items[0];
const recipients = async (id, query = "") => (await service.api(`/callouts/${id}/recipients?limit=1000${query}`)).items;

test("the control room sees who is on duty, starts, follows, steers, asks relief, stops, reads the report", async () => {
  const page = await english();
  await enter(page, "dispatcher");
  await page.getByRole("row", { name: /OVD-BZ.*Rutger van de Kolk.*in \d/ }).waitFor();
  await jump(page, "s", "Start a call-out");
  await go(page, /^A .*GRIP 1/);
  await type(page, /What has happened/, "Gas leak");
  await page.locator("button.confirm[aria-disabled=false]").waitFor();
  await go(page, /^BUTTON .*REAL: call \d+ people/);
  await page.locator(".board").waitFor();
  const { id } = await newest();

  await open(page, /^BUTTON .*Change number/);
  await type(page, /Number needed/, "2");
  await go(page, /^BUTTON Change ?$|^BUTTON +Change +$/);
  await closed(page);
  await until("the number", async () => (await service.api(`/callouts/${id}`)).slots.some((s) => s.need === 2));

  await open(page, /^BUTTON .*Remind/);
  await go(page, /^BUTTON .*Ask again/);
  await closed(page);
  await open(page, /^BUTTON .*Send a message/);
  await type(page, /^TEXTAREA .*Message/, "Use the back door.");
  await go(page, /^BUTTON .*Send */);
  await closed(page);

  await open(page, /^BUTTON .*Note answer/);
  await tick(page, /^INPUT .*Is coming/);
  await go(page, /^BUTTON +Note +$/);
  await closed(page);
  await until("the answer", async () => (await recipients(id, "&state=accepted")).length > 0);
  await page.locator(".who-comes").first().waitFor();

  await go(page, /^BUTTON .*Relief/);
  await page.getByText("No relief was asked for yet.").waitFor();
  await open(page, /^BUTTON .*Ask for relief/);
  await go(page, /^BUTTON +Ask +$/);
  await closed(page);
  await until("the relief", async () => (await service.api(`/callouts/${id}/relief`)).items.length === 1);

  await go(page, /^BUTTON .*Timeline/);
  await page.getByText("Call-out started").first().waitFor();
  await open(page, /^BUTTON .*Stop/);
  await page.getByText("This cannot be undone.").waitFor();
  await go(page, /^BUTTON .*Stop and stand everybody down/);
  await page.locator(".board-total", { hasText: "Stopped" }).waitFor();
  await go(page, /^A .*Report/);
  await page.getByRole("heading", { name: "Report: Gas leak" }).waitFor();
});

test("staff: the question, a number proved, absence, a swap, the calendar link, training", async () => {
  const { id } = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Flood", location: "Town hall" });
  const page = await english({ width: 360, height: 740 });
  await enter(page, "member", "/mine");
  await page.getByRole("region", { name: "Flood" }).waitFor();
  await go(page, /^BUTTON .*45/);
  await go(page, /^BUTTON .*I am coming/);
  await until("the answer", async () => (await recipients(id, "&person_id=1"))[0].state === "accepted");
  await go(page, /^BUTTON .*I am there/);
  await until("there", async () => (await recipients(id, "&person_id=1"))[0].arrived_at);

  await open(page, /^BUTTON .*Swap a duty/);
  await go(page, /^BUTTON +Ask +$/);
  await closed(page);
  await until("the swap", async () => (await service.api("/swaps?limit=1000")).items.some((s) => s.from_person_id === 1 && s.state === "asked"));

  await open(page, /^BUTTON .*Report absence/);
  await type(page, /^INPUT .*First day/, "01062027");
  await type(page, /^INPUT .*Last day/, "05062027");
  await go(page, /^BUTTON .*(Save|Report absence)/);
  await closed(page);
  await until("the absence", async () => (await service.api("/absences?person_id=1")).items.some((a) => a.from === "2027-05-31T22:00:00Z" && a.until === "2027-06-05T22:00:00Z"));

  await page.getByText(/What you did: \d+ activities/).waitFor();
  await go(page, /^BUTTON .*Make a link/);
  await page.getByText("Your link. You see it only once.").waitFor();
  await go(page, /^BUTTON +Test/);
  const sent = await until("the code", () => service.messages.find((m) => /is uw code|is your code/.test(m.text)));
  const [code] = sent.text.match(/\d{6}/);
  await type(page, /^INPUT .*Code/, code);
  await go(page, /^BUTTON .*Confirm/);
  await page.getByText(/is tested\./).waitFor();
  await service.api(`/callouts/${id}/stop`, {});
});

test("the auditor: a change before and after, the chain, the evidence as a file", async () => {
  await service.api("/people/8", { given_name: "Audita" }, "PATCH");
  const page = await english();
  await enter(page, "auditor");
  await jump(page, "a", "Audit");
  await page.locator("[data-row]").first().waitFor();
  await type(page, /^INPUT .*Search/, "audita");
  await page.waitForURL(/q=audita/);
  await page.getByText("1 record", { exact: true }).waitFor();
  await open(page, /^BUTTON .*Look/);
  await dialog(page).locator("ins", { hasText: "Audita" }).first().waitFor();
  await page.keyboard.press("Escape");
  await closed(page);
  await go(page, /^BUTTON .*Check/);
  await page.getByText(/All is right: \d+ records and \d+ seals?\./).waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), go(page, /^BUTTON .*Keep the evidence/)]);
  assert.match(file.suggestedFilename(), /^paraat-audit-.*\.jsonl$/);
  await counts(page.getByRole("link", { name: "Start a call-out" }), 0);
});
