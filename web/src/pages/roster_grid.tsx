// SPDX-License-Identifier: EUPL-1.2
// A table that is a grid: one stop for Tab, arrows inside, Enter opens, Home and End go to the ends.
import { useRef, useState } from "preact/hooks";
import { t, tn, word } from "../i18n";
import { dayShort, dayTime, isoDay } from "../i18n/dates";
import { byId, called, usePeople } from "../parts/names";
import { shortName } from "../parts/person";
import type { Cell, RosterGrid, Row, Stand } from "./roster_model";

function StandName({ stand, drag }: { stand: Stand; drag: boolean }) {
  const { duty, name, instead } = stand;
  return (
    <span
      class={`stand ${duty.state === "draft" ? "draft" : ""} ${(duty.rank ?? 1) > 1 ? "second" : ""}`}
      draggable={drag}
      onDragStart={(e) => e.dataTransfer?.setData("text/plain", String(instead[0]?.by.person_id ?? duty.person_id))}
    >
      {instead.length > 0 ? (
        <>
          <s>{shortName(name)}</s> <span class="visually-hidden">{t("roster.instead", { name: "" })}</span> {instead.map((i) => shortName(i.name)).join(", ")}
        </>
      ) : (
        shortName(name)
      )}
      {duty.state === "draft" && <span class="visually-hidden"> ({t("roster.draft")})</span>}
    </span>
  );
}

/* What only those who listen need: where they are, and what is wrong. */
function place(cell: Cell): string {
  return `${cell.row}, ${t("roster.week", { n: cell.week.number })}: ${cell.stands.length === 0 ? t("roster.nobody") : ""} `;
}
function wrong(cell: Cell): string {
  const kinds = [...new Set(cell.problems.map((p) => word("problem", p.kind)))];
  return kinds.length > 0 ? ` ${tn("roster.problems", cell.problems.length)} ${kinds.join(", ")}` : "";
}

/* What holds for many weeks is said once, at the head of the row. */
function Averages({ row }: { row: Row }) {
  const people = byId(usePeople());
  if (row.averages.length === 0) return null;
  const names = [...new Set(row.averages.map((p) => called(people, p.person_id, "display_name")))].join(", ");
  return (
    <span class="row-mark" title={t("roster.average", { names })}>
      <span aria-hidden="true">△ {row.averages.length}</span>
      <span class="visually-hidden">{t("roster.average", { names: `${tn("roster.problems", row.averages.length)} ${names}` })}</span>
    </span>
  );
}

interface Props {
  grid: RosterGrid;
  of: string; // what a row is of
  mayDrag: boolean;
  onOpen: (cell: Cell, person?: number) => void;
}

export function Grid({ grid, of, mayDrag, onOpen }: Props) {
  const [at, setAt] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const row = Math.min(at.row, grid.rows.length - 1);
  const column = Math.min(at.column, grid.weeks.length - 1);
  const today = isoDay(Date.now());

  function move(r: number, c: number): void {
    const to = { row: Math.max(0, Math.min(grid.rows.length - 1, r)), column: Math.max(0, Math.min(grid.weeks.length - 1, c)) };
    setAt(to);
    table.current?.querySelector<HTMLElement>(`[data-at="${to.row}-${to.column}"]`)?.focus();
  }
  function press(e: KeyboardEvent, cell: Cell): void {
    const moves: Record<string, () => void> = {
      ArrowRight: () => move(row, column + 1),
      ArrowLeft: () => move(row, column - 1),
      ArrowDown: () => move(row + 1, column),
      ArrowUp: () => move(row - 1, column),
      Home: () => move(row, 0),
      End: () => move(row, grid.weeks.length - 1),
      PageDown: () => move(row + 8, column),
      PageUp: () => move(row - 8, column),
      Enter: () => onOpen(cell),
      " ": () => onOpen(cell),
    };
    const act = moves[e.key];
    if (act === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    act();
  }
  return (
    <div class="grid-frame">
      <table role="grid" class="grid" ref={table} aria-label={t("nav.roster")} aria-rowcount={grid.rows.length + 1} aria-colcount={grid.weeks.length + 1}>
        <thead>
          <tr role="row">
            <th scope="col" class="grid-corner">
              {of}
            </th>
            {grid.weeks.map((w) => (
              <th key={w.day} scope="col" class={w.day <= today && today < isoDay(w.until) ? "this-week" : ""}>
                {t("roster.wk")} {w.number} <small>{dayShort(w.from + 43_200_000)}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((r, i) => (
            <tr key={r.key} role="row">
              <th scope="row" title={r.detail}>
                {r.name} <Averages row={r} />
              </th>
              {r.cells.map((cell, j) => {
                const isGap = cell.problems.some((p) => p.kind === "gap");
                const bad = cell.problems.some((p) => p.severity === "error");
                const tone = isGap ? "cell-gap" : bad ? "cell-error" : cell.problems.length > 0 ? "cell-warning" : "";
                return (
                  <td
                    key={cell.key}
                    role="gridcell"
                    data-at={`${i}-${j}`}
                    class={tone}
                    tabIndex={i === row && j === column ? 0 : -1}
                    onFocus={() => setAt({ row: i, column: j })}
                    onKeyDown={(e) => press(e, cell)}
                    onClick={() => onOpen(cell)}
                    onDragOver={(e) => mayDrag && e.preventDefault()}
                    onDrop={(e) => {
                      e.preventDefault();
                      const person = Number(e.dataTransfer?.getData("text/plain"));
                      if (person > 0) onOpen(cell, person);
                    }}
                  >
                    {cell.problems.length > 0 && (
                      <span class="cell-mark" aria-hidden="true">
                        {isGap ? t("roster.gap") : bad ? "!" : "△"}
                      </span>
                    )}
                    <span class="visually-hidden">{place(cell)}</span>
                    {cell.stands.map((s) => (
                      <StandName key={`${s.duty.id} ${s.duty.starts_at} ${s.duty.origin}`} stand={s} drag={mayDrag} />
                    ))}
                    <span class="visually-hidden">{wrong(cell)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function dutyTimes(from: string, until: string): string {
  return `${dayTime(from)} – ${dayTime(until)}`;
}
