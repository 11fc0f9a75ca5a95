// SPDX-License-Identifier: EUPL-1.2
// Names behind the ids of the API: functions, people, municipalities; read once, kept by the events.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { isStaff } from "../app/session";

export const functionsQuery = {
  queryKey: ["functions"],
  queryFn: () => all((cursor) => take(api.GET("/api/v1/functions", { params: { query: { limit: 1000, cursor } } }))),
  staleTime: 300_000,
};
export const useFunctions = () => useQuery(functionsQuery);
export function usePeople() {
  return useQuery({
    queryKey: ["people"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/people", { params: { query: { limit: 1000, cursor } } }))),
    staleTime: 60_000,
    enabled: isStaff.value,
  });
}
export function useMunicipalities() {
  return useQuery({
    queryKey: ["municipalities"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/municipalities", { params: { query: { limit: 1000, cursor } } }))),
    staleTime: 300_000,
    enabled: isStaff.value,
  });
}
export function useAssignments() {
  return useQuery({
    queryKey: ["assignments"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/assignments", { params: { query: { limit: 1000, cursor } } }))),
    staleTime: 60_000,
    enabled: isStaff.value,
  });
}

export function useScenarios() {
  return useQuery({
    queryKey: ["scenarios"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/scenarios", { params: { query: { limit: 1000, cursor } } }))),
    staleTime: 60_000,
    enabled: isStaff.value,
  });
}

export function useRotations() {
  return useQuery({
    queryKey: ["rotations"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/rotations", { params: { query: { limit: 1000, cursor } } }))),
    staleTime: 60_000,
    enabled: isStaff.value,
  });
}

export interface Named<T> {
  get: (id: number) => T | undefined;
  pending: boolean; // the list has not come
}
class Items<T> extends Map<number, T> implements Named<T> {
  pending = false;
}
interface Read<T> {
  data: T[] | undefined;
  isLoading: boolean;
}

export function byId<T extends { id?: number }>(list: T[] | undefined | Read<T>): Items<T> {
  const { data, isLoading } = Array.isArray(list) || list === undefined ? { data: list, isLoading: list === undefined } : list;
  const items = new Items<T>((data ?? []).map((i) => [i.id ?? 0, i]));
  items.pending = isLoading;
  return items;
}

/* What an id is called; "…" while the list it stands in is being read, undefined when it is not in the list. */
export function nameIn<T>(items: Named<T>, id: number, name: (item: T) => string | undefined): string | undefined {
  const item = items.get(id);
  return (item === undefined ? undefined : name(item)) ?? (items.pending ? "…" : undefined);
}
/* The same by a field, or its number. */
export function called<T extends object, K extends keyof T>(items: Named<T>, id: number | null | undefined, key: K): string {
  return nameIn(items, id ?? 0, (item) => item[key] as string | undefined) ?? `#${id}`;
}

export type Person = Schemas["Person"];
export type Fn = Schemas["Function"];
