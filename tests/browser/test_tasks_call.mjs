// SPDX-License-Identifier: EUPL-1.2
// Calling out, answering and trusting the record with the keyboard alone, each task in Dutch and in English: by
// the control room, the coordinator, staff and the auditor. The tests of the pages do it with the mouse.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closed, dialog, go, jump, open, pick, tick, type } from "./keyboard.mjs";
import { browser, counts, enter, openPage, serve, service, tabTo, until } from "./support.mjs";
import { languages, speaker } from "./words.mjs";

serve({ silent: true }); // nobody answers by themselves

const newest = async () => (await service.api("/callouts?limit=1")).items[0];
const recipients = async (id, query = "") => (await service.api(`/callouts/${id}/recipients?limit=1000${query}`)).items;
const slot = async (id) => (await service.api(`/callouts/${id}`)).slots[0];

const own = {
  nl: { scenario: "GRIP 2", incident: "Gaslek", away: "2029", yes: "Ik kom" },
  en: { scenario: "GRIP 1", incident: "Gas leak", away: "2027", yes: "I will come" },
};

for (const language of languages) {
  const { text, says, button, link, field } = speaker(language);
  const mine = own[language];
  const task = (name, work) => test(`${name} (${language})`, work);
  const start = (look = {}) => openPage(browser, service, { language, ...look });

  task("the control room starts, follows, steers, notes answers, closes a function, asks relief, stops, reads the report", async () => {
    const page = await start();
    await enter(page, "dispatcher");
    await page.getByRole("row", { name: /OVD-BZ.*Rutger van de Kolk/ }).waitFor();
    await jump(page, "s", text("nav.start"));
    await go(page, new RegExp(`^A .*${mine.scenario}`));
    await type(page, field("callout.incident"), mine.incident);
    await page.locator("button.confirm[aria-disabled=false]").waitFor();
    await go(page, button("start.confirm"));
    await page.locator(".board .slot").first().waitFor();
    const { id } = await newest();
    const { name } = await slot(id);
    const need = async (n) => {
      await open(page, button("board.need", name));
      await type(page, field("need.label"), String(n));
      await go(page, button("need.save"));
      await closed(page);
      await until(`the number ${n}`, async () => (await slot(id)).need === n);
    };
    await need(3);
    await need(2);

    await open(page, button("remind.button"));
    await go(page, button("remind.send"));
    await closed(page);
    await open(page, button("message.button"));
    await type(page, field("message.text"), "Use the back door.");
    await go(page, button("message.send"));
    await closed(page);

    await open(page, button("board.answer", ""));
    await tick(page, field("answer.yes"));
    await type(page, field("answer.minutes"), "12");
    await go(page, button("answer.save"));
    await closed(page);
    await until("the answer", async () => (await recipients(id, "&state=accepted"))[0]?.eta_minutes === 12);
    await page.locator(".slot-count", { hasText: /^1\// }).waitFor();

    await go(page, button("board.tab_relief"));
    await page.getByText(text("relief.none")).waitFor();
    await open(page, button("relief.ask"));
    await go(page, button("relief.send"));
    await closed(page);
    await until("the relief", async () => (await service.api(`/callouts/${id}/relief`)).items.length === 1);

    await open(page, button("stop_slot.button", name));
    await go(page, button("stop_slot.do"));
    await closed(page);
    await until("a function that is closed", async () => (await slot(id)).stopped);

    await go(page, button("board.tab_timeline"));
    await page.getByText(says("timeline.count.other")).waitFor();
    await open(page, button("stop.button"));
    await page.getByText(text("stop.final")).waitFor();
    await go(page, button("stop.do"));
    await page.locator(".board-total", { hasText: text("callout_state.stopped") }).waitFor();
    await go(page, link("nav.report"));
    await page.getByRole("heading", { name: mine.incident, level: 1 }).waitFor();
  });

  task("a call-out by pager is entered afterwards", async () => {
    const page = await start();
    await enter(page, "coordinator", "/callouts");
    await go(page, link("nav.record"));
    await pick(page, field("record.scenario"), "GRIP");
    await go(page, button("record.go_on"));
    const day = new Date(Date.now() - 2 * 86_400_000).toLocaleDateString("nl-NL", { timeZone: "Europe/Amsterdam", day: "2-digit", month: "2-digit", year: "numeric" });
    await tabTo(page, field("record.started"));
    await page.keyboard.type(day.replaceAll("-", ""));
    await page.keyboard.type("2340");
    await type(page, field("record.incident"), `${mine.incident} 2`);
    await go(page, button("record.add_duty"));
    await page.locator(".record-person").first().waitFor();
    await tabTo(page, field("record.arrived"));
    await page.keyboard.type("2355");
    const lines = await page.locator(".record-person").count();
    for (let i = 1; i < lines; i++) await pick(page, field("record.said"), text("record.said_none"));
    await go(page, button("record.save"));
    await page.waitForURL(/\/callouts\/\d+\/report/);
    await page.getByText(text("record.badge")).first().waitFor();
    const made = await newest();
    assert.deepEqual([made.origin, made.incident], ["manual", `${mine.incident} 2`]);
  });

  task("staff answer on the page of the link, and on the own page; a swap, absence, the calendar, a number", async () => {
    await service.api("/people/1", { language }, "PATCH");
    const { id } = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: mine.incident, location: "Town hall", confirm_second: true });
    const me = async () => (await recipients(id, "&person_id=1"))[0];
    const number = (await service.api("/people/1")).contacts.find((c) => c.kind === "mobile").address;
    const asked = await until("the message", () => service.messages.findLast((m) => m.callout === id && m.to === number && m.text.includes("/a/")));
    const answering = await start({ width: 360, height: 740 });
    await answering.goto(new URL(/http\S+\/a\/\S+/.exec(asked.text)[0]).pathname);
    await tabTo(answering, /^INPUT /);
    await answering.keyboard.type("45");
    await go(answering, new RegExp(`^BUTTON +${mine.yes} *$`));
    await until("the answer", async () => (await me()).eta_minutes === 45);

    const page = await start({ width: 360, height: 740 });
    await enter(page, "member", "/mine");
    await page.getByRole("region", { name: mine.incident }).first().waitFor();
    await go(page, button("mine.arrived", ""));
    await until("there", async () => (await me()).arrived_at);

    await open(page, button("swap.ask", ""));
    await go(page, button("swap.ask_do"));
    await closed(page);
    const swap = await until("the swap", async () => (await service.api("/swaps?limit=1000")).items.find((s) => s.from_person_id === 1 && s.state === "asked"));
    await service.api(`/swaps/${swap.id}/withdraw`, {}); // for the next language

    await open(page, button("absence.add"));
    await type(page, field("absence.from"), `0106${mine.away}`);
    await type(page, field("absence.through"), `0506${mine.away}`);
    await go(page, button("save"));
    await closed(page);
    await until("the absence", async () => (await service.api("/absences?person_id=1")).items.some((a) => a.from === `${mine.away}-05-31T22:00:00Z` && a.until === `${mine.away}-06-05T22:00:00Z`));

    await go(page, button("calendar.make"));
    await page.getByText(text("calendar.once")).waitFor();
    await service.api(`/callouts/${id}/stop`, {});
    if (language === "nl") return; // a second code has to wait a minute
    await go(page, button("proof.test", ""));
    const sent = await until("the code", () => service.messages.find((m) => /is uw code|is your code/.test(m.text)));
    await type(page, field("proof.code"), sent.text.match(/\d{6}/)[0]);
    await go(page, button("proof.confirm"));
    await page.getByText(says("proof.done")).waitFor();
  });

  task("the auditor: a change before and after, the chain, the evidence as a file; nothing to start", async () => {
    const name = `Audita${language}`;
    await service.api("/people/8", { given_name: name }, "PATCH");
    const page = await start();
    await enter(page, "auditor");
    await jump(page, "a", text("nav.audit"));
    await page.locator("[data-row]").first().waitFor();
    await type(page, field("audit.search"), name.toLowerCase());
    await page.waitForURL(/q=audita/);
    await counts(page.locator("[data-row]"), 1);
    await open(page, button("audit.look", ""));
    await dialog(page).locator("ins", { hasText: name }).first().waitFor();
    await page.keyboard.press("Escape");
    await closed(page);
    await go(page, button("audit.check"));
    await page.getByText(says("audit.whole")).waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), go(page, button("audit.export"))]);
    assert.match(file.suggestedFilename(), /^paraat-audit-.*\.jsonl$/);
    await counts(page.getByRole("link", { name: text("nav.start") }), 0);
  });
}
