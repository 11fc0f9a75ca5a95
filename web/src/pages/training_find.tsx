// SPDX-License-Identifier: EUPL-1.2
// Which activities are looked for: words, kind, time, function and series, as they stand in the address.
import type { ComponentChildren } from "preact";
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { toLocal } from "../i18n/dates";
import { Choice, Field } from "../parts/field";
import { FunctionChoice } from "../parts/function_choice";
import { fold } from "../parts/search";
import { activityKinds } from "./training_activity";

type Activity = Schemas["Activity"];
/* The names are those in the address; empty is all. when: coming, past, or a year. */
export interface Sought {
  activity: string;
  kind: string;
  when: string;
  for: string;
  series: string;
}
const times = ["coming", "past"] as const;

export const soughtOf = (query: Record<string, string>): Sought => ({
  activity: query.activity ?? "",
  kind: query.kind ?? "",
  when: query.when ?? "",
  for: query.for ?? "",
  series: query.series ?? "",
});

const yearOf = (a: Activity) => toLocal(a.starts_at).slice(0, 4);

function isThen(a: Activity, when: string, now: number): boolean {
  if (when === "") return true;
  const past = Date.parse(a.ends_at) < now;
  return when === "past" ? past : when === "coming" ? !past : yearOf(a) === when;
}

function isFor(a: Activity, id: string): boolean {
  const functions = a.function_ids ?? [];
  return id === "" || functions.length === 0 || functions.includes(Number(id));
}

/* Those that are looked for, what is nearest to now first. */
export function chosen(items: Activity[], q: Sought): Activity[] {
  const now = Date.now();
  const wanted = fold(q.activity).split(/\s+/).filter(Boolean);
  const away = (a: Activity) => Math.abs(Date.parse(a.starts_at) - now);
  return items
    .filter((a) => {
      const words = fold([a.title, a.subject, a.series, a.location, a.organiser].join(" "));
      return (q.kind === "" || a.kind === q.kind) && (q.series === "" || a.series === q.series) && isThen(a, q.when, now) && isFor(a, q.for) && wanted.every((w) => words.includes(w));
    })
    .sort((a, b) => away(a) - away(b));
}

const sorted = (values: (string | undefined)[]) => [...new Set(values)].filter((v): v is string => Boolean(v)).sort((x, y) => x.localeCompare(y));

export function Find({ items, q, set, children }: { items: Activity[]; q: Sought; set: (name: keyof Sought, value: string) => void; children: ComponentChildren }) {
  const series = sorted([q.series, ...items.map((a) => a.series)]);
  return (
    <div class="filters">
      <Field label={t("training.search")} type="search" value={q.activity} onInput={(e) => set("activity", e.currentTarget.value)} />
      <Choice label={t("kind")} value={q.kind} onChange={(e) => set("kind", e.currentTarget.value)}>
        <option value="">{t("all")}</option>
        {activityKinds.map((k) => (
          <option key={k} value={k}>
            {word("activity", k)}
          </option>
        ))}
      </Choice>
      <Choice label={t("training.when")} value={q.when} onChange={(e) => set("when", e.currentTarget.value)}>
        <option value="">{t("all")}</option>
        {times.map((w) => (
          <option key={w} value={w}>
            {t(`training.${w}` as const)}
          </option>
        ))}
        {sorted(items.map(yearOf)).map((year) => (
          <option key={year} value={year}>
            {year}
          </option>
        ))}
      </Choice>
      <FunctionChoice label={t("training.for")} none={t("all")} value={Number(q.for)} onChange={(id) => set("for", id === null ? "" : String(id))} />
      {series.length > 0 && (
        <Choice label={t("training.series")} value={q.series} onChange={(e) => set("series", e.currentTarget.value)}>
          <option value="">{t("all")}</option>
          {series.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      {children}
    </div>
  );
}
