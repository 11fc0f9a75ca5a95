// SPDX-License-Identifier: EUPL-1.2
// The app's own words by their key, in each of its languages: a task that is written with them is carried through
// in Dutch and in English. What is found with `button` and `field` is found as Tab does (tabTo in support.mjs).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buttonOf, fieldOf } from "./keyboard.mjs";
import { source } from "./support.mjs";

export const languages = ["nl", "en"];
const texts = Object.fromEntries(languages.map((language) => [language, JSON.parse(readFileSync(join(source, `web/src/i18n/${language}.json`), "utf8"))]));
const plain = (text) => String(text).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

export function speaker(language) {
  /* As a part of a pattern; where no value is given anything may stand. */
  const part = (key, values = {}) => {
    const text = texts[language][key];
    assert.ok(text !== undefined, `no text ${key}`);
    return text
      .split(/(\{\w+\})/)
      .map((piece) => (/^\{\w+\}$/.test(piece) ? (piece.slice(1, -1) in values ? plain(values[piece.slice(1, -1)]) : ".+") : plain(piece)))
      .join("");
  };
  return {
    text: (key) => texts[language][key],
    says: (key, values) => new RegExp(part(key, values)),
    /* of: what stands behind its words, for who does not see the row */
    button: (key, of) => buttonOf(part(key), of === undefined ? undefined : `.*${plain(of)}`),
    link: (key) => new RegExp(`^A .*${part(key)}`),
    field: (key, values) => fieldOf(part(key, values)),
  };
}
