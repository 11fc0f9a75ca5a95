// SPDX-License-Identifier: EUPL-1.2
// The audit log in words: every code that the program writes has a Dutch and an English one, the page
// shows them, and the code can still be searched for and read.
//
// Mutation: take "audit_verb.overrule" out of web/src/i18n/nl.json and the first test names it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { accessible, browser, enter, openPage, serve, service, source, until } from "./support.mjs";

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

test("what was refused is said in Dutch", async () => {
  await fetch(`${service.url}/api/v1/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: "nobody", password: "wrong wrong wrong" }) });
  const page = await openPage(browser, service);
  await enter(page, "auditor", "/audit?q=session.start refused");
  await page.getByText("geweigerd: naam of wachtwoord").first().waitFor();
});
