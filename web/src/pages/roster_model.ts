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
}
export interface RosterGrid {
  weeks: Week[];
  rows: Row[];
  problems: number;
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

export function layOut(data: RosterData, functions: Fn[], people: Person[], w: Wanted): RosterGrid {
  const weeks = weeksFrom(w.from, w.weeks);
  const names = new Map(people.map((p) => [p.id ?? 0, p.display_name ?? ""]));
  const codes = new Map(functions.map((f) => [f.id ?? 0, f.code]));
  const others = instead(data); // by person they have their own row
  const rows = plans(data, functions, people, w).map((plan): Row => {
    const cells = weeks.map((week): Cell => ({ key: `${plan.key}-${week.day}`, row: plan.name, week, functionId: plan.functionId, stands: [], problems: [] }));
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
    for (const p of data.problems.filter(plan.concerns))
      for (const i of weekOf(Date.parse(p.from), Date.parse(p.until), weeks)) cells[i]?.problems.push(p);
    for (const c of cells) c.stands.sort((a, b) => (a.duty.rank ?? 1) - (b.duty.rank ?? 1) || a.duty.starts_at.localeCompare(b.duty.starts_at));
    return { key: plan.key, name: plan.name, detail: plan.detail, cells };
  });
  return { weeks, rows, problems: data.problems.length };
}
