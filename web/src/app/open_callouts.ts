// SPDX-License-Identifier: EUPL-1.2
import { useQuery } from "@tanstack/preact-query";
import { api, take, type Schemas } from "../api/client";
import { isOver } from "../live/callout_life";
import { isStaff } from "./session";

export const openCalloutsKey = ["callouts", "open"];

function useNewest() {
  return useQuery({
    queryKey: openCalloutsKey,
    queryFn: () => take(api.GET("/api/v1/callouts", { params: { query: { limit: 20 } } })),
    enabled: isStaff.value,
    refetchInterval: 15_000,
  });
}

/* False also while it is not known. */
export function useNeverCalled(): boolean {
  return useNewest().data?.items.length === 0;
}

/* Under way: being called, or short; what was filled stays for six hours. */
export function useOpenCallouts(): Schemas["Callout"][] {
  const { data } = useNewest();
  return (data?.items ?? []).filter((c) => {
    if (isOver(c)) return false;
    return c.state !== "filled" || Date.now() - Date.parse(c.started_at ?? "") < 6 * 3_600_000;
  });
}
