// SPDX-License-Identifier: EUPL-1.2
// The live board of a call-out to very many people, watched while answers pour in and somebody
// scrolls. What is looked at meanwhile is the caller's: time (scripts/bench) or work (a test).
import { enter, openBrowser, openPage, Service, until } from "./support.mjs";

/* A service with so many more people, and a scenario that asks them all at once. */
export async function openLarge(people) {
  const service = await new Service({ pace: 400 }).start();
  const rows = (make) => Array.from({ length: people }, (_, i) => make(`z${i}`, i)).join("\n");
  const csv = (kind, text) => service.api(`/import/${kind}`, text, "POST", "text/csv");
  await csv("people", `external_id;given_name;infix;family_name;municipality;mobile\n${rows((id, i) => `${id};Ans;;Proef${i};Raalte;06${String(30_000_000 + i)}`)}\n`);
  await csv("assignments", `person;function;status;from\n${rows((id) => `${id};LOG;qualified;2026-01-01`)}\n`);
  const log = (await service.api("/functions?limit=1000")).items.find((f) => f.code === "LOG");
  const scenario = await service.api("/scenarios", { code: "GROOT", name: "Groot", kind: "exercise", text: { sms: "{function} {link}" }, slots: [{ function_id: log.id, need: people, mode: "all" }] });
  return { service, scenario, browser: await openBrowser() };
}

/* look: (browser, page, during) => what it saw while `during` ran. */
export async function watchBoard({ service, scenario, browser }, answers, look) {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  const { id, people } = await service.api("/callouts", { scenario_id: scenario.id });
  await page.goto(`/callouts/${id}`);
  await until("everybody on the board", async () => (await page.locator(".quiet", { hasText: /^\d+ mensen$/ }).first().innerText()) === `${people} mensen`, 60_000);
  const shown = async () => Number((await page.locator(".board-total b").innerText()).split("/")[0]);
  const from = await shown();
  const work = await look(browser, page, async () => {
    await until("many answers", async () => (await shown()) >= from + answers, 60_000);
    await page.locator(".virtual").evaluate(async (el) => {
      for (let top = 0; top < 100_000; top += 2_000) {
        el.scrollTop = top;
        await new Promise(requestAnimationFrame);
      }
    });
  });
  const drawn = await page.locator(".virtual-body .virtual-row").count();
  await service.api(`/callouts/${id}/stop`, {});
  return { people, drawn, ...work };
}
