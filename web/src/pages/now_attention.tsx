// SPDX-License-Identifier: EUPL-1.2
// What somebody should do something about, most urgent first; nothing is a good sign and says so.
import { useQuery, type UseQueryResult } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { useOpenCallouts } from "../app/open_callouts";
import { mayPlan } from "../app/session";
import { t, tn } from "../i18n";
import { readyInWords, useReady } from "../parts/ready";

type Asked = Pick<UseQueryResult, "data" | "isError">;
interface Item {
  key: string;
  tone: "error" | "warning";
  text: string;
  href: string;
}

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 14;

/* What the roster of the coming two weeks lacks, and what waits for somebody to decide. */
function usePlanning(enabled: boolean): { items: Item[]; asked: Asked[] } {
  const coverage = useQuery({
    queryKey: ["coverage", "soon"],
    queryFn: () => {
      const now = Date.now();
      return take(api.GET("/api/v1/coverage", { params: { query: { from: new Date(now).toISOString(), to: new Date(now + AHEAD_DAYS * DAY_MS).toISOString() } } }));
    },
    refetchInterval: 300_000,
    enabled,
  });
  const swaps = useQuery({
    queryKey: ["swaps"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/swaps", { params: { query: { limit: 1000, cursor } } }))),
    enabled: enabled && mayPlan.value,
  });
  const items: Item[] = [];
  const later = (kind: string) => (coverage.data?.problems ?? []).filter((p) => p.kind === kind && p.severity === "error" && Date.parse(p.from) > Date.now()).length;
  const gaps = later("gap");
  const absent = (coverage.data?.problems ?? []).filter((p) => p.kind === "absent").length;
  const agreed = (swaps.data ?? []).filter((s) => s.state === "agreed").length;
  if (gaps > 0) items.push({ key: "later-gaps", tone: "error", text: tn("attention.later_gaps", gaps), href: "/roster" });
  if (absent > 0) items.push({ key: "absent", tone: "warning", text: tn("attention.absent", absent), href: mayPlan.value ? "/roster/changes" : "/roster" });
  if (agreed > 0) items.push({ key: "swaps", tone: "warning", text: tn("attention.swaps", agreed), href: "/roster/changes" });
  return { items, asked: mayPlan.value ? [coverage, swaps] : [coverage] };
}

/* "Nothing" is said only when everything was looked at. */
function Quiet({ asked, onDuty }: { asked: Asked[]; onDuty: Asked }) {
  if (asked.some((q) => q.data === undefined && !q.isError)) return <p class="quiet">{t("attention.looking")}</p>;
  const functions = (onDuty.data as Schemas["OnDuty"] | undefined)?.functions ?? [];
  if (!functions.some((f) => (f.required_on_duty ?? 0) > 0 || (f.people ?? []).length > 0)) return <p class="quiet">{t("attention.nothing_yet")}</p>;
  return (
    <p class="quiet">
      <span class="state state-filled" aria-hidden="true">
        ✓
      </span>{" "}
      {t("attention.none")}
    </p>
  );
}

/* The other questions are asked when who is on duty, which is looked at first, has come. */
export function Attention({ gaps, onDuty }: { gaps: number; onDuty: Asked }) {
  const ready = useReady();
  const planning = usePlanning(onDuty.data !== undefined);
  const open = useOpenCallouts();
  const asked = [onDuty, ready, open, ...(onDuty.isError ? [] : planning.asked)];
  const unseen = asked.some((q) => q.data === undefined && q.isError);
  const short = (open.data?.items ?? []).filter((c) => c.state === "exhausted");
  const items: Item[] = [];
  if (ready.data && !ready.data.ok) items.push({ key: "ready", tone: "error", text: t("attention.gateways", { why: readyInWords(ready.data.text) }), href: "/settings" });
  for (const c of short) items.push({ key: `short-${c.id}`, tone: "error", text: t("attention.short", { what: c.incident || t("callout.number", { id: c.id }) }), href: `/callouts/${c.id}` });
  if (gaps > 0) items.push({ key: "gaps", tone: "error", text: tn("attention.gaps", gaps), href: "/roster" });
  items.push(...planning.items);
  if (unseen) items.push({ key: "unseen", tone: "warning", text: t("attention.unseen"), href: "/roster/readiness" });
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">{t("attention.title")}</h2>
      {items.length === 0 ? (
        <Quiet asked={asked} onDuty={onDuty} />
      ) : (
        <ul class="attention">
          {items.map((i) => (
            <li key={i.key}>
              <a href={i.href} class={`attention-item tone-${i.tone}`}>
                <span aria-hidden="true" class="notice-shape">
                  !
                </span>
                {i.text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
