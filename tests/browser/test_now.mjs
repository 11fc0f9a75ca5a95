// SPDX-License-Identifier: EUPL-1.2
// *Now* says who is on duty and until when, what is short and what waits, in both languages, and each
// point leads to where it is mended. A name dragged to another week. A gateway tried. A slow network.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, enter, openBrowser, openPage, says, Service, until } from "./support.mjs";

let service, browser, short;
before(async () => {
  service = await new Service({ silent: true }).start();
  service.gateway += "test_to = +31612345678\n";
  await service.stop();
  service.configure();
  await service.start();
  const { id } = await service.api("/functions", { code: "GAT", name: "Zonder mensen", spoken_name: "zonder mensen", regime: "H", arrival_norm_minutes: 60, required_on_duty: 1 });
  const scenario = await service.api("/scenarios", { code: "NIEMAND", name: "Niemand", kind: "real", text: { sms: "{function} {link}" }, slots: [{ function_id: id, need: 1, mode: "pool" }] });
  short = await service.api("/callouts", { scenario_id: scenario.id, incident: "Brug dicht" });
  await gapNextWeek("AC-BZ");
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

/* Nobody stands there any more when the duty after this one begins. */
async function gapNextWeek(code) {
  const { id } = (await service.api("/functions?limit=1000")).items.find((f) => f.code === code);
  const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().replace(/\.\d+/, "");
  const { items } = await service.api(`/duties?function_id=${id}&from=${day(0)}&to=${day(14)}&state=published`);
  const duty = items.find((d) => Date.parse(d.starts_at) > Date.now());
  const reply = await fetch(`${service.url}/api/v1/duties/${duty.id}`, { method: "DELETE", headers: { Authorization: `Bearer ${service.token}`, "If-Match": `"${duty.version}"` } });
  assert.equal(reply.status, 204);
}

const said = {
  nl: {
    onDuty: /OVD-BZ.*Rutger van de Kolk.*over \d+ d/,
    gap: /GAT.*1 te weinig/,
    points: [
      [/^! ?Te weinig mensen: Brug dicht$/, "Brug dicht"],
      [/^! ?Op 1 functie is nu te weinig piket$/, "Rooster"],
      [/^! ?De komende twee weken staat er \d+ keer te weinig piket in het rooster$/, "Rooster"],
      [/^! ?De komende twee weken is 1 keer iemand afwezig tijdens piket$/, "Ruilen en afwezig"],
      [/^! ?1 ruil wacht op uw besluit$/, "Ruilen en afwezig"],
    ],
  },
  en: {
    onDuty: /OVD-BZ.*Rutger van de Kolk.*in \d+ d/,
    gap: /GAT.*1 too few/,
    points: [
      [/^! ?Too few people: Brug dicht$/, "Brug dicht"],
      [/duty now$/, "Roster"],
      [/^! ?In the coming two weeks the roster is short of people \d+ times?$/, "Roster"],
      [/absent while on duty \(1 time\)$/, "Swaps and absence"],
      [/^! ?1 swap waits for you to decide$/, "Swaps and absence"],
    ],
  },
};
for (const [language, words] of Object.entries(said))
  test(`who is on duty, what is short, what waits (${language})`, async () => {
    const page = await openPage(browser, service, { language });
    await enter(page, "coordinator");
    const duty = page.getByRole("row");
    await duty.filter({ hasText: words.onDuty }).waitFor();
    await duty.nth(1).filter({ hasText: words.gap }).waitFor(); // the gap stands on top
    await page.locator(".callout-card", { hasText: "Brug dicht" }).waitFor();
    for (const [text, heading] of words.points) await page.locator(".attention a", { hasText: text }).first().waitFor();
    await accessible(page, `now (${language})`);
    for (const [text, heading] of words.points) {
      await page.goto("/");
      await page.locator(".attention a", { hasText: text }).first().click();
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    }
  });

test("that nothing needs attention is said only when everything was looked at", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource/] });
  await enter(page, "coordinator", "/people");
  await page.route(/\/api\/v1\/(callouts|swaps)\?/, (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.route(/\/api\/v1\/on-duty/, async (route) => {
    const reply = await route.fetch();
    const now = await reply.json();
    await route.fulfill({ response: reply, json: { ...now, functions: now.functions.filter((f) => f.people.length > 0 && f.people.length >= f.required_on_duty) } });
  });
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/api\/v1\/coverage/, async (route) => {
    await held;
    await route.fulfill({ json: { problems: [] } });
  });
  await page.goto("/");
  const attention = page.locator("section", { has: page.locator("#attention") });
  await says(attention, /Er wordt nog gekeken…$/);
  release();
  await says(attention, /Niets\. Elke functie met piket is bezet/);

  await page.unroute(/\/api\/v1\/coverage/);
  await page.route(/\/api\/v1\/coverage/, (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: '{"title":"no","status":409}' }));
  await page.goto("/");
  await says(attention, /Niet alles kon worden nagekeken/);
});

test("why calls cannot be made is said in words", async () => {
  const page = await openPage(browser, service, { expected: [/503/] });
  await page.route("**/readyz", (route) => route.fulfill({ status: 503, body: "no gateway is usable: calls cannot get out\ngateway sms is broken\n" }));
  await enter(page, "coordinator");
  await page.getByText("Bellen lukt niet: geen enkele verbinding werkt; verbinding sms is stuk").waitFor();
  await page.goto("/settings");
  await page.getByText("Bellen lukt niet: geen enkele verbinding werkt; verbinding sms is stuk").waitFor();
});

test("a name is dragged to another week: who, when and why are asked, then it stands there", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/roster");
  const cells = page.getByRole("row", { name: /^OVD-BZ/ }).getByRole("gridcell");
  const name = cells.nth(1).locator(".stand").first();
  const text = await name.innerText();
  await name.dragTo(cells.nth(3));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Waarom").fill("Gesleept");
  await says(dialog.getByLabel("Wie").locator("option:checked"), new RegExp(`${text.split(" ").at(-1)}$`));
  await dialog.getByRole("button", { name: "Deze persoon neemt over" }).click();
  const [override] = await until("the override", async () => {
    const { items } = await service.api("/overrides");
    return items.length > 0 && items;
  });
  assert.equal(override.reason, "Gesleept");
  await cells.nth(3).filter({ hasText: text }).waitFor();
});

test("a gateway is tried; how it went stands beside it", async () => {
  const page = await openPage(browser, service);
  await enter(page, "administrator", "/settings");
  await page.getByText("Er kan gebeld worden.").waitFor();
  const row = page.getByRole("row", { name: /^sms/ });
  await row.getByText("werkt", { exact: false }).first().waitFor();
  await row.getByRole("button", { name: /^Nu proberen/ }).click();
  await until("the test message", () => service.messages.find((m) => m.to === "+31612345678" && /^TEST/.test(m.text)));
  await row.getByText(/verstuurd|verzonden|onderweg|gelukt/).first().waitFor();
});

test("on a network of 100 kbit/s with half a second to every answer a member answers, once", async () => {
  const { id } = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Traag" });
  const page = await openPage(browser, service, { width: 360, height: 740 });
  await enter(page, "member", "/nowhere");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 500, downloadThroughput: 12_500, uploadThroughput: 6_250 });
  await page.goto("/mine", { waitUntil: "commit" });
  const question = page.getByRole("region", { name: "Traag" });
  await question.getByRole("button", { name: "Ik kom", exact: false }).first().click();
  await question.getByRole("button", { name: "Ik ben er" }).waitFor();
  const answers = (await service.api(`/audit?order=newest&action=callout.answer&object=callout/${id}`)).items;
  assert.equal(answers.length, 1);
});
