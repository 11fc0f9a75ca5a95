// SPDX-License-Identifier: EUPL-1.2
// Every page for every role: no finding of axe, light and dark, Dutch and English; 320 px and 200 %
// zoom; no console error; what a page shows when it is loading, wrong or empty; and that nothing moves for
// who asked for that.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, counts, enter, openPage, reflows, serve, service, settled, tryAgain } from "./support.mjs";

const pages = {
  coordinator: ["/", "/callouts", "/callouts/new", "/callouts/new?scenario=4", "/callouts/record", "/callouts/record?scenario=4", "/callouts/5", "/callouts/5?tab=timeline", "/callouts/5?tab=relief", "/callouts/5?wall", "/callouts/5/report", "/roster", "/roster?view=people&weeks=26", "/rotations", "/roster/changes", "/roster/readiness", "/roster/fairness", "/roster/handovers", "/people", "/people?q=berg", "/people/5", "/people/new", "/scenarios", "/scenarios/4", "/scenarios/new", "/training", "/training?as=matrix&activities=month", "/training/learning", "/training/certificates", "/settings", "/settings/requirements", "/settings/holidays", "/settings/tests", "/settings/alarms", "/account", "/nowhere"],
  administrator: ["/settings", "/settings/retention", "/audit"],
  auditor: ["/", "/audit", "/training", "/callouts/5", "/people/5", "/scenarios/4", "/settings"],
  dispatcher: ["/", "/callouts/new", "/callouts/5", "/people/5"],
  member: ["/mine", "/account", "/"],
};
const looks = [
  { width: 1280, height: 900, theme: "light", language: "nl" },
  { width: 320, height: 640, theme: "dark", language: "en", motion: "reduce" }, // also 1280 px at 400 %
  { width: 640, height: 480, theme: "dark", language: "nl" }, // 1280 px at 200 %
];

serve({}, async () => {
  const callout = await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek en brand in verzorgingshuis", location: "Gemeentehuis Dalfsen", details: "Ingang achter." });
  assert.equal(callout.id, 5); // after those that the demonstration had
});

/* Colours and names were looked at in the other looks: there it is about the room. */
const zoomed = (look) => look.width === 640;
/* Pages that look alike for several roles are looked at once when there is little room. */
const narrow = (role, path) => role === "coordinator" || role === "member" || !pages.coordinator.includes(path);
const heavy = /weeks=26/; // looked at once: it is the same grid, longer

for (const look of looks)
  for (const [role, all] of Object.entries(pages)) {
    const paths = all.filter((path) => look === looks[0] || (narrow(role, path) && !heavy.test(path)));
    if (paths.length === 0) continue;
    test(`${role}, ${look.width} px, ${look.theme}, ${look.language}`, async () => {
      const page = await openPage(browser, service, look);
      await enter(page, role);
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        if (!zoomed(look)) await accessible(page, `${role} ${path}`);
        await reflows(page, `${role} ${path}`);
      }
    });
  }

/* Every page when nothing comes, when all is refused, and when every list is empty. */
const answers = {
  wait: () => new Promise(() => {}),
  refuse: (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: '{"title":"no","status":409,"detail":"Dit kan nu niet"}' }), // tried once: 5xx would be tried again first
  empty: async (route) => {
    const reply = await route.fetch();
    const json = await reply.json();
    for (const [key, value] of Object.entries(json)) if (Array.isArray(value)) json[key] = [];
    await route.fulfill({ response: reply, json });
  },
};
const states = {
  coordinator: pages.coordinator.filter((path) => !heavy.test(path) && !/\?(q|tab|wall|scenario|as)|nowhere/.test(path)),
  administrator: ["/settings", "/settings/retention"],
  auditor: ["/audit"],
  member: ["/mine", "/account"],
};
/* Of one thing there is no empty state; it is there, or it is not. */
const single = /^\/(callouts|people|scenarios)\/(\d|new)|readiness|fairness|mine/;

/* Once as on a desk, and once in everything that differs from it: where it is narrow, it is also looked
 * at whether it fits. */
for (const look of looks.slice(0, 2))
  for (const [role, paths] of Object.entries(states))
    for (const [state, answer] of Object.entries(answers))
      test(`${role}: every page, ${state}, ${look.width} px, ${look.theme}, ${look.language}`, async () => {
        const page = await openPage(browser, service, { ...look, expected: [/Failed to load resource/] });
        await enter(page, role);
        await page.route(/\/api\/v1\/(?!session|events|demo)/, answer);
        for (const path of paths) {
          if (state === "empty" && single.test(path)) continue;
          await page.goto(path);
          await page.locator("main h1, main .loading, main .notice").first().waitFor();
          if (state !== "wait") await page.locator(".loading").first().waitFor({ state: "detached" });
          await accessible(page, `${role} ${path} ${state}`);
          if (look.width === 320) await reflows(page, `${role} ${path} ${state}`);
        }
      });

/* What would move, and for how long: seconds. */
const moving = () =>
  [...document.querySelectorAll("*")].flatMap((el) =>
    ["", "::before", "::after"].flatMap((part) => {
      const s = getComputedStyle(el, part);
      const longest = (list) => Math.max(...list.split(",").map((t) => parseFloat(t) * (t.trim().endsWith("ms") ? 0.001 : 1)));
      const shown = part === "" || s.content !== "none";
      const runs = shown && ((s.animationName !== "none" && longest(s.animationDuration) > 0.01) || longest(s.transitionDuration) > 0.01 || s.scrollBehavior === "smooth");
      return runs ? [`${el.tagName}.${el.className}${part}`] : [];
    }),
  );

test("nothing moves for who asked for that", async () => {
  for (const [role, paths] of Object.entries({ coordinator: ["/", "/callouts/5", "/roster"], member: ["/mine"] })) {
    const page = await openPage(browser, service, { motion: "reduce" });
    await enter(page, role);
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      await page.locator("main :is(.slot, [role=gridcell], tbody tr, .card, .now-duty)").first().waitFor();
      assert.deepEqual(await page.evaluate(moving), [], path);
    }
    await page.context().close();
  }
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await page.route(/\/api\/v1\/on-duty/, answers.wait);
  await page.goto("/");
  await page.locator(".bone").first().waitFor();
  assert.ok((await page.evaluate(moving)).length > 0, "else this sees nothing");
});

test("every page without a connection says how old it is", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource|ERR_/] });
  await enter(page, "coordinator");
  for (const path of ["/", "/callouts", "/callouts/5", "/roster", "/people", "/training", "/settings"]) {
    await page.goto(path);
    await settled(page);
    await page.context().setOffline(true);
    await page.getByText("Geen verbinding.").waitFor();
    await page.getByText(/Laatste nieuws .* geleden/).waitFor();
    await accessible(page, `${path} offline`);
    await page.context().setOffline(false);
  }
});

test("the help lists the keys, and can switch them off", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Sneltoetsen" }).waitFor();
  await accessible(page, "help");
  await page.getByLabel("Sneltoetsen aan").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  assert.ok(!page.url().includes("/people"));
});

test("loading, refused, empty and stale say so", async () => {
  const page = await openPage(browser, service, { expected: [/Failed to load resource/] });
  await enter(page, "coordinator");
  let answer = "wait";
  let release = () => {};
  await page.route(/\/api\/v1\/callouts\?limit=1000/, async (route) => {
    if (answer === "wait") await new Promise((done) => (release = done));
    if (answer === "refuse") return route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"title":"later","status":503,"detail":"Even geduld, de dienst is bezig"}' });
    if (answer === "empty") return route.fulfill({ json: { items: [], next: null } });
    return route.continue();
  });
  await page.goto("/callouts");
  await page.locator(".loading").waitFor();
  await accessible(page, "loading");
  answer = "refuse";
  release();
  await page.getByText("Even geduld, de dienst is bezig").waitFor();
  await accessible(page, "refused");
  const again = page.getByRole("button", { name: "Opnieuw proberen" });
  await tryAgain(again, () => (answer = "empty"));
  await page.getByText("Er is nog nooit een oproep gestart.").waitFor();
  await accessible(page, "empty");
  answer = "there";
  await page.reload();
  await page.getByRole("link", { name: "Evacuatie na gaslek" }).last().waitFor();
  answer = "refuse";
  await service.api("/callouts", { scenario: "GRIP-1", kind: "exercise", incident: "Komt er niet bij", confirm_second: true }); // its event has the list read again
  await page.getByText(/^Dit is van .*; vernieuwen lukt niet\.$/).waitFor();
  await page.getByText("Even geduld, de dienst is bezig").waitFor();
  await page.getByRole("link", { name: "Evacuatie na gaslek" }).last().waitFor();
  await accessible(page, "stale");
  await tryAgain(again, () => (answer = "there"));
  await page.getByRole("rowheader", { name: "Komt er niet bij" }).waitFor();
  await counts(page.getByText(/vernieuwen lukt niet/), 0);
});

test("the catalogues have the same keys and the same blanks", async () => {
  const { readFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { source } = await import("./support.mjs");
  const [nl, en] = ["nl", "en"].map((l) => JSON.parse(readFileSync(join(source, `web/src/i18n/${l}.json`), "utf8")));
  assert.deepEqual(Object.keys(nl), Object.keys(en));
  const blanks = (text) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const key of Object.keys(nl)) assert.deepEqual(blanks(nl[key]), blanks(en[key]), key);
});
