// SPDX-License-Identifier: EUPL-1.2
// The filters of a page stand in its address: a link to what is looked at, and the way back to it.
import { useLocation } from "preact-iso";

/* filter: changes some of them in place; an empty one is left out. */
export function useFilters() {
  const { query, path, route } = useLocation();
  const filter = (changes: Record<string, string>) => {
    const next = new URLSearchParams(location.search); // as it is now: two may be typed in at once
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") next.delete(name);
      else next.set(name, value);
    }
    const search = next.toString();
    route(search === "" ? path : `${path}?${search}`, true);
  };
  return { query, filter };
}
