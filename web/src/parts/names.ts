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

export function byId<T extends { id?: number }>(items: T[] | undefined): Map<number, T> {
  return new Map((items ?? []).map((i) => [i.id ?? 0, i]));
}

/* What an id is called; "…" while the list it stands in has not come, its number when it is not in the list. */
export function called<T extends object, K extends keyof T>(items: Map<number, T>, id: number | null | undefined, key: K): string {
  const item = items.get(id ?? 0);
  if (item !== undefined && typeof item[key] === "string") return item[key];
  return items.size === 0 ? "…" : `#${id}`;
}

export type Person = Schemas["Person"];
export type Fn = Schemas["Function"];
