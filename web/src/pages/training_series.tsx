// SPDX-License-Identifier: EUPL-1.2
// Series of activities: how often a new one repeats, and whether a change is for the later ones too.
import type { Schemas } from "../api/client";
import type { Problem } from "../api/problem";
import { t, tn } from "../i18n";
import { Check, Choice, Field } from "../parts/field";

type Activity = Schemas["Activity"];
const units = ["week", "month", "month_weekday"] as const;
/* As it is filled in; unit "": it does not repeat. */
export interface Repeat {
  unit: "" | (typeof units)[number];
  every: string;
  until: string;
}
export const once: Repeat = { unit: "", every: "1", until: "" };
export const repeatBody = (r: Repeat) => ({ unit: r.unit || "week", every: Number(r.every), until: r.until });

export function RepeatFields({ repeat, set, problem }: { repeat: Repeat; set: (to: Repeat) => void; problem: Problem | null }) {
  return (
    <>
      <Choice label={t("repeat.unit")} value={repeat.unit} onChange={(e) => set({ ...repeat, unit: e.currentTarget.value as Repeat["unit"] })} error={problem?.field("repeat.unit")}>
        <option value="">{t("repeat.once")}</option>
        {units.map((u) => (
          <option key={u} value={u}>
            {t(`repeat.${u}` as const)}
          </option>
        ))}
      </Choice>
      {repeat.unit !== "" && (
        <>
          <Field
            label={repeat.unit === "week" ? t("repeat.every_weeks") : t("repeat.every_months")}
            type="number"
            min={1}
            max={52}
            required
            value={repeat.every}
            onInput={(e) => set({ ...repeat, every: e.currentTarget.value })}
            error={problem?.field("repeat.every")}
          />
          <Field label={t("repeat.until")} type="date" required value={repeat.until} onInput={(e) => set({ ...repeat, until: e.currentTarget.value })} error={problem?.field("repeat.until")} />
        </>
      )}
    </>
  );
}

/* How many of its series come after it. */
export const laterThan = (a: Activity | undefined, all: Activity[]): number =>
  a?.series ? all.filter((x) => x.series === a.series && Date.parse(x.starts_at) > Date.parse(a.starts_at)).length : 0;

/* How many of the series with that name are still to come. */
export const comingOf = (series: string, all: Activity[]): number => (series.trim() === "" ? 0 : all.filter((x) => x.series === series.trim() && Date.parse(x.ends_at) > Date.now()).length);

export function Following({ later, following, set }: { later: number; following: boolean; set: (to: boolean) => void }) {
  return later > 0 ? <Check label={tn("repeat.following", later)} checked={following} onChange={set} /> : null;
}
