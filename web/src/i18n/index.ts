// SPDX-License-Identifier: EUPL-1.2
// Two flat catalogues; Dutch is complete by definition, and the type of a key. A browser test
// compares keys and placeholders.
import { signal } from "@preact/signals";
import nl from "./nl.json";

export type Key = keyof typeof nl;
export type Language = "nl" | "en";
type Values = Record<string, string | number>;

const remembered = localStorage.getItem("language");
export const language = signal<Language>(remembered === "en" ? "en" : "nl");
const catalogue = signal<Record<string, string>>(nl);

export async function setLanguage(to: Language): Promise<void> {
  catalogue.value = to === "en" ? (await import("./en.json")).default : nl;
  language.value = to;
  localStorage.setItem("language", to);
  document.documentElement.lang = to;
}

export async function startLanguage(): Promise<void> {
  if (language.value !== "nl") await setLanguage(language.value);
}

function fill(text: string, values: Values | undefined): string {
  return values === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function t(key: Key, values?: Values): string {
  return fill(catalogue.value[key] ?? nl[key], values);
}

/* A text that counts: `key.one` and `key.other` with {n}. */
type Counted = Key extends infer K ? (K extends `${infer P}.one` ? P : never) : never;
export function tn(key: Counted, n: number, values?: Values): string {
  const form = new Intl.PluralRules(language.value).select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}` as Key, { n, ...values });
}

/* A word of the API (a state, a role), in words for people. */
export function word(group: string, value: string | null | undefined): string {
  const key = `${group}.${value}`;
  return catalogue.value[key] ?? (nl as Record<string, string>)[key] ?? value ?? "";
}
