// SPDX-License-Identifier: EUPL-1.2
// What an alarm of the control room starts, in the order in which rules are tried, and what came in.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { Button } from "../parts/button";
import { Loaded } from "../parts/loaded";
import { byId, useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { RuleDialog, type Rule } from "./alarm_rule";

const changed = () => void queries.invalidateQueries({ queryKey: ["alarm-rules"] });

/* "type is gelijk aan brand en plaats bevat raalte" */
function condition(r: Rule): string {
  return r.matches.map((m) => t("alarm.match", { field: m.field, is: word("alarm_is", m.is), value: m.value })).join(` ${t("alarm.and")} `) || t("alarm.always");
}

function Row({ r, scenario, onEdit, onRemove }: { r: Rule; scenario: string; onEdit: () => void; onRemove: () => void }) {
  return (
    <tr class="utrecht-table__row">
      <td class="utrecht-table__cell numeric">{r.rank}</td>
      <th scope="row" class="utrecht-table__cell">
        {r.name} {r.active === false && <span class="state">{t("tests.off")}</span>} <small>{r.control_room || t("alarm.any_room")}</small>
      </th>
      <td class="utrecht-table__cell">{condition(r)}</td>
      <td class="utrecht-table__cell">
        {scenario} <small>{r.kind ? word("kind", r.kind) : t("alarm.kind_of_scenario")}</small>
      </td>
      {mayPlan.value && (
        <td class="utrecht-table__cell">
          <button type="button" class="tool" onClick={onEdit}>
            {t("change")}
            <span class="visually-hidden"> {r.name}</span>
          </button>
          <button type="button" class="tool" onClick={onRemove}>
            {t("remove")}
            <span class="visually-hidden"> {r.name}</span>
          </button>
        </td>
      )}
    </tr>
  );
}

function Received() {
  const list = useQuery({ queryKey: ["callouts", "alarms"], queryFn: () => take(api.GET("/api/v1/alarms", { params: { query: { limit: 50 } } })) });
  return (
    <section aria-labelledby="received">
      <h2 id="received">{t("alarm.received")}</h2>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<p class="quiet">{t("alarm.none_received")}</p>}>
        {(d) => (
          <Table caption={t("alarm.received")} head={[t("alarm.at"), t("alarm.room"), t("alarm.number"), t("alarm.result")]}>
            {d.items.map((a: Schemas["Alarm"]) => (
              <tr key={a.id} class="utrecht-table__row">
                <td class="utrecht-table__cell numeric">{dateTime(a.received_at)}</td>
                <td class="utrecht-table__cell">{a.control_room}</td>
                <th scope="row" class="utrecht-table__cell">
                  {a.source_id}
                </th>
                <td class="utrecht-table__cell">
                  <span class={`state ${a.result === "no_rule" ? "state-exhausted" : "state-filled"}`}>{word("alarm_result", a.result)}</span>{" "}
                  {a.callout_id && (
                    <a class="utrecht-link" href={`/callouts/${a.callout_id}`}>
                      {t("callout.number", { id: a.callout_id })}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

export default function Alarms() {
  useTitle(t("nav.alarms"));
  const [edit, setEdit] = useState<Rule | "new" | null>(null);
  const [gone, setGone] = useState<Rule | null>(null);
  const scenarios = byId(useScenarios());
  const list = useQuery({ queryKey: ["alarm-rules"], queryFn: () => all((cursor) => take(api.GET("/api/v1/alarm-rules", { params: { query: { limit: 1000, cursor } } }))) });
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.alarms")}</h1>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("alarm.add")}</Button>}
      </div>
      <p>{t("alarm.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("alarm.none")} />}>
        {(items) => (
          <Table caption={t("alarm.rules")} head={[t("gateways.rank"), t("name"), t("alarm.when"), t("alarm.starts")]} acts={mayPlan.value && t("change")}>
            {[...items]
              .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
              .map((r) => (
                <Row key={r.id} r={r} scenario={scenarios.get(r.scenario_id)?.name ?? ""} onEdit={() => setEdit(r)} onRemove={() => setGone(r)} />
              ))}
          </Table>
        )}
      </Loaded>
      <Received />
      {edit !== null && <RuleDialog {...(edit === "new" ? {} : { r: edit })} last={Math.max(0, ...(list.data ?? []).map((r) => r.rank ?? 0))} onSaved={changed} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/alarm-rules" item={gone} title={t("alarm.remove_title", { name: gone.name })} onDone={changed} onClose={() => setGone(null)}>
          <p>{t("alarm.remove_text")}</p>
        </Remove>
      )}
    </>
  );
}
