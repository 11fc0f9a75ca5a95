// SPDX-License-Identifier: EUPL-1.2
// The roster: functions (or people) × weeks. What is wrong stands in the cell, in the rule's words
// when it is opened. Everything works with the keyboard; dragging is a short cut for it.
import { useQuery } from "@tanstack/preact-query";
import { useMemo, useState } from "preact/hooks";
import { all, api, take } from "../api/client";
import { mayCall, mayPlan } from "../app/session";
import { t, tn } from "../i18n";
import { addDays, date, dateTime, fromLocal, isoDay, monday } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { PaperLink, PrintedAt } from "../parts/paper";
import { useTitle } from "../parts/title";
import { ChangesWaiting } from "./changes_waiting";
import { CellDialog } from "./roster_cell";
import { Grid } from "./roster_grid";
import { layOut, type Cell, type RosterData } from "./roster_model";
import { PublishDialog } from "./roster_publish";
import "../style/roster.css";

const spans = [13, 26, 52];

function useRoster(from: string, weeks: number) {
  const begin = fromLocal(from).toISOString();
  const end = fromLocal(addDays(from, weeks * 7)).toISOString();
  const period = { from: begin, to: end };
  return useQuery({
    queryKey: ["duties", "roster", from, weeks],
    queryFn: async (): Promise<RosterData> => {
      const [duties, held, overrides, coverage] = await Promise.all([
        all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { ...period, limit: 1000, cursor } } }))),
        all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { ...period, resolved: true, limit: 1000, cursor } } }))),
        all((cursor) => take(api.GET("/api/v1/overrides", { params: { query: { ...period, limit: 1000, cursor } } }))),
        take(api.GET("/api/v1/coverage", { params: { query: { ...period } } })),
      ]);
      return { duties, held, overrides, problems: coverage.problems };
    },
  });
}

export default function Roster() {
  const { query, filter } = useFilters();
  const from = monday(/^\d{4}-\d\d-\d\d$/.test(query.from ?? "") ? (query.from ?? "") : isoDay(Date.now()));
  const weeks = spans.find((w) => String(w) === query.weeks) ?? 13;
  const view = query.view === "people" ? "people" : "functions";
  const functionId = Number(query.function ?? 0);
  const functions = useFunctions();
  const people = usePeople();
  const roster = useRoster(from, weeks);
  const [open, setOpen] = useState<Cell | null>(null);
  const [take_over, setTakeOver] = useState<number | undefined>(undefined);
  const [publishing, setPublishing] = useState(false);
  useTitle(t("nav.roster"));
  const grid = useMemo(
    () => (roster.data && functions.data && people.data ? layOut(roster.data, functions.data, people.data, { from, weeks, view, functionId }) : null),
    [roster.data, functions.data, people.data, from, weeks, view, functionId],
  );
  const drafts = roster.data?.duties.filter((d) => d.state === "draft").length ?? 0;
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.roster")}</h1>
        <p class="actions no-print">
          {mayPlan.value && (
            <>
              <Button kind={drafts > 0 ? "primary" : "secondary"} onClick={() => setPublishing(true)}>
                {drafts > 0 ? tn("roster.publish", drafts) : t("publish.title")}
              </Button>
            </>
          )}
          <Button onClick={() => print()}>{t("print")}</Button>
          {mayCall.value && <PaperLink path={`/overview?from=${from}&weeks=${Math.min(weeks, 13)}`}>{t("paper.overview")}</PaperLink>}
        </p>
      </div>
      <div class="filters roster-filters no-print">
        <Field label={t("from")} type="date" value={from} onChange={(e) => e.currentTarget.value && filter({ from: monday(e.currentTarget.value) })} />
        <Choice label={t("roster.weeks")} value={weeks} onChange={(e) => filter({ weeks: e.currentTarget.value })}>
          {spans.map((w) => (
            <option key={w} value={w}>
              {tn("weeks", w)}
            </option>
          ))}
        </Choice>
        <Choice label={t("roster.view")} value={view} onChange={(e) => filter({ view: e.currentTarget.value })}>
          <option value="functions">{t("roster.by_function")}</option>
          <option value="people">{t("roster.by_person")}</option>
        </Choice>
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {(functions.data ?? [])
            .filter((f) => f.regime === "H")
            .map((f) => (
              <option key={f.id} value={f.id}>
                {f.code}
              </option>
            ))}
        </Choice>
        <p class="actions roster-move">
          <Button onClick={() => filter({ from: addDays(from, -7 * 4) })}>← {t("roster.earlier")}</Button>
          <Button onClick={() => filter({ from: monday(isoDay(Date.now())) })}>{t("roster.today")}</Button>
          <Button onClick={() => filter({ from: addDays(from, 7 * 4) })}>{t("roster.later")} →</Button>
        </p>
      </div>
      {mayPlan.value && <ChangesWaiting />}
      <Loaded query={roster}>
        {() =>
          grid === null ? (
            <p role="status">{t("loading")}</p>
          ) : grid.rows.length === 0 ? (
            <Notice tone="info" title={t("roster.none")}>
              <p>{t("roster.none_help")}</p>
            </Notice>
          ) : (
            <>
              <PrintedAt>{t("paper.period", { from: date(from), until: date(addDays(from, weeks * 7 - 1)), at: dateTime(Date.now()) })}</PrintedAt>
              <p class="quiet no-print" role="status">
                {grid.problems > 0 ? tn("roster.problems", grid.problems) : t("roster.fine")} {t("roster.keys")}
              </p>
              <Grid
                of={t(view === "people" ? "name" : "function")}
                grid={grid}
                onOpen={(cell, person) => {
                  setTakeOver(person);
                  setOpen(cell);
                }}
                mayDrag={mayPlan.value}
              />
            </>
          )
        }
      </Loaded>
      {open && <CellDialog cell={open} {...(take_over ? { person: take_over } : {})} onClose={() => setOpen(null)} />}
      {publishing && <PublishDialog from={from} weeks={weeks} {...(functionId ? { functionId } : {})} onClose={() => setPublishing(false)} />}
    </>
  );
}
