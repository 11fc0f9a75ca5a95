// SPDX-License-Identifier: EUPL-1.2
// What goes on: a call-out stays until it is stopped, however long ago it was filled (live/callout_life.ts).
import { useQuery } from "@tanstack/preact-query";
import { api, take, type Schemas } from "../api/client";
import { isStaff } from "./session";

type Callout = Schemas["Callout"];
interface Running {
  items: Callout[];
  more: boolean; // than are asked for
}
const MOST = 100;
export const openCalloutsKey = ["callouts", "open"];

/* Real ones first, each kind newest first. */
const ordered = (items: Callout[]) => [...items].sort((a, b) => Number(b.kind === "real") - Number(a.kind === "real"));

export function useOpenCallouts() {
  return useQuery({
    queryKey: openCalloutsKey,
    queryFn: async (): Promise<Running> => {
      const { items, next } = await take(api.GET("/api/v1/callouts", { params: { query: { running: true, limit: MOST } } }));
      return { items: ordered(items), more: next !== null };
    },
    enabled: isStaff.value,
    refetchInterval: 15_000,
  });
}

/* False also while it is not known. */
export function useNeverCalled(): boolean {
  const none = useOpenCallouts().data?.items.length === 0;
  const any = useQuery({
    queryKey: ["callouts", "any"],
    queryFn: () => take(api.GET("/api/v1/callouts", { params: { query: { limit: 1 } } })),
    enabled: none,
  });
  return none && any.data?.items.length === 0;
}
