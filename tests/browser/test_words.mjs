// SPDX-License-Identifier: EUPL-1.2
// What a tired coordinator reads is true: one fact has one number, an empty list does not say that all
// is well, and a mark stands where something can be done about it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, enterByName, holds, openPage, password, says, serve, service, Service, until } from "./support.mjs";

serve({ silent: true });

test("stopping says how many come, are in reserve and did not answer, as the board counts them", async () => {
  const held = (await service.api("/assignments?limit=1000")).items.filter((a) => a.status === "qualified" && !a.until);
  const functionId = held.find((a) => held.filter((b) => b.function_id === a.function_id).length >= 4).function_id;
  const scenario = await service.api("/scenarios", { code: "WOORD", name: "Woord", kind: "exercise", text: { sms: "{function} {link}" }, slots: [{ function_id: functionId, need: 1, mode: "pool", wave_size: 0 }] });
  const { id } = await service.api("/callouts", { scenario_id: scenario.id });
  const people = async () => (await service.api(`/callouts/${id}/recipients?limit=1000`)).items;
  const asked = await until("the question", async () => {
    const now = (await people()).filter((p) => p.state === "asked");
    return now.length >= 3 && now;
  });
  for (const p of asked.slice(0, 2)) await service.api(`/callouts/${id}/answer`, { person_id: p.person_id, answer: "yes" });
  const rest = (await people()).filter((p) => p.state === "asked").length;
  const page = await openPage(browser, service);
  await enter(page, "coordinator", `/callouts/${id}`);
  await page.getByRole("button", { name: "Stoppen", exact: true }).click();
  await says(page.getByRole("dialog"), new RegExp(`1 komt, 1 reserve, ${rest} nog geen antwoord\\.`));
  await page.keyboard.press("Escape");
  await page.locator("article, li, .slot").getByRole("button", { name: /^Functie afsluiten/ }).first().click();
  await says(page.getByRole("dialog"), /1 persoon is onderweg [^]*0 mensen zijn er al\./);
  calm(page);
});

test("a filter that leaves nothing says so, and is cleared by one press", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training?activity=bestaatniet&status=aspirant&function=1");
  const none = page.getByText("Niets past bij deze filters.");
  const activities = page.getByRole("region", { name: "Trainingen en oefeningen" });
  await activities.getByText("Niets past bij deze filters.").waitFor();
  await counts(activities.getByRole("table"), 0);
  await accessible(page, "nothing found");
  await activities.getByRole("button", { name: "Filters wissen" }).click();
  await activities.getByRole("row").nth(1).waitFor();
  const [{ id }] = (await service.api("/callouts?limit=1")).items;
  await page.goto(`/callouts/${id}?q=bestaatniet`);
  await none.waitFor();
  await page.getByRole("button", { name: "Filters wissen" }).click();
  await page.locator("[data-row]").first().waitFor();
  await counts(none, 0);
  calm(page);
});

test("a region without anything is not told that all is well", async () => {
  const empty = new Service({ demo: false, user: ["anna", "administrator"] });
  await empty.start();
  const page = await openPage(browser, empty);
  await enterByName(page, "anna", password);
  await page.getByText("Nog geen functie heeft piket").waitFor();
  await counts(page.getByText("Elke functie met piket is bezet"), 0);
  await page.goto("/settings/tests");
  await page.getByText("Er is nog geen proefalarm geweest").waitFor();
  await counts(page.getByText("Iedereen reageerde"), 0);
  calm(page);
  await page.context().close();
  await empty.close();
});

test("the roster waits for as many swaps as the first page says", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  const said = page.getByRole("link", { name: /rui(l|len) wach/ });
  const [, n] = (await said.innerText()).match(/(\d+)/);
  const swaps = (await service.api("/swaps?limit=1000")).items;
  assert.equal(Number(n), swaps.filter((s) => s.state === "agreed").length);
  assert.ok(swaps.some((s) => s.state === "asked"), "another that waits for colleagues");
  await page.goto("/roster");
  await page.getByText(new RegExp(`^${n} ruilverzoek(en)? wacht`)).waitFor();
  calm(page);
});

test("the roster marks a gap in its week, a long average once, and counts what is shown", async () => {
  const monday = new Date();
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  const day = (n) => new Date(Date.UTC(monday.getUTCFullYear(), monday.getUTCMonth(), monday.getUTCDate() + n, 12)).toISOString();
  const functions = (await service.api("/functions?limit=1000")).items.filter((f) => f.regime === "H");
  const duty = (await service.api(`/duties?function_id=${functions[0].id}&from=${day(0)}&to=${day(80)}&state=published&limit=1000`)).items[0];
  const problem = (p) => ({ severity: "error", rule: p.kind, detail: "Zo staat het er.", person_id: null, ...p });
  const problems = [
    problem({ kind: "working_time", function_id: functions[0].id, person_id: duty.person_id, from: day(0), until: day(88), rule: "A6", severity: "warning" }),
    problem({ kind: "gap", function_id: functions[1].id, from: day(21), until: day(27) }),
  ];
  const page = await openPage(browser, service);
  await page.route("**/api/v1/coverage?*", (route) => route.fulfill({ json: { problems } }));
  await enter(page, "coordinator", "/roster");
  const row = (code) => page.getByRole("grid").getByRole("row").filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${code}`) }) });
  await page.getByRole("status").getByText("2 punten vragen aandacht").waitFor();
  await counts(row(functions[0].code).locator(".row-mark"), 1);
  await counts(row(functions[0].code).locator(".cell-mark"), 0);
  await counts(page.locator(".cell-gap"), 1);
  await says(row(functions[1].code).locator(".cell-gap .cell-mark"), /! gat/);
  await accessible(page, "marks");
  const name = (await service.api(`/people/${duty.person_id}`)).display_name;
  await row(functions[0].code).getByRole("gridcell").filter({ hasText: name.split(" ").at(-1) }).first().click();
  await says(page.getByRole("dialog"), new RegExp(`Arbeidstijdenwet: ${name}`));
  await page.keyboard.press("Escape");
  await page.getByLabel("Functie", { exact: true }).selectOption({ label: functions[0].code });
  await page.getByRole("status").getByText("1 punt vraagt aandacht").waitFor();
  calm(page);
});

test("my duties: the next one can be swapped too, and what is not shown is said", async () => {
  const page = await openPage(browser, service, { width: 360, height: 740 });
  await page.route(/\/api\/v1\/duties\?.*person_id=1/, async (route) => {
    const reply = await (await route.fetch()).json();
    const [one] = reply.items;
    const at = (n) => new Date(Date.now() + n * 86_400_000).toISOString();
    await route.fulfill({ json: { next: null, items: Array.from({ length: 16 }, (_, i) => ({ ...one, starts_at: at(i * 7 + 1), ends_at: at(i * 7 + 2) })) } });
  });
  await enter(page, "member", "/mine");
  const duties = page.getByRole("region", { name: "Mijn diensten" });
  await duties.locator(".next-duty").getByRole("button", { name: /^Dienst ruilen/ }).waitFor();
  await counts(duties.getByRole("listitem"), 12);
  await duties.getByRole("button", { name: "Nog 3 diensten tonen" }).click();
  await counts(duties.getByRole("listitem"), 15);
  calm(page);
});

test("a real scenario is started as an exercise from its card, and the board says what is still needed", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/callouts/new");
  await page.getByRole("link", { name: "als oefening GRIP 1" }).click();
  await holds(page.getByLabel("Soort"), "exercise");
  await page.locator("button.confirm[aria-disabled=false]", { hasText: "OEFENING" }).click();
  await page.getByText(/^Nog nodig: [A-Z-]+ 1, [A-Z-]+ 1$/).waitFor();
  const { items } = await service.api("/callouts?limit=1");
  assert.equal(items[0].kind, "exercise");
  calm(page);
});
