// SPDX-License-Identifier: EUPL-1.2
// My version of an item beside that of somebody else, in words: names for numbers, dates as people
// write them.
import { t, word } from "../i18n";
import { date, dateTime } from "../i18n/dates";
import { Conflict, differences, type InWords } from "./conflict";
import { byId, useFunctions, useMunicipalities, usePeople, useRotations, useScenarios } from "./names";

/* The group of words of a field whose values are words of the API: { kind: "requirement" }. */
export type Groups = Record<string, string>;
type NameOf = (id: number) => string | undefined;

function useNamesOf(): Record<string, NameOf> {
  const people = byId(usePeople());
  const functions = byId(useFunctions());
  const municipalities = byId(useMunicipalities());
  const scenarios = byId(useScenarios());
  const rotations = byId(useRotations());
  return {
    person: (id) => people.get(id)?.display_name,
    function: (id) => functions.get(id)?.name,
    municipality: (id) => municipalities.get(id)?.name,
    scenario: (id) => scenarios.get(id)?.name,
    rotation: (id) => rotations.get(id)?.name,
  };
}

function inWords(field: string, value: unknown, groups: Groups, names: Record<string, NameOf>): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (Array.isArray(value)) return value.map((v) => inWords(field, v, groups, names)).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([k, v]) => inWords(k, v, groups, names)).join(" ");
  const text = String(value as string | number);
  const kind = /(\w+?)_ids?$/.exec(field)?.[1]?.split("_").at(-1) ?? "";
  const group = groups[field];
  if (names[kind]) return names[kind](Number(value)) ?? text;
  if (group !== undefined) return word(group, text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return date(text);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? dateTime(text) : text;
}

interface Props<T> {
  names: Partial<Record<keyof T & string, string>>;
  groups: Groups;
  mine: T;
  theirs: T;
  onMine: () => void;
  onTheirs: () => void;
}

export function EditConflict<T extends object>({ names, groups, mine, theirs, onMine, onTheirs }: Props<T>) {
  const namesOf = useNamesOf();
  const all = (item: T): InWords => (Object.keys(names) as (keyof T & string)[]).map((k) => [names[k] ?? k, inWords(k, item[k], groups, namesOf)]);
  return <Conflict changes={differences(all(mine), all(theirs))} onMine={onMine} onTheirs={onTheirs} />;
}
