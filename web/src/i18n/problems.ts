// SPDX-License-Identifier: EUPL-1.2
// The service's sentences in another language. Its English sentence is the key, with {} for what it
// names; a translation has {} for the same in the same order, or {2} for the second. Pure.

export interface Catalogue {
  sentences: Record<string, string>;
  fields: Record<string, string>;
  words: Record<string, string>; // what a sentence may name: "rotation", "dispatcher"
}
export interface Sayer {
  sentence: (english: string) => string;
  field: (name: string) => string;
}
const DEEP = 3; // sentences in sentences

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/* The most particular first: "must be one of: yes, no" before "must be one of: {}". */
function shapesOf(sentences: Record<string, string>) {
  return Object.entries(sentences)
    .filter(([key]) => key.includes("{}"))
    .map(([key, to]) => ({ to, weight: key.replaceAll("{}", "").length, shape: new RegExp(`^${key.split("{}").map(escaped).join("(.*?)")}$`, "s") }))
    .sort((a, b) => b.weight - a.weight);
}

function fill(text: string, values: string[]): string {
  let next = 0;
  return text.replace(/\{(\d*)\}/g, (_, n: string) => values[n === "" ? next++ : Number(n) - 1] ?? "");
}

export function translator({ sentences, fields, words }: Catalogue): Sayer {
  const shapes = shapesOf(sentences);
  /* "slots[2].need": the third of the slots, its need. Of a file it is a sentence: "line 3, column name". */
  const field = (name: string) =>
    name.includes(" ")
      ? (known(name, 1) ?? name)
      : name
          .replace(/\[(\d+)\]/g, ".$1")
          .split(".")
          .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : (fields[part] ?? part.replaceAll("_", " "))))
          .join(" ");
  /* "code and name" of a sentence: fields, when all of them are. */
  const named = (value: string) => {
    const parts = value.split(" and ").map((part) => fields[part]);
    return parts.includes(undefined) ? value : parts.join(" en ");
  };
  const known = (english: string, depth: number): string | undefined => {
    const plain = sentences[english] ?? words[english];
    if (plain !== undefined || depth === 0) return plain;
    for (const { shape, to, weight } of shapes) {
      const found = weight > 0 && shape.exec(english);
      if (found) return fill(to, found.slice(1).map((value) => known(value, depth - 1) ?? named(value)));
    }
    const [, before = "", rest = ""] = /^([^:]{1,64}): (.+)$/s.exec(english) ?? [];
    const said = rest === "" ? undefined : known(rest, depth - 1);
    return said === undefined ? undefined : `${/^[a-z0-9_.[\]]+$/.test(before) ? field(before) : before}: ${said}`;
  };
  return { field, sentence: (english) => known(english, DEEP) ?? english };
}
