// SPDX-License-Identifier: EUPL-1.2
// Tests that start by themselves, and who did not react to them.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { dateTime, dayTime } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions, useRotations, useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { ScheduleDialog, type Schedule } from "./test_schedule";

const changed = () => void queries.invalidateQueries({ queryKey: ["test-schedules"] });

function Row({ s, scenario, functions, onEdit, onRemove }: { s: Schedule; scenario: string; functions: string; onEdit: () => void; onRemove: () => void }) {
  return (
    <tr class="utrecht-table__row">
      <th scope="row" class="utrecht-table__cell">
        {s.name} {s.active === false && <span class="state">{t("tests.off")}</span>} <small>{scenario}</small>
      </th>
      <td class="utrecht-table__cell">{functions}</td>
      <td class="utrecht-table__cell">{tn("tests.every", s.every_weeks ?? 1, { day: word("weekday", String(s.weekday)), time: s.time })}</td>
      <td class="utrecht-table__cell numeric">{s.active === false ? "–" : dayTime(s.next_at ?? "")}</td>
      <td class="utrecht-table__cell numeric">
        {s.callout_id && s.started_at ? (
          <a class="utrecht-link" href={`/callouts/${s.callout_id}/report`}>
            {dateTime(s.started_at)}
          </a>
        ) : (
          "–"
        )}
      </td>
      {mayPlan.value && (
        <td class="utrecht-table__cell">
          <button type="button" class="tool" onClick={onEdit}>
            {t("change")}
            <span class="visually-hidden"> {s.name}</span>
          </button>
          <button type="button" class="tool" onClick={onRemove}>
            {t("remove")}
            <span class="visually-hidden"> {s.name}</span>
          </button>
        </td>
      )}
    </tr>
  );
}

function Silent() {
  const { query, filter } = useFilters();
  const missed = query.missed === "1" ? 1 : 2;
  const list = useQuery({
    queryKey: ["reachability", missed],
    queryFn: async () => {
      const silent = await all((cursor) => take(api.GET("/api/v1/reachability", { params: { query: { missed, limit: 1000, cursor } } })));
      const tested = silent.length > 0 || (await take(api.GET("/api/v1/reachability", { params: { query: { missed: 0, limit: 1 } } }))).items.length > 0;
      return { silent, tested };
    },
  });
  return (
    <section aria-labelledby="silent">
      <h2 id="silent">{t("tests.silent")}</h2>
      <div class="filters">
        <Choice label={t("tests.missed_label")} value={missed} onChange={(e) => filter({ missed: e.currentTarget.value === "1" ? "1" : "" })}>
          {[1, 2].map((n) => (
            <option key={n} value={n}>
              {tn("tests.missed", n)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={list} isEmpty={(d) => d.silent.length === 0} empty={list.data?.tested ? <Notice tone="ok" title={t("tests.none_silent")} /> : <Notice tone="info" title={t("tests.none_tested")} />}>
        {({ silent }: { silent: Schemas["Reachability"][] }) => (
          <Table caption={t("tests.silent")} head={[t("name"), t("tests.in_a_row"), t("tests.tested"), t("tests.answered")]}>
            {silent.map((r) => (
              <tr key={r.person_id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  <a class="utrecht-link" href={`/people/${r.person_id}`}>
                    {r.display_name}
                  </a>
                </th>
                <td class="utrecht-table__cell numeric">{r.missed}</td>
                <td class="utrecht-table__cell numeric">{dateTime(r.tested_at)}</td>
                <td class="utrecht-table__cell numeric">{r.answered_at ? dateTime(r.answered_at) : t("tests.never")}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

export default function Tests() {
  useTitle(t("nav.tests"));
  const [edit, setEdit] = useState<Schedule | "new" | null>(null);
  const [gone, setGone] = useState<Schedule | null>(null);
  const functions = byId(useFunctions());
  const scenarios = byId(useScenarios());
  const list = useQuery({ queryKey: ["test-schedules"], queryFn: () => all((cursor) => take(api.GET("/api/v1/test-schedules", { params: { query: { limit: 1000, cursor } } }))) });
  const rotations = byId(useRotations());
  const rings = (s: Schedule) => (s.rotation_ids ?? []).map((r) => t("tests.ring", { name: called(rotations, r, "name") })).join(", ");
  const codes = (s: Schedule) => rings(s) || (s.function_ids ?? []).map((f) => called(functions, f, "code")).join(", ") || t("tests.all_functions");
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.tests")}</h1>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("tests.add")}</Button>}
      </div>
      <p>{t("tests.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("tests.none")} />}>
        {(items) => (
          <Table caption={t("nav.tests")} head={[t("name"), t("training.for"), t("tests.when"), t("tests.next"), t("tests.last")]} acts={mayPlan.value && t("change")}>
            {items.map((s) => (
              <Row key={s.id} s={s} scenario={scenarios.get(s.scenario_id)?.name ?? ""} functions={codes(s)} onEdit={() => setEdit(s)} onRemove={() => setGone(s)} />
            ))}
          </Table>
        )}
      </Loaded>
      <Silent />
      {edit !== null && <ScheduleDialog {...(edit === "new" ? {} : { s: edit })} onSaved={changed} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/test-schedules" item={gone} title={t("tests.remove_title", { name: gone.name })} onDone={changed} onClose={() => setGone(null)}>
          <p>{t("tests.remove_text")}</p>
        </Remove>
      )}
    </>
  );
}
