// SPDX-License-Identifier: EUPL-1.2
// Looking in the audit log: the service searches, page by page, the newest first.
import { useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import { all, api, take } from "../api/client";
import { addDays } from "../i18n/dates";

export interface AuditFilter {
  q: string;
  who: string;
  object: string;
  from: string; // days, the last one included
  until: string;
}
const PAGE = 200;
const ENOUGH = 50; // a rare word: on with the search until there is something to see

function asked(f: AuditFilter) {
  return {
    order: "newest" as const,
    ...(f.q && { q: f.q }),
    ...(f.who && { actor: f.who }),
    ...(f.object && { object: f.object }),
    ...(f.from && { from: f.from }),
    ...(f.until && { to: addDays(f.until, 1) }),
  };
}

export function useAudit(f: AuditFilter) {
  const pages = useInfiniteQuery({
    queryKey: ["audit", f],
    queryFn: ({ pageParam }) => take(api.GET("/api/v1/audit", { params: { query: { ...asked(f), limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 30_000,
  });
  const records = pages.data?.pages.flatMap((page) => page.items);
  const searching = pages.hasNextPage && !pages.isError && (records?.length ?? 0) < ENOUGH;
  useEffect(() => {
    if (searching && !pages.isFetching) void pages.fetchNextPage();
  }, [searching, pages.isFetching, pages.data]);
  return { pages, records, searching, reached: pages.data?.pages.at(-1)?.next ?? null };
}

/* All of it, for a file. */
export function wholeAudit(f: AuditFilter, progress: (records: number) => void) {
  let n = 0;
  return all(async (cursor) => {
    const page = await take(api.GET("/api/v1/audit", { params: { query: { ...asked(f), limit: 1000, cursor } } }));
    n += page.items.length;
    progress(n);
    return page;
  });
}
