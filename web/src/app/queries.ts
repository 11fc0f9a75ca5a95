// SPDX-License-Identifier: EUPL-1.2
// What was read from the service, and when it must be read anew: every event names a kind of
// thing that changed; its lists are read again, at most twice a second.
import { QueryClient } from "@tanstack/preact-query";
import { Problem } from "../api/problem";
import { language } from "../i18n";
import { isLost, listen, liveState, POLL_MS, shows, whenOpen } from "../live/events";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 10 * 60_000,
      networkMode: "always",
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || (error.status === 0 && !error.late) || error.status >= 500),
      retryDelay: (count) => 500 * 2 ** count,
    },
    mutations: { networkMode: "always" },
  },
});
/* How old is what was read longest ago, of what is asked for again and again. */
shows(() => {
  const followed = queries
    .getQueryCache()
    .findAll({ type: "active" })
    .filter((q) => q.state.dataUpdatedAt > 0 && (liveState.value !== "off" || q.observers.some((o) => o.options.refetchInterval)));
  return followed.length === 0 ? null : Math.min(...followed.map((q) => q.state.dataUpdatedAt));
});
setInterval(() => {
  if (isLost() && !document.hidden) void queries.refetchQueries({ type: "active" }, { cancelRefetch: false });
}, POLL_MS);

/* The roster ("duties") and the absences show their problems of the coverage, and follow what changes those. */
const touches: Record<string, string[]> = {
  callout: ["callouts", "my-questions"],
  slot: ["callouts"],
  duty: ["duties", "on-duty", "coverage", "absences", "readiness"],
  override: ["duties", "on-duty", "overrides", "coverage", "absences"],
  absence: ["absences", "duties", "on-duty", "coverage", "readiness"],
  swap: ["swaps", "duties", "on-duty", "coverage", "absences"],
  rotation: ["rotations"],
  coverage: ["coverage", "duties", "absences", "readiness", "working-weeks"],
  person: ["people", "person"],
  assignment: ["assignments", "duties", "on-duty", "coverage"],
  activity: ["activities"],
  gateway: ["gateways", "ready"],
};
const dirty = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function flush(): void {
  timer = undefined;
  for (const key of dirty) void queries.invalidateQueries({ queryKey: [key] });
  dirty.clear();
}
listen(Object.keys(touches), (event) => {
  for (const key of touches[event.kind] ?? []) dirty.add(key);
  timer ??= setTimeout(flush, 500);
});
/* After a hole in the stream everything on screen is read again. */
whenOpen((hole) => {
  if (hole) void queries.invalidateQueries();
});
/* What the service says in words follows the language of the page. */
let told = false;
language.subscribe(() => {
  if (told) void queries.invalidateQueries();
  told = true;
});
