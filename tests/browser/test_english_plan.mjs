// SPDX-License-Identifier: EUPL-1.2
// A coordinator's planning in English, with the keyboard alone: what the other tests do in Dutch with
// the mouse. Roster, people, training, scenarios and settings.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closed, dialog, go, jump, open, pick, tick, type } from "./keyboard.mjs";
import { browser, enter, openPage, serve, service, tabTo, until } from "./support.mjs";

serve({ silent: true });

async function coordinator(path = "/", role = "coordinator", expected = []) {
  const page = await openPage(browser, service, { language: "en", expected });
  await enter(page, role, path);
  return page;
}
const all = async (path) => (await service.api(`${path}${path.includes("?") ? "&" : "?"}limit=1000`)).items;
const found = (what, path, test) => until(what, async () => (await all(path)).find(test));
const SAVE = /^BUTTON +Save +$/;

test("a rotation with its coming handovers, drafts, and publishing", async () => {
  const page = await coordinator("/rotations");
  await open(page, /^BUTTON .*Make a rotation/);
  await pick(page, /^SELECT .*Function/, "CA-ROT");
  await type(page, /^INPUT .*Name/, "Spring");
  await tabTo(page, /^INPUT .*Starts on/);
  await page.keyboard.type("01032027");
  for (const _ of [1, 2]) {
    await tabTo(page, /^SELECT .*Add a person/);
    await page.keyboard.press("ArrowDown");
  }
  await dialog(page).getByText(/29 Mar 09:00|5 Apr 09:00/).first().waitFor(); // across the change of the clock
  await go(page, SAVE);
  await closed(page);
  await found("the rotation", "/rotations", (r) => r.name === "Spring" && r.people.length === 2);
  await open(page, /^BUTTON .*Fill the roster Spring/);
  await go(page, /^BUTTON .*Fill the roster +$/);
  await page.getByText(/\d+ drafts made\./).waitFor();

  await page.goto("/roster?from=2027-03-01&weeks=6");
  await page.locator('[role="grid"]').waitFor();
  await open(page, /^BUTTON .*Publish \d+ drafts?/);
  await pick(page, /^SELECT .*Function/, "CA-ROT");
  await go(page, /^BUTTON .*Show what changes/);
  await dialog(page).getByText(/drafts? becomes? /).waitFor();
  if ((await dialog(page).getByLabel("Why in spite of this").count()) > 0) await type(page, /Why in spite of this/, "Tried");
  await go(page, /^BUTTON .*Publish and tell people/);
  await page.getByText("Published.").waitFor();
  const { id } = (await all("/functions")).find((f) => f.code === "CA-ROT");
  assert.ok((await all(`/duties?function_id=${id}&from=2027-03-02T00:00:00Z&to=2027-04-05T00:00:00Z&state=published`)).length >= 4);
});

test("the roster by person; an absence that hits nobody; fair shares and the month as a file; a note to the next", async () => {
  const page = await coordinator();
  await jump(page, "r", "Roster");
  await pick(page, /^SELECT .*By/, "person");
  await page.waitForURL(/view=people/);
  await page.getByRole("rowheader", { name: /Rutger van de Kolk/ }).first().waitFor();

  await page.goto("/roster/changes");
  await open(page, /^BUTTON .*Enter an absence/);
  await pick(page, /^SELECT .*Name/, "Kolk");
  await tabTo(page, /^INPUT .*First day/);
  await page.keyboard.type("01062028");
  await tabTo(page, /^INPUT .*Last day/);
  await page.keyboard.type("02062028");
  await go(page, SAVE);
  await closed(page);
  const away = await found("the absence", "/absences", (a) => a.from === "2028-05-31T22:00:00Z");
  await page.getByRole("row", { name: /01-06-2028/ }).waitFor();
  assert.equal(away.until, "2028-06-02T22:00:00Z");

  await page.goto("/roster/fairness");
  await pick(page, /^SELECT .*Most on top/, "Nights");
  await page.waitForURL(/sort=/);
  const [file] = await Promise.all([page.waitForEvent("download"), go(page, /^BUTTON .*CSV/)]);
  assert.match(file.suggestedFilename(), /\.csv$/);

  await page.goto("/roster/handovers");
  await open(page, /^BUTTON .*Write a note/);
  await pick(page, /^SELECT .*Function/, "OVD-BZ");
  await type(page, /^TEXTAREA .*What must the next one know/, "The key is at the desk.");
  await go(page, /^BUTTON .*Send/);
  await closed(page);
  await page.getByText("The key is at the desk.").first().waitFor();
});

test("somebody new, a function given by mistake; a number proved; a file with a mistake", async () => {
  const page = await coordinator("/", "coordinator", [/422/]);
  await jump(page, "p", "People");
  await go(page, /^(A|BUTTON) .*Add a person/);
  await type(page, /^INPUT .*Given name/, "Engelina");
  await type(page, /^INPUT .*Family name/, "Proef");
  await pick(page, /^SELECT .*Municipality/, "Raalte");
  await type(page, /^INPUT .*Number 1/, "0612345678");
  await go(page, SAVE);
  await page.getByRole("heading", { name: "Engelina Proef", level: 1 }).waitFor();
  const { id } = await found("the person", "/people", (p) => p.given_name === "Engelina");
  await open(page, /^BUTTON .*Add a function/);
  await pick(page, /^SELECT .*Function/, "LOG");
  await go(page, SAVE);
  await closed(page);
  await found("the function", `/assignments?person_id=${id}`, () => true);
  await open(page, /^BUTTON .*Remove LOG/); // it begins today: a mistake
  await go(page, /^BUTTON +Remove +$/);
  await closed(page);
  assert.deepEqual(await all(`/assignments?person_id=${id}`), []);

  await go(page, /^BUTTON +Test/);
  const sent = await until("the code", () => service.messages.find((m) => /is uw code|is your code/.test(m.text)));
  await type(page, /^INPUT .*Code/, sent.text.match(/\d{6}/)[0]);
  await go(page, /^BUTTON .*Confirm/);
  await page.getByText(/is tested\./).first().waitFor();

  await jump(page, "p", "People");
  await type(page, /^INPUT .*Search by name/, "proef");
  await page.waitForURL(/q=proef/);
  await page.getByText("1 person", { exact: true }).waitFor();
  await open(page, /^BUTTON .*Import CSV/);
  await dialog(page).getByText("What must the file hold?").waitFor();
  await dialog(page).getByLabel("File", { exact: true }).setInputFiles({ name: "p.csv", mimeType: "text/csv", buffer: Buffer.from("given_name;family_name;municipality\nAn;;Raalte\n") }); // the system's own window
  await dialog(page).getByText("These lines are not right. Nothing was changed.").first().waitFor();
  await page.keyboard.press("Escape");
  await closed(page);
});

test("an activity, who was there, a learning point, a certificate, who is competent", async () => {
  const page = await coordinator();
  await jump(page, "t", "Training");
  await open(page, /^BUTTON .*Plan an activity/);
  await type(page, /^INPUT .*Title/, "Evening in English");
  await tick(page, /^INPUT .*LOG /);
  await go(page, SAVE);
  await closed(page);
  const made = await found("the activity", "/activities", (a) => a.title === "Evening in English");
  await type(page, /^INPUT .*Find an activity/, "in english");
  await page.getByText("1 activity", { exact: true }).waitFor();
  await pick(page, /^SELECT .*State/, "lapsed");
  await page.waitForURL(/lapsed/);
  await page.getByText(/^\d+ lines?: a person in a function/).waitFor();
  assert.ok(made.id > 0);

  await page.goto("/training/learning");
  await open(page, /^BUTTON .*Add a learning point/);
  await type(page, /^TEXTAREA .*What was learnt/, "Say it in English too");
  await tabTo(page, /^SELECT .*Out of which activity/);
  await page.keyboard.press("ArrowDown");
  await go(page, SAVE);
  await closed(page);
  await page.getByText("Say it in English too").first().waitFor();

  await page.goto("/training/certificates");
  await open(page, /^BUTTON .*Add a certificate/);
  await pick(page, /^SELECT .*Name/, "Proef");
  await page.keyboard.press("ArrowDown");
  await type(page, /^INPUT .*Certificate/, "First aid");
  await go(page, SAVE);
  await page.getByText("First aid").first().waitFor();
});

test("a scenario: its parts, what is heard, tried without calling", async () => {
  const page = await coordinator();
  await jump(page, "c", "Scenarios");
  await go(page, /^(A|BUTTON) .*Make a scenario/);
  await type(page, /^INPUT .*Name/, "English water");
  await type(page, /^INPUT .*Code/, "ENG");
  await go(page, /^BUTTON .*Add a function/);
  await pick(page, /^SELECT .*Function/, "OVD-BZ");
  await type(page, /^TEXTAREA .*Text message/, "Water. Come to the hall.");
  await page.getByText(/characters: 1 part/).waitFor();
  await page.getByText(/^“.*Goedendag.*U wordt opgeroepen als officier/).waitFor(); // Dutch: what people of the region hear
  await go(page, SAVE);
  await page.getByRole("heading", { name: "English water" }).waitFor();
  await page.getByText("Try without calling").waitFor();
  await page.getByRole("row", { name: /OVD-BZ.*Rutger van de Kolk/ }).waitFor();
});

test("settings: a municipality, a requirement, a holiday, a test alarm, a rule for alarms", async () => {
  const page = await coordinator();
  await jump(page, "i", "Settings");
  await page.getByText("Calls can be made.").waitFor();
  await open(page, /^BUTTON .*Add a municipality/);
  await type(page, /^INPUT .*Name of the municipality/, "Wierden");
  await type(page, /^INPUT .*CBS code/, "GM0189");
  await go(page, SAVE);
  await closed(page);
  await found("the municipality", "/municipalities", (m) => m.name === "Wierden");

  await page.goto("/settings/requirements");
  await open(page, /^BUTTON .*Add a requirement/);
  await pick(page, /^SELECT .*Function/, "LOG");
  await type(page, /^INPUT .*Title/, "English exercise");
  await go(page, SAVE);
  await closed(page);
  await found("the requirement", "/requirements", (r) => r.title === "English exercise");

  await page.goto("/settings/holidays");
  await open(page, /^BUTTON .*Add a day of your own/);
  await type(page, /^INPUT .*Name/, "Day of the region");
  await go(page, SAVE);
  await closed(page);
  await page.getByText("Day of the region").first().waitFor();

  await page.goto("/settings/tests");
  await open(page, /^BUTTON .*Plan a test alarm/);
  await type(page, /^INPUT .*Name/, "Monday test");
  await tabTo(page, /^SELECT .*Scenario/);
  await page.keyboard.press("ArrowDown");
  await go(page, SAVE);
  await closed(page);
  await found("the schedule", "/test-schedules", (s) => s.name === "Monday test");
});

test("a function ends today, after what stops with it is said", async () => {
  const [held] = await all("/assignments?person_id=20");
  const page = await coordinator("/people/20");
  await open(page, /^BUTTON .*End today/);
  await go(page, /^BUTTON +End today +$/);
  await closed(page);
  await found("its end", "/assignments?person_id=20", (a) => a.id === held.id && a.until !== null);
});

test("the administrator: an account and its invitation; what is deleted when", async () => {
  const page = await coordinator("/settings", "administrator");
  await open(page, /^BUTTON .*Make an account/);
  await type(page, /^INPUT .*Name/, "english.one");
  await go(page, /^BUTTON .*Make and invite/);
  await page.getByText(/\/invitation|invite/i).first().waitFor();
  await found("the account", "/accounts", (a) => a.name === "english.one");
  await page.goto("/settings/retention");
  await page.getByRole("columnheader", { name: "Kept" }).waitFor();
});
