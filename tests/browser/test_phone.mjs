// SPDX-License-Identifier: EUPL-1.2
// A member of staff with a telephone: the question, my duties, absence, calendar; reading offline.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, serve, service, tabTo, until } from "./support.mjs";

const phone = { width: 360, height: 740 };
serve({ silent: true });

test("the question stands on top, is answered, changed, and arrival is told", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByText("U hebt nu piket").waitFor();
  const { id } = await service.api("/callouts", { scenario: "GRIP-3", kind: "exercise", incident: "Brand in Ommen", location: "Stationsplein", details: "Sleutel bij de balie." });
  await service.api(`/callouts/${id}/need`, { function_id: 1, need: 3 });
  await page.getByRole("heading", { name: "Brand in Ommen" }).waitFor({ timeout: 20_000 });
  await page.getByText("OEFENING").first().waitFor();
  await counts(page.getByText("Sleutel bij de balie."), 0, "details come after yes");
  await accessible(page, "question");
  for (const button of await page.locator(".answer").all()) assert.ok((await button.boundingBox()).height >= 44);
  await page.getByRole("button", { name: "20", exact: true }).click();
  await page.getByRole("button", { name: "✓ Ik kom" }).click();
  const expected = await until("the answer", async () => (await service.api(`/callouts/${id}/recipients?person_id=1`)).items[0].expected_at);
  const clock = new Date(expected).toLocaleTimeString("nl-NL", { timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit" });
  await page.getByText(`Op u wordt gerekend om ${clock}`).waitFor();
  await page.getByText("Sleutel bij de balie.").waitFor();
  await accessible(page, "answered");
  const mine = async () => (await service.api(`/callouts/${id}/recipients?person_id=1`)).items[0];
  assert.equal((await mine()).eta_minutes, 20);
  await tabTo(page, /Ik ben er/);
  await page.keyboard.press("Enter");
  await page.getByText("U bent er. Dank u.").waitFor();
  await until("the arrival", async () => (await mine()).state === "arrived");
  await service.api(`/callouts/${id}/stop`, {});
  calm(page);
});

test("every open question is shown; each is answered by itself", async () => {
  const ask = async (incident) => {
    const callout = await service.api("/callouts", { scenario: "GRIP-3", kind: "exercise", incident, confirm_second: true });
    await service.api(`/callouts/${callout.id}/need`, { function_id: 1, need: 3 });
    return callout;
  };
  const first = await ask("Eerste vraag");
  const second = await ask("Tweede vraag");
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const card = (name) => page.getByRole("region", { name });
  await card("Tweede vraag").waitFor();
  await card("Eerste vraag").getByRole("button", { name: "✕ Ik kom niet" }).click();
  await page.locator("summary", { hasText: "Eerste vraag" }).getByText("U komt niet.").waitFor();
  await card("Tweede vraag").getByRole("button", { name: "✓ Ik kom" }).click();
  await card("Tweede vraag").getByText("Op u wordt gerekend").waitFor();
  await accessible(page, "two questions");
  const state = async (id) => (await service.api(`/callouts/${id}/recipients?person_id=1`)).items[0].state;
  assert.deepEqual([await state(first.id), await state(second.id)], ["declined", "accepted"]);
  for (const { id } of [first, second]) await service.api(`/callouts/${id}/stop`, {});
  calm(page);
});

test("a number is tested: a code is sent, a wrong one refused, the right one proves it", async () => {
  const page = await openPage(browser, service, { ...phone, expected: [/429/] });
  await enter(page, "member", "/mine");
  const number = page.getByRole("listitem").filter({ hasText: "mobiel:" });
  await number.getByText("nog niet getest").waitFor();
  await number.getByRole("button", { name: /^Test/ }).click();
  const sent = await until("the code", () => service.messages.find((m) => /is uw code/.test(m.text)));
  const [code] = sent.text.match(/\d{6}/);
  const field = page.getByLabel("Code", { exact: true });
  assert.ok(await field.evaluate((el) => el === document.activeElement), "the field has the focus");
  await field.fill(String((Number(code) + 1) % 1_000_000).padStart(6, "0"));
  await page.keyboard.press("Enter");
  await page.getByText("Deze code klopt niet.").waitFor();
  await accessible(page, "wrong code");
  await page.getByRole("button", { name: "Nieuwe code" }).click();
  await page.getByText("Er is net een code verstuurd.").waitFor();
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press("Enter");
  await number.getByText(/getest op/).waitFor();
  await accessible(page, "proved");
  assert.ok((await service.api("/people/1/contacts")).items.find((c) => c.kind === "mobile").verified_at !== null);
  calm(page);
});

test("my training: what holds, what is missing and which activity fills it, what I did", async () => {
  const [{ function_id }] = (await service.api("/assignments?person_id=1")).items;
  await service.api("/requirements", { function_id, kind: "exercise", title: "Avondoefening", subject: "opvang", count: 1, within_months: 12 });
  await service.api("/activities", { kind: "exercise", title: "Opvang in Raalte", subject: "opvang", starts_at: "2027-03-01T18:00:00Z", ends_at: "2027-03-01T21:00:00Z", capacity: 12, function_ids: [function_id] });
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const card = page.locator(".training-card", { hasText: "Dat kan bij: Opvang in Raalte" });
  await card.getByText("(nog 12 plaatsen)").waitFor();
  await page.locator("summary", { hasText: /^Wat u deed/ }).click();
  await page.locator("details[open] .duty-list li").first().waitFor();
  await accessible(page, "my training");
  calm(page);
});

test("a swap that was asked stands on my page until it is settled, and how it ended", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const swap = page.getByRole("region", { name: "Ruilen" }).getByRole("listitem").filter({ hasText: "“Bruiloft”" });
  await page.getByRole("button", { name: /^Dienst ruilen/ }).first().click();
  await page.getByLabel("Opmerking").fill("Bruiloft");
  await accessible(page, "asking to swap");
  await page.getByRole("dialog").getByRole("button", { name: "Vragen" }).click();
  await swap.getByText("gevraagd").waitFor();
  await swap.getByRole("button", { name: /^Intrekken \S+ \S/ }).click(); // which duty is said
  await page.getByRole("dialog").getByText("U houdt deze dienst zelf.").waitFor();
  await accessible(page, "withdrawing a swap");
  await page.getByRole("dialog").getByRole("button", { name: "Annuleren" }).click();
  await swap.getByText("gevraagd").waitFor();
  await swap.getByRole("button", { name: /^Intrekken/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Intrekken" }).click();
  await swap.waitFor({ state: "detached" });
  await page.locator("summary", { hasText: "Afgehandeld" }).click();
  await page.locator("details[open]").getByText("ingetrokken").waitFor();
  calm(page);
});

test("an exchange, and a part of a duty: asked on my page, both seen there", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const dialog = page.getByRole("dialog");
  await page.locator(".duty-list").getByRole("button", { name: /^Dienst ruilen/ }).first().click(); // one that is still to begin
  const whom = dialog.getByLabel("Aan wie");
  await until("the colleagues", async () => (await whom.locator("option").count()) > 1);
  await counts(dialog.getByLabel("Wat neemt u terug"), 0);
  const holder = (await service.api(`/duties?function_id=1&from=${new Date().toISOString()}&state=published&limit=100`)).items.find((d) => d.person_id !== 1 && Date.parse(d.starts_at) > Date.now());
  await whom.selectOption(String(holder.person_id));
  const back = dialog.getByLabel("Wat neemt u terug");
  await until("their duties", async () => (await back.locator("option").count()) > 1);
  const held = (await service.api("/assignments?person_id=1")).items.map((a) => a.function_id);
  const codes = (await service.api("/functions?limit=1000")).items.filter((f) => held.includes(f.id)).map((f) => f.code);
  for (const offered of (await back.locator("option").allInnerTexts()).slice(1)) assert.ok(codes.includes(offered.split(" ")[0]), offered);
  await back.selectOption({ index: 1 });
  const wanted = await back.locator("option:checked").innerText();
  await dialog.getByLabel("Alleen een deel van deze dienst").check();
  const begin = await dialog.getByLabel("Van", { exact: true }).inputValue();
  await dialog.getByLabel("Tot", { exact: true }).fill(`${begin.slice(0, 10)}T21:30`);
  await dialog.getByLabel("Opmerking").fill("Over en weer");
  await accessible(page, "asking for an exchange");
  await dialog.getByRole("button", { name: "Vragen" }).click();
  const card = page.getByRole("region", { name: "Ruilen" }).getByRole("listitem").filter({ hasText: "“Over en weer”" });
  await card.getByText("In ruil daarvoor:").waitFor();
  assert.ok((await card.innerText()).replace(/\s+/g, " ").includes(wanted.replace(/\s+/g, " ")), wanted);
  const asked = (await service.api("/swaps?limit=1000")).items.find((s) => s.note === "Over en weer");
  assert.ok(asked.to_person_id && asked.return_duty_id && asked.return_until);
  assert.match(asked.until, /T(19|20):30:00Z$/); // 21:30 here
  await card.getByRole("button", { name: /^Intrekken/ }).click();
  await dialog.getByRole("button", { name: "Intrekken" }).click();
  await card.waitFor({ state: "detached" });
  calm(page);
});

test("one press gives no duty away: taking over asks first, and a no after it opens the question again", async () => {
  const duties = (await service.api(`/duties?function_id=1&from=${new Date().toISOString()}&state=published&limit=1000`)).items;
  const other = duties.find((d) => d.person_id !== 1 && Date.parse(d.starts_at) > Date.now());
  const { id } = await service.api("/swaps", { duty_id: other.id, note: "Wie kan er" });
  const state = async () => (await service.api(`/swaps/${id}`)).state;
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const card = page.getByRole("region", { name: "Ruilen" }).getByRole("listitem").filter({ hasText: "“Wie kan er”" });
  const dialog = page.getByRole("dialog");
  await card.getByRole("button", { name: /^Ik neem het over/ }).click();
  await dialog.getByText("Als de coördinator het goedkeurt").waitFor();
  assert.equal(await state(), "asked");
  await dialog.getByRole("button", { name: "Ik neem het over" }).click();
  await card.getByText("akkoord").waitFor();
  assert.equal(await state(), "agreed");
  await card.getByRole("button", { name: /^Nee/ }).click();
  await dialog.getByText("houdt deze dienst").waitFor();
  assert.equal(await state(), "agreed");
  await dialog.getByRole("button", { name: "Nee, ik neem het niet over" }).click();
  await until("the no", async () => (await state()) === "asked");
  await service.api(`/swaps/${id}/withdraw`, {});
  calm(page);
});

test("my duties: what I took over is there, what somebody else was put in for is not", async () => {
  const [{ function_id }] = (await service.api("/assignments?person_id=1")).items;
  const coming = (await service.api(`/duties?function_id=${function_id}&from=${new Date().toISOString()}&state=published&limit=1000`)).items.filter((d) => d.rank === 1 && Date.parse(d.starts_at) > Date.now());
  const own = coming.find((d) => d.person_id === 1);
  const other = coming.find((d) => d.person_id !== 1);
  const day = (at) => new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "short", timeZone: "Europe/Amsterdam" }).format(new Date(at));
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  const duties = page.locator("section", { has: page.locator("#duties") });
  const line = (d) => duties.getByText(new RegExp(`${day(d.starts_at)}[^–]*–[^–]*${day(d.ends_at)}`));
  await line(own).first().waitFor();
  await counts(line(other), 0);
  await page.waitForResponse((r) => r.url().includes("/duties") && r.status() === 304, { timeout: 40_000 });

  const { id } = await service.api("/swaps", { duty_id: other.id, to_person_id: 1 });
  await service.api(`/swaps/${id}/agree`, {});
  await service.api(`/swaps/${id}/approve`, { reason: "In overleg" });
  await line(other).first().waitFor({ timeout: 40_000 }); // nobody reloads: the page asks again, and mostly hears that nothing changed
  const { function_id: place, rank, starts_at, ends_at } = own;
  const put = await service.api("/overrides", { function_id: place, rank, starts_at, ends_at, person_id: other.person_id, reason: "Proef" });
  await page.reload();
  await line(other).first().waitFor();
  await counts(line(own), 0);
  await service.api(`/overrides/${put.id}`, undefined, "DELETE");
  await page.reload();
  await line(own).first().waitFor();
  await accessible(page, "what I took over");
  calm(page);
});

test("absence is told, taken back, and that is undone", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByRole("button", { name: "Afwezigheid melden" }).click();
  await accessible(page, "absence");
  await page.getByLabel("Eerste dag").fill("2027-07-01");
  await page.getByLabel("Laatste dag").fill("2027-07-14");
  await page.getByRole("dialog").getByRole("button", { name: "Opslaan" }).click();
  await page.getByText(/1 jul/).first().waitFor();
  const absences = async () => (await service.api("/absences?person_id=1")).items;
  assert.equal((await absences())[0].from, "2027-06-30T22:00:00Z");
  await page.getByRole("button", { name: /^Verwijderen/ }).click();
  await page.getByText("De afwezigheid is verwijderd.").waitFor();
  assert.equal((await absences()).length, 0);
  await page.getByRole("button", { name: "Ongedaan maken" }).click();
  await until("the absence", async () => (await absences()).length === 1);
  calm(page);
});

test("a calendar link is shown once and works until it is taken back", async () => {
  const page = await openPage(browser, service, phone);
  await enter(page, "member", "/mine");
  await page.getByRole("button", { name: "Link maken" }).click();
  await page.getByText("U ziet hem maar één keer.").waitFor();
  await accessible(page, "calendar link");
  const link = new URL(await page.locator(".notice code").innerText());
  const at = `${service.url}${link.pathname}`;
  assert.match(await (await fetch(at)).text(), /BEGIN:VCALENDAR/);
  await page.getByRole("region", { name: "In mijn agenda" }).getByRole("button", { name: "intrekken" }).click();
  await page.getByRole("dialog").getByText("Dit kan niet terug").waitFor();
  assert.ok((await fetch(at)).ok, "it asks first");
  await accessible(page, "revoke");
  await page.getByRole("dialog").getByRole("button", { name: "intrekken" }).click();
  await until("that the link is dead", async () => (await fetch(at)).status >= 400);
  calm(page);
});

test("without a connection my page can still be read, also after opening it anew", async () => {
  const page = await openPage(browser, service, { ...phone, workers: "allow", expected: [/Failed to load resource|ERR_|Failed to fetch|network error/] });
  await enter(page, "member", "/mine");
  await page.getByText("U hebt nu piket").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload(); // now under the worker
  await page.getByText("U hebt nu piket").waitFor();
  await page.locator(".training-card").first().waitFor();
  await page.getByText(/mobiel:/).waitFor();
  /* all that the page asked for: it is kept after it was shown */
  await until("what is kept", () =>
    page.evaluate(async () => {
      const kept = (await (await caches.open("mine")).keys()).map((k) => k.url);
      return kept.length >= 4 && kept.some((url) => url.includes("/contacts"));
    }),
  );
  await service.stop();
  await page.reload();
  await page.getByText("U hebt nu piket").waitFor();
  await page.locator(".training-card").first().waitFor();
  await page.getByText(/mobiel:/).waitFor();
  await accessible(page, "offline");
  await service.start();
  await page.reload();
  await page.locator("summary", { hasText: /^Meer$/ }).click();
  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.getByRole("heading", { name: "Aanmelden" }).waitFor();
  await until("that nothing stays behind", () => page.evaluate(async () => !(await caches.has("mine"))));
  calm(page);
});

test("of other people nothing is kept, whoever looks", async () => {
  const page = await openPage(browser, service, { workers: "allow" });
  await enter(page, "coordinator", "/");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto("/people/5");
  await page.locator("main h2").first().waitFor();
  await page.goto("/roster/changes");
  await page.locator("main .plain li").first().waitFor();
  await page.goto("/mine");
  await page.getByRole("heading", { level: 1 }).waitFor();
  const kept = await page.evaluate(async () => (await (await caches.open("mine")).keys()).map((r) => new URL(r.url).pathname + new URL(r.url).search));
  assert.ok(kept.includes("/who"));
  assert.deepEqual(
    kept.filter((path) => /swaps|calendar|people|person_id=5\b|session/.test(path)),
    [],
  );
  calm(page);
});
