// SPDX-License-Identifier: EUPL-1.2
// A month of activities, a week a row; on a telephone only the days on which there is something.
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { addDays, dayLong, fromLocal, isoDay, monday, monthYear, time, weekday, weekNumber } from "../i18n/dates";
import { Button } from "../parts/button";
import { useFilters } from "../parts/filters";

type Activity = Schemas["Activity"];

const noon = (day: string) => fromLocal(`${day}T12:00`);
const monthOf = (day: string) => day.slice(0, 7);
/* The month that is so many months away. */
function otherMonth(month: string, n: number): string {
  const [year, m] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, m - 1 + n, 1)).toISOString().slice(0, 7);
}

/* The days of the weeks that the month has a part in. */
function weeksOf(month: string): string[][] {
  const weeks: string[][] = [];
  for (let day = monday(`${month}-01`); monthOf(day) <= month; day = addDays(day, 7)) weeks.push([0, 1, 2, 3, 4, 5, 6].map((n) => addDays(day, n)));
  return weeks;
}

/* By day: an activity of several days stands on each. */
function byDay(items: Activity[]): Map<string, Activity[]> {
  const days = new Map<string, Activity[]>();
  for (const a of [...items].sort((x, y) => x.starts_at.localeCompare(y.starts_at))) {
    const last = isoDay(Math.max(Date.parse(a.starts_at), Date.parse(a.ends_at) - 1));
    for (let day = isoDay(a.starts_at); day <= last; day = addDays(day, 1)) days.set(day, [...(days.get(day) ?? []), a]);
  }
  return days;
}

function Day({ day, month, items, open }: { day: string; month: string; items: Activity[]; open: (a: Activity) => void }) {
  const name = dayLong(noon(day));
  const kinds = [monthOf(day) === month ? "" : "other-month", items.length === 0 ? "nothing" : "", day === isoDay(Date.now()) ? "this-day" : ""];
  return (
    <td class={kinds.join(" ")}>
      <time dateTime={day}>
        <span class="visually-hidden">{name}</span>
        <span aria-hidden="true" class="day-number">
          {Number(day.slice(8))}
        </span>
        <span aria-hidden="true" class="day-name">
          {name}
        </span>
      </time>
      {items.length > 0 && (
        <ul>
          {items.map((a) => (
            <li key={a.id}>
              <button type="button" class="tool" onClick={() => open(a)}>
                {isoDay(a.starts_at) === day && <small class="numeric">{time(a.starts_at)} </small>}
                {a.cancelled ? <s>{a.title}</s> : a.title}
                {a.cancelled && <span class="visually-hidden"> ({t("training.cancelled")})</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </td>
  );
}

export function ActivityCalendar({ items, open }: { items: Activity[]; open: (a: Activity) => void }) {
  const { query, filter } = useFilters();
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(query.month ?? "") ? (query.month as string) : monthOf(isoDay(Date.now()));
  const days = byDay(items);
  const weeks = weeksOf(month);
  const name = monthYear(noon(`${month}-01`));
  const nothing = weeks.flat().every((day) => monthOf(day) !== month || !days.has(day));
  return (
    <>
      <div class="page-head">
        <h3 aria-live="polite">{name}</h3>
        <p class="actions">
          <Button onClick={() => filter({ month: otherMonth(month, -1) })}>← {t("roster.earlier")}</Button>
          <Button onClick={() => filter({ month: "" })}>{t("roster.today")}</Button>
          <Button onClick={() => filter({ month: otherMonth(month, 1) })}>{t("roster.later")} →</Button>
        </p>
      </div>
      {nothing && <p class="quiet">{t("training.nothing_in", { month: name })}</p>}
      <div class="table-frame" role="group" aria-label={name} tabIndex={0}>
        <table class="month">
          <caption class="visually-hidden">{t("training.calendar_of", { month: name })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("week")}</th>
              {(weeks[0] ?? []).map((day) => (
                <th key={day} scope="col">
                  {weekday(noon(day))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                <th scope="row" class="numeric">
                  {weekNumber(week[0] ?? "")}
                </th>
                {week.map((day) => (
                  <Day key={day} day={day} month={month} items={days.get(day) ?? []} open={open} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
