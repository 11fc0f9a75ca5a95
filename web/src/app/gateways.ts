// SPDX-License-Identifier: EUPL-1.2
// Which gateways work, and whether calls get out: asked by the banner, Now and the settings alike.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { isStaff } from "./session";

export function useGateways() {
  return useQuery({
    queryKey: ["gateways"],
    queryFn: () => take(api.GET("/api/v1/gateways")),
    enabled: isStaff.value,
    refetchInterval: (query) => (query.state.data?.gateways.some((g) => g.test_state === "started") ? 2_000 : 15_000), // somebody looks how a test goes
  });
}
