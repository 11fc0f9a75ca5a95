// SPDX-License-Identifier: EUPL-1.2
// Two people change the same thing: whoever saves last sees both versions in words, and chooses. What
// was typed is not lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, counts, enter, openBrowser, openPage, says, Service } from "./support.mjs";

let service, browser, functionId;
before(async () => {
  service = await new Service().start();
  functionId = (await service.api("/functions?limit=1000")).items.find((f) => f.code === "OVD-BZ").id;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

const people = async (n) => (await service.api("/assignments?limit=1000")).items.filter((a) => a.function_id === functionId && a.status === "qualified").slice(0, n).map((a) => a.person_id);

/* The form of an item that is a row of a list. */
const inRow = (name) => async (page) => {
  await page.getByRole("row", { name }).getByRole("button", { name: /^Wijzigen/ }).click();
  return page.getByRole("dialog");
};

/* path: of the item in the API; open: the form, ready to be typed in; choices: that are made, both where nothing is said. */
const kinds = {
  person: {
    make: async () => ({ id: 9 }),
    path: "/people",
    page: "/people/9",
    open: async (page) => page,
    field: "Tussenvoegsel",
    mine: { infix: "van der" },
    theirs: { given_name: "Anders" },
    label: "Voornaam",
    shown: "Anders",
  },
  scenario: {
    make: async () => service.api("/scenarios", { code: "TWEE", name: "Twee", kind: "exercise", text: { sms: "{function} {link}" }, slots: [{ function_id: functionId, need: 1, mode: "on_duty" }] }),
    path: "/scenarios",
    page: (item) => `/scenarios/${item.id}`,
    open: async (page) => page,
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { slots: [{ function_id: 1, need: 3, mode: "pool" }], rounds: 5 },
    label: "Aantal rondes",
    shown: "5",
  },
  rotation: {
    make: async () => service.api("/rotations", { function_id: functionId, name: "Ring", starts_on: "2030-01-07", handover: { weekday: 1, time: "09:00" }, period: { count: 1, unit: "week" }, people: await people(2) }),
    path: "/rotations",
    page: "/rotations",
    open: async (page) => {
      await page.getByRole("button", { name: "Wijzigen Ring" }).click();
      return page.getByRole("dialog");
    },
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { handover: { weekday: 3, time: "10:00" } },
    label: "Overdracht op",
    shown: "woensdag 10:00",
  },
  activity: {
    make: async () => service.api("/activities", { kind: "training", title: "Avond", starts_at: "2027-05-01T17:00:00Z", ends_at: "2027-05-01T19:00:00Z", function_ids: [functionId] }),
    path: "/activities",
    page: "/training",
    open: async (page) => {
      await page.getByRole("button", { name: "Wijzigen Avond" }).click();
      return page.getByRole("dialog");
    },
    field: "Titel",
    mine: { title: "Van mij" },
    theirs: { location: "Raalte" },
    label: "Waar",
    shown: "Raalte",
  },
  function: {
    make: async () => service.api("/functions", { code: "TWEE", name: "Twee", spoken_name: "twee", regime: "V", arrival_norm_minutes: 60, required_on_duty: 0 }),
    path: "/functions",
    page: "/settings",
    open: async (page) => {
      await page.getByRole("button", { name: "Wijzigen TWEE" }).click();
      return page.getByRole("dialog");
    },
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { arrival_norm_minutes: 45 },
    label: "Norm in minuten",
    shown: "45",
  },
  municipality: {
    make: async () => service.api("/municipalities", { code: "GM9998", name: "Wierden" }),
    path: "/municipalities",
    page: "/settings",
    open: async (page) => {
      await page.getByRole("button", { name: /^Wijzigen Wierden/ }).click();
      return page.getByRole("dialog");
    },
    field: "Naam van de gemeente",
    mine: { name: "Wierden en mijn" },
    theirs: { name: "Wierden-Enter" },
    label: "Naam van de gemeente",
    shown: "Wierden-Enter",
  },
  account: {
    role: "administrator",
    make: async () => service.api("/accounts", { name: "het.tweede", role: "coordinator" }),
    path: "/accounts",
    page: "/settings",
    open: async (page) => {
      await page.getByRole("button", { name: /^Wijzigen (het|mijn)\.tweede/ }).click();
      return page.getByRole("dialog");
    },
    field: "Naam",
    mine: { name: "mijn.tweede" },
    theirs: { municipality_ids: [1], person_id: 9 },
    label: "Gemeenten",
    shown: "Dalfsen", // a name, not its number
  },
  requirement: {
    make: async () => service.api("/requirements", { function_id: functionId, kind: "exercise", title: "Twee", count: 1, within_months: 12 }),
    path: "/requirements",
    page: "/settings/requirements",
    open: async (page) => {
      await page
        .getByRole("row", { name: /Twee|Van mij/ })
        .getByRole("button", { name: /^Wijzigen/ })
        .click();
      return page.getByRole("dialog");
    },
    field: "Titel",
    mine: { title: "Van mij" },
    theirs: { kind: "training" },
    label: "Soort",
    shown: "training",
  },
  "learning point": {
    make: async () => service.api("/learning-points", { activity_id: (await service.api("/activities?limit=1")).items[0].id, text: "De pomp stond elders" }),
    path: "/learning-points",
    page: "/training/learning",
    open: inRow(/De pomp stond elders/),
    field: "Wat is er geleerd",
    mine: { text: "Van mij" },
    theirs: { owner_person_id: 10 },
    label: "Wie zorgt ervoor",
    shown: "– \\D+$", // a name, not its number
    choices: ["mine"],
  },
  holiday: {
    make: async () => service.api("/holidays", { name: "Streekdag", date: "2027-12-30", yearly: true, weight_percent: 100 }),
    path: "/holidays",
    page: "/settings/holidays",
    open: inRow(/Streekdag/),
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { weight_percent: 150 },
    label: "Zwaarte",
    shown: "150",
    choices: ["theirs"],
  },
  "test schedule": {
    make: async () => service.api("/test-schedules", { name: "Maandtest", scenario_id: (await service.api("/scenarios?limit=1000")).items.find((s) => s.kind === "test").id, weekday: 1, time: "19:00", first_on: "2030-01-07" }),
    path: "/test-schedules",
    page: "/settings/tests",
    open: inRow(/Maandtest/),
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { weekday: 3 },
    label: "Dag",
    shown: "woensdag",
    choices: ["mine"],
  },
  "rule for alarms": {
    make: async () => service.api("/alarm-rules", { name: "Wateroverlast", rank: 9, matches: [{ field: "soort", is: "contains", value: "water" }], scenario_id: 1 }),
    path: "/alarm-rules",
    page: "/settings/alarms",
    open: inRow(/Wateroverlast/),
    field: "Naam",
    mine: { name: "Van mij" },
    theirs: { scenario_id: 2, matches: [{ field: "soort", is: "equals", value: "storm" }] },
    label: "Start scenario",
    shown: "GRIP 2",
    choices: ["theirs"],
  },
  "working week": {
    make: async () => service.api("/working-weeks", { person_id: 9, from: "2031-01-01", week_minutes: 2160, times: [] }),
    path: "/working-weeks",
    page: "/people/9",
    open: inRow(/01-01-2031/),
    field: "Uren per week",
    typed: "20",
    mine: { week_minutes: 1200 },
    theirs: { week_minutes: null, times: [{ weekday: 3, from: "10:00", until: "14:00" }] },
    label: "Werktijden",
    shown: "woensdag 10:00",
    choices: ["theirs"],
  },
};

for (const [kind, k] of Object.entries(kinds))
  test(`${kind}: both versions are shown; mine wins, or theirs`, async () => {
    const item = await k.make();
    const at = `${k.path}/${item.id}`;
    const [[field, value]] = Object.entries(k.mine);
    const page = await openPage(browser, service, { expected: [/412/] });
    await enter(page, k.role ?? "coordinator");
    for (const choice of k.choices ?? ["theirs", "mine"]) {
      await page.goto(typeof k.page === "string" ? k.page : k.page(item));
      const form = await k.open(page);
      await form.getByLabel(k.field, { exact: true }).fill(k.typed ?? String(value));
      await service.api(at, k.theirs, "PATCH");
      await form.getByRole("button", { name: "Opslaan", exact: true }).click();
      const conflict = page.getByRole("alert").filter({ hasText: "Iemand anders heeft dit net gewijzigd" });
      await conflict.waitFor();
      await conflict.getByRole("row").filter({ hasText: String(value) }).waitFor();
      if (choice === "theirs" || k.choices) await conflict.getByRole("row", { name: new RegExp(`${k.label}.*${k.shown}`) }).waitFor();
      if (choice === "theirs") {
        await accessible(page, `${kind} in conflict`);
        await conflict.getByRole("button", { name: "De andere versie houden" }).click();
        await conflict.waitFor({ state: "detached" });
        assert.notEqual((await service.api(at))[field], value);
      } else {
        await conflict.getByRole("button", { name: "Mijn versie opslaan" }).click();
        await conflict.waitFor({ state: "detached" });
        assert.equal((await service.api(at))[field], value);
      }
    }
  });

test("a scenario: what else somebody changed is in it, and nothing to see is said", async () => {
  const slot = { function_id: functionId, need: 1, mode: "pool", wave_size: 0, wave_seconds: 180 };
  const { id } = await service.api("/scenarios", { code: "GOLF", name: "Golf", kind: "exercise", text: { sms: "{function} {link}" }, slots: [slot] });
  const page = await openPage(browser, service, { expected: [/412/] });
  await enter(page, "coordinator", `/scenarios/${id}`);
  const conflict = page.getByRole("alert").filter({ hasText: "Iemand anders heeft dit net gewijzigd" });
  const save = () => page.getByRole("button", { name: "Opslaan", exact: true }).click();
  await page.getByLabel("Naam", { exact: true }).fill("Golf twee");
  const other = (await service.api("/functions?limit=1000")).items.find((f) => f.id !== functionId);
  await service.api(`/scenarios/${id}`, { plain_letters: true, slots: [{ ...slot, wave_size: 4, wave_seconds: 90, norm_minutes: 25 }, { ...slot, function_id: other.id }] }, "PATCH");
  await save();
  await conflict.waitFor();
  await says(conflict.getByRole("row", { name: /OVD-BZ/ }), /: 180, [^]*: 4, [^]*: 90, [^]*: 25/);
  await says(conflict.getByRole("row", { name: /Gewone letters/ }), /nee[^]*ja/);
  await conflict.getByRole("row", { name: new RegExp(`Functie ${other.code} –`) }).waitFor(); // a function that mine has not
  await conflict.getByRole("button", { name: "De andere versie houden" }).click();
  await conflict.waitFor({ state: "detached" });
  const same = (await service.api(`/scenarios/${id}`)).name;
  await page.getByLabel("Naam", { exact: true }).fill("Golf drie");
  await service.api(`/scenarios/${id}`, { name: "Golf drie" }, "PATCH");
  assert.notEqual(same, "Golf drie");
  await save();
  await conflict.getByText("Geen zichtbaar verschil").waitFor();
  await counts(conflict.getByRole("table"), 0);
  await conflict.getByRole("button", { name: "Mijn versie opslaan" }).click();
  await conflict.waitFor({ state: "detached" });
});
