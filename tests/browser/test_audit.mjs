// SPDX-License-Identifier: EUPL-1.2
// The audit log in words: every code that the program writes has a Dutch and an English one, the page
// shows them, and the code can still be searched for and read.
//
// Mutation: take "audit_verb.overrule" out of web/src/i18n/nl.json and the first test names it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { accessible, browser, enter, openPage, serve, says, service, source, until } from "./support.mjs";

function textsOf(folder) {
  return readdirSync(join(source, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return textsOf(path);
    return /\.[ch]$/.test(entry.name) ? [readFileSync(join(source, path), "utf8")] : [];
  });
}

/* The words that calls such as resource_audit(…, "verb", "kind", …) are given, names of resources, and
 * actions that are written whole. */
function written() {
  const names = new Set(["create", "update", "delete", "audit_seal"]);
  const add = (text) => [...text.matchAll(/"([a-z_]+)"/g)].forEach((m) => names.add(m[1]));
  for (const text of ["schema", "roster", "alert", "service"].flatMap(textsOf)) {
    if (text.includes("resource_audit(")) for (const m of text.matchAll(/\b(?:resource_audit|note|save_line|audit)\(\s*((?:w->)?db, (?!call,)[^;{]*?)\)/gs)) add(m[1]);
    for (const m of text.matchAll(/const struct resource \w+ = \{[^}]*?\.name = ("[a-z_]+")/gs)) add(m[1]);
    for (const m of text.matchAll(/(?:swap_state_words\[SWAP_STATES\]|verbs\[\]) = \{([^}]*)\}/gs)) add(m[1]);
    for (const [, kind, verb] of text.matchAll(/(?:api_note\(c, |\.action = |_ACTION +)"([a-z_]+)\.([a-z_]+)"/g)) names.add(kind).add(verb);
  }
  return names;
}

test("every kind and every act that is written has its word, in both languages", () => {
  const names = [...written()];
  assert.ok(names.length > 60, `${names.length} were found`);
  for (const language of ["nl", "en"]) {
    const catalogue = JSON.parse(readFileSync(join(source, `web/src/i18n/${language}.json`), "utf8"));
    assert.deepEqual(
      names.filter((name) => !(`audit_verb.${name}` in catalogue) && !(`audit_kind.${name}` in catalogue)),
      [],
      language,
    );
  }
});

serve();

const said = {
  nl: { action: "persoon: gewijzigd", object: "persoon 7", who: "test (programma)", result: "gelukt", field: "voornaam", open: /^Bekijken/ },
  en: { action: "person: changed", object: "person 7", who: "test (program)", result: "done", field: "given name", open: /^Look/ },
};
for (const [language, words] of Object.entries(said))
  test(`a record in words, found by its code (${language})`, async () => {
    await service.api("/people/7", { given_name: `Toetsina ${language}` }, "PATCH");
    const page = await openPage(browser, service, { language });
    await enter(page, "auditor", "/audit?q=person.update");
    const row = page.locator("[data-row]").first();
    for (const cell of [words.action, words.object, words.who, words.result]) await row.getByText(cell, { exact: true }).waitFor();
    await until("one kind of record", async () => page.locator("[data-row]").evaluateAll((rows) => rows.length > 0 && rows.every((r) => r.querySelector(`[title="person.update"]`) !== null)));
    await row.getByRole("button", { name: words.open }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("person.update", { exact: true }).waitFor();
    await dialog.getByText("token:test", { exact: true }).waitFor();
    await dialog.getByRole("rowheader", { name: words.field, exact: true }).waitFor();
    await dialog.locator("ins", { hasText: `Toetsina ${language}` }).first().waitFor();
    await accessible(page, `a record (${language})`);
  });

/* Of each kind one record of the demonstration, and what must stand in it, in words. */
const values = {
  nl: {
    swap: { "van wie": /^\S.* \(8\)$/, functie: /^OVD-BZ .* \(1\)$/, stand: /^gevraagd$/, "aan iedereen gevraagd": /^ja$/, van: /^\d\d-\d\d-\d{4} \d\d:\d\d$/ },
    assignment: { persoon: /^\S.* \(\d+\)$/, van: /^\d\d-\d\d-\d{4}$/, stand: /^(bevoegd|aspirant|geschorst)$/ },
    duty: { stand: /^(gepubliceerd|concept)$/, herkomst: /^beurtrol$/, begin: /^\d\d-\d\d-\d{4} 0[89]:00$/ },
    rotation: { mensen: /^\S.* \(7\), \S.* \(8\)/, overdracht: /^weekdag: maandag; tijd: 09:00$/, periode: /^aantal: 1; eenheid: week$/ },
    learning_point: { stand: /^gedaan$/, "wie ervoor zorgt": /^\S.* \(\d+\)$/ },
    person: { gemeente: /^[A-Z].* \(\d+\)$/, "nummers en adressen": /^1\. soort: (mobiel|vaste telefoon|e-mail); adres: afdruk [0-9a-f]{12}…/, taal: /^(Nederlands|Engels)$/, "in dienst": /^ja$/ },
    activity: { functies: /^OVD-BZ .* \(1\), /, soort: /^[a-z]/, "gaat niet door": /^nee$/ },
    scenario: { functies: /^1\. functie: OVD-BZ .*\n2\. /, "de norm telt vanaf": /^moment van de criteria$/ },
    account: { rol: /^coördinator$/, "mag aanmelden": /^ja$/, "tweede factor": /^nee$/ },
    test_schedule: { weekdag: /^maandag$/, scenario: /^\S.* \(\d+\)$/ },
  },
  en: {
    swap: { "from person": /^\S.* \(8\)$/, function: /^OVD-BZ .* \(1\)$/, state: /^asked$/, "asked all": /^yes$/, from: /^\d\d-\d\d-\d{4} \d\d:\d\d$/ },
    rotation: { people: /^\S.* \(7\), \S.* \(8\)/, handover: /^weekday: Monday; time: 09:00$/ },
    person: { municipality: /^[A-Z].* \(\d+\)$/, language: /^(Dutch|English)$/, active: /^yes$/ },
  },
};
for (const [language, kinds] of Object.entries(values))
  test(`before and after of a record are said in words: names, the time here, yes and no (${language})`, async () => {
    const page = await openPage(browser, service, { language });
    await enter(page, "auditor");
    for (const [kind, fields] of Object.entries(kinds)) {
      await page.goto(`/audit?q=${kind}.create&object=${kind}/1`);
      await page.getByRole("button", { name: said[language].open }).last().click();
      const dialog = page.getByRole("dialog");
      for (const [field, words] of Object.entries(fields)) await says(dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name: field, exact: true }) }).locator("ins"), words);
      const cells = await dialog.locator("tbody td").allInnerTexts();
      assert.deepEqual(cells.filter((text) => /^[[{]|^(true|false|null)$|\dT\d\d:|undefined/.test(text)), [], kind);
      if (kind === "person") await accessible(page, `a person in the log (${language})`);
    }
  });

test("what was refused is said in Dutch", async () => {
  await fetch(`${service.url}/api/v1/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: "nobody", password: "wrong wrong wrong" }) });
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/audit?q=session.start refused");
  await page.getByText("geweigerd: naam of wachtwoord").first().waitFor();
});
