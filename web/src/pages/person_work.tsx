// SPDX-License-Identifier: EUPL-1.2
// What somebody ordinarily works, as far as the rules of working time must know: the times of the week or only
// how many hours, from a day to a day. No birth date, no contract. Planners change it; others read their own.
import { useQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan, role } from "../app/session";
import { t, word } from "../i18n";
import { date, fromLocal, isoDay } from "../i18n/dates";
import { number } from "../i18n/numbers";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Choice, Field, NumberField } from "../parts/field";
import { Loaded } from "../parts/loaded";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";

type Week = Schemas["WorkingWeek"];
type Time = NonNullable<Week["times"]>[number];
type Known = "times" | "hours" | "nothing";

const DAY_MS = 86_400_000;
const officeDays = [1, 2, 3, 4, 5];
const officeTimes = (): Time[] => officeDays.map((weekday) => ({ weekday, from: "08:30", until: "17:00" }));
const knownOf = (w: Week): Known => ((w.times ?? []).length > 0 ? "times" : w.week_minutes === null || w.week_minutes === undefined ? "nothing" : "hours");
const changed = () => {
  for (const key of ["working-weeks", "coverage", "readiness"]) void queries.invalidateQueries({ queryKey: [key] });
};

/* "maandag t/m vrijdag", "maandag, woensdag" */
function daysInWords(days: number[]): string {
  const name = (d: number | undefined) => word("weekday", String(d));
  const isRun = days.length > 2 && days.every((d, i) => d === (days[0] ?? 0) + i);
  return isRun ? t("work.days", { from: name(days[0]), to: name(days.at(-1)) }) : days.map(name).join(", ");
}
/* Days with the same times together. */
function timesInWords(times: Time[]): string {
  const days = new Map<string, number[]>();
  for (const time of times) {
    const hours = `${time.from}–${time.until}`;
    days.set(hours, [...(days.get(hours) ?? []), time.weekday]);
  }
  return [...days].map(([hours, on]) => `${daysInWords(on)} ${hours}`).join("; ");
}
function inWords(w: Week): string {
  const known = knownOf(w);
  const work = known === "times" ? timesInWords(w.times ?? []) : known === "hours" ? t("work.hours_n", { n: number((w.week_minutes ?? 0) / 60, (w.week_minutes ?? 0) % 60 === 0 ? 0 : 2) }) : t("work.unknown");
  return w.under_18_until ? `${work}; ${t("work.under_18", { date: date(w.under_18_until) })}` : work;
}

function Times({ times, onTimes, error }: { times: Time[]; onTimes: (to: Time[]) => void; error: (field: string) => string | undefined }) {
  const put = (i: number, to: Partial<Time>) => onTimes(times.map((was, k) => (k === i ? { ...was, ...to } : was)));
  return (
    <fieldset class="contacts">
      <legend>{t("work.times")}</legend>
      <p class="field-help">{t("work.times_help")}</p>
      {error("times") && <p class="field-error">✕ {error("times")}</p>}
      {times.map((time, i) => (
        <div class="work-time" key={i}>
          <Choice label={t("work.day_n", { n: i + 1 })} value={time.weekday} onChange={(e) => put(i, { weekday: Number(e.currentTarget.value) })}>
            {[1, 2, 3, 4, 5, 6, 7].map((d) => (
              <option key={d} value={d}>
                {word("weekday", String(d))}
              </option>
            ))}
          </Choice>
          <Field label={t("work.from_n", { n: i + 1 })} type="time" required value={time.from} onInput={(e) => put(i, { from: e.currentTarget.value })} error={error(`times[${i}].from`)} />
          <Field label={t("work.until_n", { n: i + 1 })} type="time" required value={time.until} onInput={(e) => put(i, { until: e.currentTarget.value })} error={error(`times[${i}].until`)} />
          <button type="button" class="tool" onClick={() => onTimes(times.filter((_, k) => k !== i))}>
            {t("remove")}
            <span class="visually-hidden"> {t("work.day_n", { n: i + 1 })}</span>
          </button>
        </div>
      ))}
      <Button disabled={times.length >= 21} onClick={() => onTimes([...times, { weekday: ((times.at(-1)?.weekday ?? 0) % 7) + 1, from: times.at(-1)?.from ?? "08:30", until: times.at(-1)?.until ?? "17:00" }])}>
        {t("work.day_add")}
      </Button>
    </fieldset>
  );
}

function WeekDialog({ week, personId, onClose }: { week?: Week; personId: number; onClose: () => void }) {
  const blank: Week = { person_id: personId, from: null, until: null, under_18_until: null, week_minutes: null, times: officeTimes() };
  const [known, setKnown] = useState<Known>(week ? knownOf(week) : "times");
  const names = { person_id: t("accounts.person"), from: t("from"), until: t("until"), week_minutes: t("work.week_minutes"), times: t("work.times"), under_18_until: t("work.under_18_until") };
  const edit = useEdit<Week>("/working-weeks", week ?? blank, names, () => {
    changed();
    onClose();
  });
  const w = edit.value;
  useEffect(() => setKnown(week ? knownOf(w) : "times"), [w.version]); // somebody else's may know something else
  const choose = (to: Known) => {
    setKnown(to);
    edit.set({ times: to === "times" ? officeTimes() : [], week_minutes: to === "hours" ? 36 * 60 : null });
  };
  return (
    <Dialog open wide title={week ? t("work.change") : t("work.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ weekday: "weekday" }} onClose={onClose}>
        <p>{t("work.text")}</p>
        <div class="filters">
          <Field label={t("work.from")} help={t("work.from_help")} type="date" value={w.from ?? ""} onInput={(e) => edit.set({ from: e.currentTarget.value || null })} error={edit.error("from")} />
          <Field label={t("work.until")} help={t("work.until_help")} type="date" value={w.until ?? ""} onInput={(e) => edit.set({ until: e.currentTarget.value || null })} error={edit.error("until")} />
        </div>
        <Choice label={t("work.known")} value={known} onChange={(e) => choose(e.currentTarget.value as Known)}>
          {(["times", "hours", "nothing"] as const).map((k) => (
            <option key={k} value={k}>
              {t(`work.known_${k}` as const)}
            </option>
          ))}
        </Choice>
        {known === "times" && <Times times={w.times ?? []} onTimes={(times) => edit.set({ times })} error={(f) => edit.error(f as "times")} />}
        {known === "hours" && (
          <NumberField label={t("work.hours")} min={0} max={168} step={0.25} required value={w.week_minutes === null || w.week_minutes === undefined ? null : w.week_minutes / 60} onNumber={(n) => edit.set({ week_minutes: n === null ? null : Math.round(n * 60) })} error={edit.error("week_minutes")} />
        )}
        <Field label={t("work.under_18_until")} help={t("work.under_18_help")} type="date" value={w.under_18_until ?? ""} onInput={(e) => edit.set({ under_18_until: e.currentTarget.value || null })} error={edit.error("under_18_until")} />
      </EditForm>
    </Dialog>
  );
}

function Weeks({ items, then, onChange, onRemove }: { items: Week[]; then: boolean; onChange: (w: Week) => void; onRemove: (w: Week) => void }) {
  const change = mayPlan.value && !then;
  const sorted = [...items].sort((a, b) => (a.from ?? "").localeCompare(b.from ?? ""));
  return (
    <Table caption={t("work.title")} head={[t("from"), t("until"), t("work.what")]} acts={change && t("change")}>
      {sorted.map((w) => (
        <tr key={w.id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell numeric">
            {w.from ? date(w.from) : t("work.always")}
          </th>
          <td class="utrecht-table__cell numeric">{w.until ? date(w.until) : "–"}</td>
          <td class="utrecht-table__cell">{inWords(w)}</td>
          {change && (
            <td class="utrecht-table__cell">
              <button type="button" class="tool" onClick={() => onChange(w)}>
                {t("change")}
                <span class="visually-hidden"> {inWords(w)}</span>
              </button>
              <button type="button" class="tool" onClick={() => onRemove(w)}>
                {t("remove")}
                <span class="visually-hidden"> {inWords(w)}</span>
              </button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

export function PersonWork({ id, own = false }: { id: number; own?: boolean }) {
  const [edit, setEdit] = useState<Week | "new" | null>(null);
  const [gone, setGone] = useState<Week | null>(null);
  const [then, setThen] = useState(""); // as known at the end of that day; "": now
  const allowed = own || mayPlan.value || role.value === "auditor";
  const list = useQuery({
    queryKey: ["working-weeks", id, then],
    queryFn: () => {
      const known = then === "" ? {} : { known_at: fromLocal(`${then}T23:59`).toISOString() };
      return all((cursor) => take(api.GET("/api/v1/working-weeks", { params: { query: { person_id: id, limit: 1000, cursor, ...known } } })));
    },
    enabled: allowed,
  });
  if (!allowed) return null;
  return (
    <section aria-labelledby="work">
      <h2 id="work">{t("work.title")}</h2>
      {own && <p class="quiet">{t("work.own_text")}</p>}
      {!own && <Field label={t("work.then")} help={t("work.then_help")} type="date" max={isoDay(Date.now() - DAY_MS)} value={then} onInput={(e) => setThen(e.currentTarget.value)} />}
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{then === "" ? t("work.none") : t("work.none_then")}</p>}>
        {(items) => <Weeks items={items} then={then !== ""} onChange={setEdit} onRemove={setGone} />}
      </Loaded>
      {mayPlan.value && then === "" && <Button onClick={() => setEdit("new")}>{t("work.add")}</Button>}
      {edit !== null && <WeekDialog personId={id} {...(edit === "new" ? {} : { week: edit })} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/working-weeks" item={gone} title={t("work.remove_title")} onDone={changed} onClose={() => setGone(null)}>
          <p>{inWords(gone)}</p>
        </Remove>
      )}
    </section>
  );
}
