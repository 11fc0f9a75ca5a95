// SPDX-License-Identifier: EUPL-1.2
// Every sentence with which the service can refuse has a Dutch one, and what it names stays in it;
// no Dutch sentence is left of what is not said any more. And the app shows them, the field named.
//
// Mutations: take a sentence out of web/src/i18n/problems.nl.json and the first test names it; swap {}
// for nothing in a Dutch one and the second does; return `english` from sentence() and the third fails.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { accessible, browser, enter, openPage, serve, service, source } from "./support.mjs";

const catalogue = JSON.parse(readFileSync(join(source, "web/src/i18n/problems.nl.json"), "utf8"));

/* --- what the program says */

function sources(folder) {
  return readdirSync(join(source, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sources(path) : path.endsWith(".c") ? [path] : [];
  });
}
/* What commands and the start of the program say is for who reads a terminal, in English. */
const terminal = /^service\/(command|config|backup|http|main|supervisor|instance|app_|secret|tls_files)|^roster\/demo|^alert\/carrier/;
const files = ["base", "schema", "roster", "alert", "service"].flatMap(sources).filter((path) => !terminal.test(path));

/* A sentence that is handed on ("%s"): what is in it is said, and found, elsewhere. */
const handedOn = ["alert/scenario/scenario_store.c", "base/fields.c", "roster/people/contact_fields.c", "roster/people/working_week_fields.c", "roster/swap/swap.c", "roster/swap/swap_store.c", "roster/training/day/invitation_store.c", "service/api/api_query.c", "service/api/callout/callout_records.c"];

function splitArguments(text) {
  const parts = [""];
  for (let i = 0, deep = 0, quoted = false; i < text.length; i++) {
    const c = text[i];
    if (c === "," && deep === 0 && !quoted) {
      parts.push("");
      continue;
    }
    parts[parts.length - 1] += c;
    if (quoted && c === "\\") parts[parts.length - 1] += text[++i];
    else if (c === '"') quoted = !quoted;
    else if (!quoted) deep += "([{".includes(c) ? 1 : ")]}".includes(c) ? -1 : 0;
  }
  return parts;
}
function callsIn(text) {
  return [...text.matchAll(/\b(err_set|err_fault)\s*\(/g)].map((m) => {
    const from = m.index + m[0].length;
    let to = from;
    for (let deep = 1, quoted = false; deep > 0 && to < text.length; to++) {
      const c = text[to];
      if (quoted && c === "\\") to++;
      else if (c === '"') quoted = !quoted;
      else if (!quoted) deep += c === "(" ? 1 : c === ")" ? -1 : 0;
    }
    return { name: m[1], args: splitArguments(text.slice(from, to - 1)) };
  });
}
const piece = /"(?:[^"\\]|\\.)*"/;
const joined = new RegExp(`${piece.source}(?:\\s*(?:PRI[a-z0-9]+|JSON_INTEGER_FORMAT|${piece.source}))*`, "g");
const unquoted = (literal) => literal.replace(/"((?:[^"\\]|\\.)*)"|PRI[a-z0-9]+|JSON_INTEGER_FORMAT|\s+/g, (whole, text) => (text !== undefined ? text.replace(/\\"/g, '"').replace(/\\n/g, "\n") : /\s/.test(whole) ? "" : "d"));
const keyOf = (format) => format.replace(/%(?:%|[-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|ll|[hlzjt])?[a-zA-Z])/g, (spec) => (spec === "%%" ? "%" : "{}"));

/* What is written as a table, of which one is handed on. */
const tables = /\b(?:why|sorry)\b[^;)]*?=\s*\{([^}]*)\}/g;

function said() {
  const found = new Map();
  const note = (key, path) => found.set(key, [...(found.get(key) ?? []), path]);
  for (const path of files) {
    const text = readFileSync(join(source, path), "utf8");
    for (const { name, args } of callsIn(text)) {
      if (name === "err_set" && /ERR_(BUG|IO|NOMEM)\b/.test(args[1] ?? "")) continue; // these have one sentence each
      for (const literal of (args[2] ?? "").match(joined) ?? []) note(keyOf(unquoted(literal)), path);
      if (/^\s*"%s"\s*$/.test(args[2] ?? "")) for (const literal of args.slice(3).join(",").match(joined) ?? []) note(keyOf(unquoted(literal)), path);
    }
    for (const m of text.matchAll(/\b(?:import_fault|import_note)\s*\(([^;]*)\);/g)) for (const literal of m[1].match(joined) ?? []) if (unquoted(literal).includes(" ")) note(keyOf(unquoted(literal)), path); // of a file that is imported
    for (const table of text.matchAll(tables)) for (const literal of table[1].match(joined) ?? []) note(keyOf(unquoted(literal)), path);
    if (path === "service/api/problem.c") for (const m of text.matchAll(/return ((?:"[^"]*"\s*)+);/g)) note(unquoted(m[1]), path);
  }
  for (const m of readFileSync(join(source, "base/err.h"), "utf8").matchAll(/^\s*X\((\w+), "([^"]*)"\)/gm)) if (m[1] !== "OK") note(m[2], "base/err.h");
  return found;
}

test("every sentence that the service can say has a Dutch one; none is left over", () => {
  const found = said();
  assert.ok(found.size > 300, `${found.size} sentences were found`);
  assert.deepEqual([...new Set(found.get("{}"))].filter((path) => !handedOn.includes(path)), [], "hands a sentence on: look whether it is Dutch in the app, and add it to handedOn");
  found.delete("{}");
  assert.deepEqual(
    [...found].filter(([key]) => !(key in catalogue.sentences)).map(([key, paths]) => `${paths[0]}: ${key}`),
    [],
    "add the Dutch sentence to web/src/i18n/problems.nl.json",
  );
  const plain = (text) => keyOf(text.replace(/"\s*(PRI\w+)\s*"/g, "d").replace(/"\s+"/g, "")); // pieces of a text as one
  const everything = files.map((path) => plain(readFileSync(join(source, path), "utf8"))).join("\n");
  assert.deepEqual(
    Object.keys(catalogue.sentences).filter((key) => !found.has(key) && key !== "line {}, column {}" /* put together in imports.c */ && !everything.includes(`"${key}`)),
    [],
    "not said any more: take it out of web/src/i18n/problems.nl.json",
  );
});

test("a Dutch sentence names what the English one names, and is another", async () => {
  const ts = createRequire(join(source, "web/package.json"))("typescript");
  const js = ts.transpile(readFileSync(join(source, "web/src/i18n/problems.ts"), "utf8"), { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 });
  const { translator } = await import(`data:text/javascript,${encodeURIComponent(js)}`);
  const { sentence, field } = translator(catalogue);
  const unsaid = /this swap was changed|was changed by someone else|of this person to this function|mistake\{\}/; // versions and ids that say nothing to people
  for (const [key, dutch] of Object.entries(catalogue.sentences)) {
    let n = 0;
    const english = key.replace(/\{\}/g, () => `x${++n}y`);
    const got = sentence(english);
    assert.ok(!/[{}]/.test(got.replace("()", "")), `${key}: ${got}`);
    if (!unsaid.test(key)) for (let i = 1; i <= n; i++) assert.ok(got.includes(`x${i}y`), `${key}: ${got} does not name ${i}`);
    if (!/^(Last-Event|\[gateway|there are|must be one of: json)/.test(key)) assert.notEqual(got, english, key);
    assert.ok(dutch.length > 0);
  }
  assert.equal(sentence("starts_at: must be given"), "begin: moet ingevuld zijn");
  assert.equal(sentence("the role dispatcher may not do this"), "als meldkamer mag u dit niet");
  assert.equal(sentence("2 mistakes; the first is in line 3, name: must not be empty; nothing was imported"), "2 fout(en); de eerste staat in regel 3, naam: mag niet leeg zijn; er is niets binnengehaald");
  assert.equal(sentence("this function cannot be saved: another one has the same code and name"), "dit kan niet bewaard worden (functie): een ander heeft al dezelfde waarde: code en naam");
  assert.equal(sentence("must be one of: yes, no"), "moet een van deze zijn: ja, nee");
  assert.equal(sentence("Iets dat geen zin van de dienst is"), "Iets dat geen zin van de dienst is");
  assert.equal(field("slots[2].need"), "functies 3 aantal");
});

serve();

test("the app says in its language what was refused, the field named", async () => {
  for (const [language, labels, wanted] of [
    ["nl", ["Achternaam", "Gemeente", "Nummer 1", "Opslaan"], "Moet een telefoonnummer van 7 tot 15 cijfers zijn"],
    ["en", ["Family name", "Municipality", "Number 1", "Save"], "Must be a telephone number of 7 to 15 digits"],
  ]) {
    const page = await openPage(browser, service, { language, expected: [/422/] });
    await enter(page, "coordinator", "/people/new");
    await page.getByLabel(labels[0]).fill("Proef");
    await page.getByLabel(labels[1]).selectOption({ index: 1 });
    await page.getByLabel(labels[2]).fill("0612");
    await page.getByRole("button", { name: labels[3] }).click();
    await page.getByText(wanted).first().waitFor();
    await accessible(page, `refused ${language}`);
  }
});
