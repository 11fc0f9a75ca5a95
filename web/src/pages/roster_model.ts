// SPDX-License-Identifier: EUPL-1.2
// From duties, overrides and problems to rows and cells. Pure: what the grid shows is decided here.
import type { Schemas } from "../api/client";
import { addDays, fromLocal, weekNumber } from "../i18n/dates";
import type { Fn, Person } from "../parts/names";

export type Duty = Schemas["Duty"];
export type Override = Schemas["Override"];
export type RosterProblem = Schemas["RosterProblem"];
export interface RosterData {
  duties: Duty[];
  held: Duty[]; // who really holds them
  overrides: Override[];
  problems: RosterProblem[];
}
export interface Stand {
  duty: Duty;
  name: string;
  instead: Instead[];
}
/* Who stands there for a part, or all of it: put there, or by a swap. */
export interface Instead {
  by: Override | Duty;
  override: Override | null; // can be taken back
  name: string;
}
export interface Cell {
  key: string;
  row: string; // its name
  week: Week;
  functionId: number;
  stands: Stand[];
  problems: RosterProblem[];
  averages: RosterProblem[]; // of who stands there, over more than this week
}
export interface Week {
  day: string; // its Monday
  number: number;
  from: number; // instants
  until: number;
}
export interface Row {
  key: string;
  name: string;
  detail: string;
  cells: Cell[];
  averages: RosterProblem[]; // over many weeks: said once, not in each of them
}
export interface RosterGrid {
  weeks: Week[];
  rows: Row[];
  problems: number; // of what is shown, each once
}

export function weeksFrom(from: string, count: number): Week[] {
  return Array.from({ length: count }, (_, i) => {
    const day = addDays(from, i * 7);
    return { day, number: weekNumber(day), from: fromLocal(day).getTime(), until: fromLocal(addDays(day, 7)).getTime() };
  });
}

const overlap = (from: number, until: number, w: Week) => Math.min(until, w.until) - Math.max(from, w.from);

/* The weeks that hold at least half of it, or half of themselves: a duty from Monday 09:00 belongs to
 * the week that it begins in, not also to the nine hours of the next. */
function weekOf(from: number, until: number, weeks: Week[]): number[] {
  const parts = weeks.map((w) => overlap(from, until, w));
  const enough = Math.min((until - from) / 2, 3.5 * 86_400_000);
  return parts.flatMap((p, i) => (p > 0 && p >= enough ? [i] : []));
}

interface Wanted {
  from: string;
  weeks: number;
  view: "functions" | "people";
  functionId: number;
}

interface RowPlan {
  key: string;
  name: string;
  detail: string;
  functionId: number;
  holds: (d: Duty) => boolean;
  concerns: (p: RosterProblem) => boolean;
}

/* What holds by an override or a swap, unless its holder had the duty already. */
function instead(data: RosterData): Duty[] {
  const planned = new Map(data.duties.map((d) => [d.id, d.person_id]));
  return data.held.filter((d) => (d.origin === "override" || d.origin === "swap") && planned.get(d.id) !== d.person_id);
}

function plans(data: RosterData, functions: Fn[], people: Person[], w: Wanted): RowPlan[] {
  const chosen = functions.filter((f) => w.functionId === 0 || f.id === w.functionId);
  if (w.view === "functions")
    return chosen
      .filter((f) => (f.required_on_duty ?? 0) > 0 || data.duties.some((d) => d.function_id === f.id))
      .map((f) => ({ key: `f${f.id}`, name: f.code, detail: f.name, functionId: f.id ?? 0, holds: (d) => d.function_id === f.id, concerns: (p) => p.function_id === f.id || p.other_function_id === f.id }));
  const ids = new Set([...data.duties, ...instead(data)].filter((d) => chosen.some((f) => f.id === d.function_id)).map((d) => d.person_id));
  return people
    .filter((p) => ids.has(p.id ?? 0))
    .sort((a, b) => (a.family_name ?? "").localeCompare(b.family_name ?? ""))
    .map((p) => ({ key: `p${p.id}`, name: p.display_name ?? "", detail: "", functionId: 0, holds: (d) => d.person_id === p.id && chosen.some((f) => f.id === d.function_id), concerns: (q) => q.person_id === p.id }));
}

const AVERAGE_MS = 15 * 86_400_000; // longer than any duty or absence of one week can explain

const stands = (c: Cell, person: number) => c.stands.some((s) => s.duty.person_id === person || s.instead.some((i) => i.by.person_id === person));

/* Where it is marked: in the weeks that it is about, of a person only those in which that person stands. */
function place(p: RosterProblem, cells: Cell[], weeks: Week[], byFunction: boolean): Cell[] {
  const [from, until] = [Date.parse(p.from), Date.parse(p.until)];
  const about = weekOf(from, until, weeks).flatMap((i) => cells[i] ?? []);
  const theirs = about.filter((c) => !byFunction || !p.person_id || stands(c, p.person_id));
  return theirs.length > 0 ? theirs : about;
}

function mark(row: Row, problems: RosterProblem[], weeks: Week[], byFunction: boolean): void {
  for (const p of problems) {
    const isAverage = p.person_id !== undefined && p.person_id !== null && Date.parse(p.until) - Date.parse(p.from) > AVERAGE_MS;
    if (!isAverage) for (const c of place(p, row.cells, weeks, byFunction)) c.problems.push(p);
    else {
      row.averages.push(p);
      for (const i of weekOf(Date.parse(p.from), Date.parse(p.until), weeks)) if (row.cells[i] && (!byFunction || stands(row.cells[i], p.person_id ?? 0))) row.cells[i].averages.push(p);
    }
  }
}

export function layOut(data: RosterData, functions: Fn[], people: Person[], w: Wanted): RosterGrid {
  const weeks = weeksFrom(w.from, w.weeks);
  const names = new Map(people.map((p) => [p.id ?? 0, p.display_name ?? ""]));
  const codes = new Map(functions.map((f) => [f.id ?? 0, f.code]));
  const others = instead(data); // by person they have their own row
  const rows = plans(data, functions, people, w).map((plan): Row => {
    const cells = weeks.map((week): Cell => ({ key: `${plan.key}-${week.day}`, row: plan.name, week, functionId: plan.functionId, stands: [], problems: [], averages: [] }));
    for (const duty of [...data.duties, ...(w.view === "people" ? others : [])].filter(plan.holds)) {
      const from = Date.parse(duty.starts_at);
      const until = Date.parse(duty.ends_at);
      const over = (o: Override | Duty) => o.function_id === duty.function_id && (o.rank ?? 1) === (duty.rank ?? 1) && Date.parse(o.starts_at) < until && Date.parse(o.ends_at) > from;
      const nameOf = (o: Override | Duty) => names.get(o.person_id) ?? "";
      const standing: Instead[] = others.includes(duty)
        ? []
        : [
            ...data.overrides.filter(over).map((o) => ({ by: o, override: o, name: nameOf(o) })),
            ...others.filter((d) => d.origin === "swap" && duty.state === "published" && over(d)).map((d) => ({ by: d, override: null, name: nameOf(d) })),
          ];
      const name = w.view === "people" ? (codes.get(duty.function_id) ?? "") : (names.get(duty.person_id) ?? "");
      for (const i of weekOf(from, until, weeks)) cells[i]?.stands.push({ duty, name, instead: standing });
    }
    for (const c of cells) c.stands.sort((a, b) => (a.duty.rank ?? 1) - (b.duty.rank ?? 1) || a.duty.starts_at.localeCompare(b.duty.starts_at));
    const row: Row = { key: plan.key, name: plan.name, detail: plan.detail, cells, averages: [] };
    mark(row, data.problems.filter(plan.concerns), weeks, w.view === "functions");
    return row;
  });
  const shown = new Set(rows.flatMap((r) => [...r.averages, ...r.cells.flatMap((c) => c.problems)]));
  return { weeks, rows, problems: shown.size };
}
