// SPDX-License-Identifier: EUPL-1.2
// The words of each page of a PDF that Chromium made, in the order in which they were drawn; blanks
// are not kept, since many a blank is only a distance.
import { inflateSync } from "node:zlib";

/* What stands in the file by number: the dictionary, and the stream inflated. */
function objectsOf(pdf) {
  const objects = new Map();
  for (const m of pdf.toString("latin1").matchAll(/(?:^|\n)(\d+) 0 obj\s*([\s\S]*?)(?:stream\r?\n([\s\S]*?)\r?\nendstream|endobj)/g))
    objects.set(m[1], { words: m[2], stream: m[3] === undefined ? "" : /FlateDecode/.test(m[2]) ? inflateSync(Buffer.from(m[3], "latin1")).toString("latin1") : m[3] });
  return objects;
}

const unhex = (hex) => Buffer.from(hex, "hex").swap16().toString("utf16le");

/* Number of a glyph -> letters, out of a ToUnicode map. */
function lettersOf(map) {
  const letters = new Map();
  for (const [, lines] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) for (const [, glyph, hex] of lines.matchAll(/<(\w+)>\s*<(\w+)>/g)) letters.set(parseInt(glyph, 16), unhex(hex));
  for (const [, lines] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from, to, hex] of lines.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
      for (let glyph = parseInt(from, 16); glyph <= parseInt(to, 16); glyph++) letters.set(glyph, String.fromCharCode(parseInt(hex, 16) + glyph - parseInt(from, 16)));
  return letters;
}

export function wordsOf(pdf) {
  const objects = objectsOf(pdf);
  const at = (words, key) => objects.get(new RegExp(`/${key} (\\d+) 0 R`).exec(words)?.[1]);
  const pages = [...objects.values()].filter((o) => /\/Type \/Page\b/.test(o.words));
  return pages.map((page) => {
    const resources = at(page.words, "Resources")?.words ?? page.words;
    const fonts = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name, lettersOf(at(objects.get(id).words, "ToUnicode")?.stream ?? "")]));
    let font = new Map();
    let text = "";
    for (const [, name, hex] of at(page.words, "Contents").stream.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
      if (name) font = fonts.get(name) ?? new Map();
      else for (const glyph of hex.match(/.{4}/g) ?? []) text += font.get(parseInt(glyph, 16)) ?? "";
    }
    return text.replace(/\s/g, "");
  });
}
