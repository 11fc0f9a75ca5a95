// SPDX-License-Identifier: EUPL-1.2
// Who or what a number of the audit log is, as it is called now. What is gone keeps its number.
import { word } from "../i18n";
import { byId, nameIn, useFunctions, useMunicipalities, usePeople, useRotations, useScenarios } from "../parts/names";
import { useActivities, useRequirements } from "./learning_form";

export type NameOf = (kind: string, id: number) => string;

function named<T extends { id?: number }>(list: { data: T[] | undefined; isLoading: boolean }, name: (item: T) => string | undefined) {
  const items = byId(list);
  return (id: number) => nameIn(items, id, (item) => `${name(item)} (${id})`);
}

export function useNames(): NameOf {
  const lists: Record<string, (id: number) => string | undefined> = {
    person: named(usePeople(), (p) => p.display_name),
    function: named(useFunctions(), (f) => `${f.code} ${f.name}`),
    municipality: named(useMunicipalities(), (m) => m.name),
    scenario: named(useScenarios(), (s) => s.name),
    rotation: named(useRotations(), (r) => r.name),
    activity: named(useActivities(), (a) => a.title),
    requirement: named(useRequirements(), (r) => r.title),
  };
  return (kind, id) => lists[kind]?.(id) ?? `${word("audit_kind", kind)} ${id}`;
}
