// SPDX-License-Identifier: EUPL-1.2
// A coordinator's planning with the keyboard alone, each task in Dutch and in English: roster, people, training,
// scenarios and settings, to what the service then holds. The tests of the pages do it with the mouse.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, closed, dialog, go, jump, open, pick, tick, type } from "./keyboard.mjs";
import { browser, counts, enter, openPage, serve, service, tabTo, until } from "./support.mjs";
import { languages, speaker } from "./words.mjs";

serve({ silent: true });

const all = async (path) => (await service.api(`${path}${path.includes("?") ? "&" : "?"}limit=1000`)).items;
const found = (what, path, test) => until(what, async () => (await all(path)).find(test));
const file = (text) => ({ name: "p.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

/* The second time is another time: each language has its own names, days and functions. */
const own = {
  nl: { ring: "Voorjaar", code: "AC-BZ", away: 2029, village: "Twenterand", cbs: "GM1700", family: "Toetsman", number: "0612345678", leaver: 21 },
  en: { ring: "Spring", code: "CA-ROT", away: 2028, village: "Wierden", cbs: "GM0189", family: "Keywoman", number: "0612345679", leaver: 20 },
};

for (const language of languages) {
  const { text, says, button, link, field } = speaker(language);
  const mine = own[language];
  const save = button("save");
  const task = (name, work) => test(`${name} (${language})`, work);
  async function coordinator(path = "/", role = "coordinator", expected = []) {
    const page = await openPage(browser, service, { language, expected });
    await enter(page, role, path);
    return page;
  }
  const date = async (page, key, day) => {
    await tabTo(page, field(key));
    await page.keyboard.type(day);
  };
  const bring = (page, csv) => choose(page, field("import.file"), file(csv));

  task("a rotation with its coming handovers, drafts, publishing, and its end", async () => {
    const page = await coordinator("/rotations");
    await open(page, button("rotation.add"));
    await pick(page, field("function"), mine.code);
    await type(page, field("name"), mine.ring);
    await date(page, "rotation.starts", "01032027");
    for (const _ of [1, 2]) {
      await tabTo(page, field("rotation.add_person"));
      await page.keyboard.press("ArrowDown");
    }
    await dialog(page).locator("ol.plain li").nth(3).waitFor();
    await go(page, save);
    await closed(page);
    const made = await found("the rotation", "/rotations", (r) => r.name === mine.ring && r.people.length === 2);
    await open(page, button("rotation.generate", mine.ring));
    await go(page, button("rotation.generate"));
    await page.getByText(says("rotation.made.other")).waitFor();

    await page.goto("/roster?from=2027-03-01&weeks=6");
    await page.getByRole("button", { name: says("roster.publish.other") }).waitFor();
    await open(page, button("roster.publish.other"));
    await pick(page, field("function"), mine.code);
    await go(page, button("publish.look"));
    await dialog(page).getByText(says("publish.outcome")).waitFor();
    if ((await dialog(page).getByLabel(text("publish.reason")).count()) > 0) await type(page, field("publish.reason"), "Proef");
    await go(page, button("publish.do"));
    await page.getByText(text("publish.done")).waitFor();
    assert.ok((await all(`/duties?function_id=${made.function_id}&from=2027-03-02T00:00:00Z&to=2027-04-05T00:00:00Z&state=published`)).length >= 4);

    await page.goto("/rotations");
    await open(page, button("change", mine.ring));
    await type(page, field("name"), `${mine.ring} 2`);
    await go(page, save);
    await closed(page);
    await found("its new name", "/rotations", (r) => r.name === `${mine.ring} 2`);
  });

  task("the roster by person, an absence, fair shares and compensation as a file, a note to the next", async () => {
    const page = await coordinator();
    await jump(page, "r", text("nav.roster"));
    await pick(page, field("roster.view"), text("roster.by_person"));
    await page.waitForURL(/view=people/);
    await page.getByRole("rowheader", { name: /Rutger van de Kolk/ }).first().waitFor();

    await page.goto("/roster/changes");
    await open(page, button("changes.absence_add"));
    await pick(page, field("name"), "Kolk");
    await date(page, "absence.from", `0106${mine.away}`);
    await date(page, "absence.through", `0206${mine.away}`);
    await go(page, save);
    await closed(page);
    const away = await found("the absence", "/absences", (a) => a.from === `${mine.away}-05-31T22:00:00Z`);
    assert.equal(away.until, `${mine.away}-06-02T22:00:00Z`);
    await page.getByRole("row", { name: new RegExp(`01-06-${mine.away}`) }).waitFor();

    await page.goto("/roster/fairness");
    await pick(page, field("fairness.sort"), text("fairness.nights"));
    await page.waitForURL(/sort=/);
    const [sheet] = await Promise.all([page.waitForEvent("download"), go(page, button("csv"))]);
    assert.match(sheet.suggestedFilename(), /^piket-.*\.csv$/);

    await page.goto("/roster/handovers");
    await open(page, button("handover.write"));
    await pick(page, field("function"), "OVD-BZ");
    await type(page, field("handover.note"), `${mine.ring}: the key is at the desk.`);
    await go(page, button("handover.send"));
    await closed(page);
    await page.getByText(`${mine.ring}: the key is at the desk.`).first().waitFor();
  });

  task("somebody new with two numbers in their order; a function given by mistake; a number proved", async () => {
    const page = await coordinator();
    await jump(page, "p", text("nav.people"));
    await go(page, link("people.add"));
    await type(page, field("person.given"), "Proef");
    await type(page, field("person.family"), mine.family);
    await pick(page, field("people.municipality"), "Raalte");
    await pick(page, field("person.contact_kind", { n: 1 }), text("contact.email"));
    await type(page, field("person.address", { n: 1 }), "proef@example.org");
    await go(page, button("person.contact_add"));
    await type(page, field("person.address", { n: 2 }), mine.number);
    await go(page, new RegExp(`^BUTTON .*↑ ${text("person.earlier")}`));
    await go(page, save);
    await page.getByRole("heading", { name: `Proef ${mine.family}`, level: 1 }).waitFor();
    const { id } = await found("the person", "/people", (p) => p.family_name === mine.family);
    assert.deepEqual((await service.api(`/people/${id}`)).contacts.map((c) => c.kind), ["mobile", "email"]);
    await open(page, button("person.function_add"));
    await pick(page, field("function"), "LOG");
    await go(page, save);
    await closed(page);
    await found("the function", `/assignments?person_id=${id}`, () => true);
    await open(page, button("remove", "LOG")); // it begins today: a mistake
    await go(page, button("remove"));
    await closed(page);
    await go(page, button("proof.test", ""));
    const sent = await until("the code", () => service.messages.find((m) => m.to.endsWith(mine.number.slice(1)) && /\d{6}/.test(m.text)));
    await type(page, field("proof.code"), sent.text.match(/\d{6}/)[0]);
    await go(page, button("proof.confirm"));
    await page.getByText(says("proof.done")).first().waitFor();
  });

  task("a file with a mistake changes nothing; the right one brings somebody in", async () => {
    const page = await coordinator("/people", "coordinator", [/422/]);
    await open(page, button("people.import"));
    await bring(page, `external_id;given_name;family_name;municipality\nx${language};An;;Raalte\n`);
    await dialog(page).getByText(text("import.wrong")).first().waitFor();
    await bring(page, `external_id;given_name;family_name;municipality\nx${language};An;${mine.family}-Uit-Bestand;Raalte\n`);
    await dialog(page).getByText(says("import.would", { created: 1 })).waitFor();
    await go(page, button("import.do"));
    await dialog(page).getByText(says("import.did", { created: 1 })).waitFor();
    await page.keyboard.press("Escape");
    await closed(page);
    await type(page, field("people.search"), `${mine.family}-uit`);
    await page.waitForURL(/q=/);
    await counts(page.locator("[data-row]"), 1);
  });

  task("an activity, a learning point, a certificate, who is competent", async () => {
    const page = await coordinator();
    await jump(page, "t", text("nav.training"));
    await open(page, button("training.add"));
    await type(page, field("training.title"), `Avond ${mine.ring}`);
    await tick(page, /^INPUT .*LOG /);
    await go(page, save);
    await closed(page);
    await found("the activity", "/activities", (a) => a.title === `Avond ${mine.ring}`);
    await type(page, field("training.search"), mine.ring);
    await page.getByRole("button", { name: new RegExp(`${text("training.attendance")} Avond ${mine.ring}`) }).waitFor();
    await pick(page, field("board.state"), text("compliance.lapsed"));
    await page.waitForURL(/lapsed/);

    await page.goto("/training/learning");
    await open(page, button("learning.add"));
    await type(page, field("learning.what"), `${mine.ring}: say it aloud`);
    await tabTo(page, field("learning.activity"));
    await page.keyboard.press("ArrowDown");
    await go(page, save);
    await closed(page);
    await page.getByText(`${mine.ring}: say it aloud`).first().waitFor();

    await page.goto("/training/certificates");
    await open(page, button("certificate.add"));
    await pick(page, field("name"), "Kolk");
    await type(page, field("certificate.title"), `EHBO ${mine.ring}`);
    await go(page, save);
    await page.getByText(`EHBO ${mine.ring}`).first().waitFor();
  });

  task("a scenario is made, tried without calling, and changed", async () => {
    const page = await coordinator();
    await jump(page, "c", text("nav.scenarios"));
    await go(page, link("scenario.add"));
    await type(page, field("name"), `Water ${mine.ring}`);
    await type(page, field("scenario.code"), `W-${language}`);
    await go(page, button("scenario.slot_add"));
    await pick(page, field("function"), "OVD-BZ");
    await type(page, field("scenario.sms"), "Water. {spoken_function}");
    await page.getByText(says("scenario.parts.one")).waitFor();
    await go(page, save);
    await page.getByRole("heading", { name: `Water ${mine.ring}`, level: 1 }).waitFor();
    await page.getByText(text("scenario.try")).waitFor();
    await page.getByRole("row", { name: /OVD-BZ.*Rutger van de Kolk/ }).waitFor();
    await type(page, new RegExp(`^INPUT ${text("preview.need")} OVD-BZ`), "3");
    await type(page, field("scenario.rounds"), "2");
    await go(page, save);
    await page.getByText(`✓ ${text("saved")}`).waitFor();
    const now = await found("the scenario", "/scenarios", (s) => s.name === `Water ${mine.ring}`);
    assert.deepEqual([now.slots[0].need, now.rounds], [3, 2]);
  });

  task("settings: a municipality, a requirement, a holiday changed and taken away, a test alarm, a rule for alarms", async () => {
    const page = await coordinator();
    await jump(page, "i", text("nav.settings"));
    await page.getByText(text("gateways.ready")).waitFor();
    await open(page, button("municipalities.add"));
    await type(page, field("municipalities.name"), mine.village);
    await type(page, field("municipalities.code"), mine.cbs);
    await go(page, save);
    await closed(page);
    await found("the municipality", "/municipalities", (m) => m.name === mine.village);

    await page.goto("/settings/requirements");
    await open(page, button("requirement.add"));
    await pick(page, field("function"), "LOG");
    await type(page, field("training.title"), `Oefening ${mine.ring}`);
    await go(page, save);
    await closed(page);
    await found("the requirement", "/requirements", (r) => r.title === `Oefening ${mine.ring}`);

    await page.goto("/settings/holidays");
    const day = `Dag ${mine.ring}`;
    const row = page.getByRole("row", { name: new RegExp(day) });
    await open(page, button("holiday.add"));
    await type(page, field("name"), day);
    await type(page, field("holiday.weight"), "200");
    await go(page, save);
    await closed(page);
    await row.getByText(/^200\s?%$/).waitFor();
    await open(page, button("change", day));
    await type(page, field("holiday.weight"), "0");
    await go(page, save);
    await closed(page);
    await row.getByText(text("holiday.does_not_count")).waitFor();
    await open(page, button("remove", day));
    await go(page, button("remove"));
    await closed(page);
    await until("that it is gone", async () => !(await all("/holidays")).some((h) => h.name === day));

    await page.goto("/settings/tests");
    await open(page, button("tests.add"));
    await type(page, field("name"), `Test ${mine.ring}`);
    await tabTo(page, field("tests.scenario"));
    await page.keyboard.press("ArrowDown");
    await go(page, save);
    await closed(page);
    await found("the schedule", "/test-schedules", (s) => s.name === `Test ${mine.ring}`);

    await page.goto("/settings/alarms");
    await open(page, button("alarm.add"));
    await type(page, field("name"), `Regel ${mine.ring}`);
    await type(page, field("alarm.field", { n: 1 }), "soort");
    await type(page, field("alarm.value", { n: 1 }), mine.ring);
    await tabTo(page, field("alarm.starts"));
    await page.keyboard.press("ArrowDown");
    await go(page, save);
    await closed(page);
    await found("the rule", "/alarm-rules", (r) => r.name === `Regel ${mine.ring}`);
    await open(page, button("change", `Regel ${mine.ring}`));
    await tick(page, field("tests.active"));
    await go(page, save);
    await closed(page);
    await found("a rule that is off", "/alarm-rules", (r) => r.name === `Regel ${mine.ring}` && r.active === false);
    await open(page, button("remove", `Regel ${mine.ring}`));
    await go(page, button("remove"));
    await closed(page);
    await until("that it is gone", async () => !(await all("/alarm-rules")).some((r) => r.name === `Regel ${mine.ring}`));
  });

  task("a function ends today, after what stops with it is said", async () => {
    const [held] = await all(`/assignments?person_id=${mine.leaver}`);
    const page = await coordinator(`/people/${mine.leaver}`);
    await open(page, button("person.end_today", ""));
    await go(page, button("person.end_today"));
    await closed(page);
    await found("its end", `/assignments?person_id=${mine.leaver}`, (a) => a.id === held.id && a.until !== null);
  });

  task("the administrator: an account and its invitation; what is deleted when", async () => {
    const page = await coordinator("/settings", "administrator");
    await open(page, button("accounts.add"));
    await type(page, field("accounts.name"), `toets.${language}`);
    await go(page, button("accounts.make"));
    await page.getByText(/\/invitation|invite/i).first().waitFor();
    await found("the account", "/accounts", (a) => a.name === `toets.${language}`);
    await page.goto("/settings/retention");
    await page.getByRole("columnheader", { name: text("retention.keep") }).waitFor();
  });
}
