// SPDX-License-Identifier: EUPL-1.2
// Who is competent in what, at a glance: people down, functions across, a sign in each cell that is
// said in words too.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { date } from "../i18n/dates";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { VirtualTable } from "../parts/virtual";

export type Competent = Schemas["Compliance"]["people"][number];

const signs: Record<Competent["status"], string> = { current: "✓", expiring: "!", lapsed: "✗", aspirant: "○" };

/* What is not met, or soon will not be. */
export const why = (p: Competent) => [...p.missing, ...(p.status === "expiring" ? (p.expiring ?? []) : [])].join("; ");

/* With the date that matters. */
function details(p: Competent): string {
  const day = p.lapsed_since ? t("training.since", { date: date(p.lapsed_since) }) : p.expires_on ? date(p.expires_on) : "";
  return [word("compliance", p.status), day, why(p)].filter(Boolean).join("; ");
}

function Cell({ p }: { p: Competent | undefined }) {
  if (p === undefined) return null;
  return (
    <span class={`state state-${p.status}`} title={details(p)}>
      <span aria-hidden="true">{signs[p.status]}</span>
      <span class="visually-hidden">{word("compliance", p.status)}</span>
    </span>
  );
}

export function Matrix({ rows }: { rows: Competent[] }) {
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const across = [...functions.values()].filter((f) => rows.some((p) => p.function_id === f.id));
  const held = new Map<number, Map<number, Competent>>();
  for (const p of rows) held.set(p.person_id, (held.get(p.person_id) ?? new Map<number, Competent>()).set(p.function_id, p));
  const name = (id: number) => called(people, id, "display_name");
  const down = [...held.keys()].sort((a, b) => name(a).localeCompare(name(b)));
  return (
    <>
      <ul class="legend" aria-label={t("training.signs")}>
        {(Object.keys(signs) as Competent["status"][]).map((s) => (
          <li key={s}>
            <span class={`state state-${s}`} aria-hidden="true">
              {signs[s]}
            </span>{" "}
            {word("compliance", s)}
          </li>
        ))}
      </ul>
      <div class="matrix">
        <VirtualTable
          label={t("training.competence")}
          head={[t("name"), ...across.map((f) => f.code ?? "")]}
          items={down}
          rowHeight={36}
          columns={`13rem repeat(${across.length}, 4.75rem)`}
          id={(id) => id}
          cells={(id) => [
            <a class="utrecht-link" href={`/people/${id}`}>
              {name(id)}
            </a>,
            ...across.map((f) => <Cell p={held.get(id)?.get(f.id ?? 0)} />),
          ]}
        />
      </div>
    </>
  );
}
