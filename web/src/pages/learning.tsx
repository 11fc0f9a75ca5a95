// SPDX-License-Identifier: EUPL-1.2
// What evaluations taught, who sees to it, and whether it led to something. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { date, isoDay } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, usePeople, useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { LearningDialog, states, useActivities, useRequirements, type Point } from "./learning_form";

const isOverdue = (p: Point) => (p.state === "open" || p.state === "started") && !!p.due_on && p.due_on < isoDay(Date.now());

interface Around {
  activity: (id: number | null | undefined) => string | undefined;
  scenario: (id: number | null | undefined) => string | undefined;
  requirement: (id: number | null | undefined) => string | undefined;
}

function useAround(): Around {
  const activities = byId(useActivities());
  const scenarios = byId(useScenarios());
  const requirements = byId(useRequirements());
  return {
    activity: (id) => (id ? called(activities, id, "title") : undefined),
    scenario: (id) => (id ? called(scenarios, id, "name") : undefined),
    requirement: (id) => (id ? called(requirements, id, "title") : undefined),
  };
}

/* What was changed or planned because of it. */
function LedTo({ p, around }: { p: Point; around: Around }) {
  const parts = [
    [t("learning.to_scenario"), around.scenario(p.scenario_id)],
    [t("learning.to_requirement"), around.requirement(p.requirement_id)],
    [t("learning.to_activity"), around.activity(p.led_to_activity_id)],
  ].filter(([, name]) => name !== undefined);
  if (parts.length === 0 && !p.result) return <>–</>;
  return (
    <>
      {p.result}
      {parts.map(([what, name]) => (
        <small key={what}>
          {what}: {name}
        </small>
      ))}
    </>
  );
}

function Row({ p, around, owner, onEdit, onRemove }: { p: Point; around: Around; owner: string; onEdit: () => void; onRemove: () => void }) {
  const again = p.seen_again_ids ?? [];
  return (
    <tr class={`utrecht-table__row ${isOverdue(p) ? "gap" : ""}`}>
      <th scope="row" class="utrecht-table__cell learning-text">
        {p.text}
        <small>
          {p.callout_id ? (
            <a class="utrecht-link" href={`/callouts/${p.callout_id}/report`}>
              {t("callout.number", { id: p.callout_id })}
            </a>
          ) : (
            around.activity(p.activity_id)
          )}
        </small>
        {p.repeats && <span class="state state-warning">▲ {t("learning.repeats")}</span>} {again.length > 0 && <span class="state state-warning">▲ {tn("learning.seen_again", again.length)}</span>}
      </th>
      <td class="utrecht-table__cell">{owner}</td>
      <td class="utrecht-table__cell numeric">
        {p.due_on ? date(p.due_on) : "–"} {isOverdue(p) && <span class="state state-exhausted">! {t("learning.overdue")}</span>}
      </td>
      <td class="utrecht-table__cell">
        <span class={`state ${p.state === "done" ? "state-filled" : p.state === "dropped" ? "" : "state-open"}`}>{word("learning_state", p.state)}</span>
      </td>
      <td class="utrecht-table__cell">
        <LedTo p={p} around={around} />
      </td>
      {mayPlan.value && (
        <td class="utrecht-table__cell">
          <button type="button" class="tool" onClick={onEdit}>
            {t("change")}
            <span class="visually-hidden"> {p.text}</span>
          </button>
          <button type="button" class="tool" onClick={onRemove}>
            {t("remove")}
            <span class="visually-hidden"> {p.text}</span>
          </button>
        </td>
      )}
    </tr>
  );
}

function Figures({ items }: { items: Point[] }) {
  const figures: [string, number][] = [
    [t("learning.open"), items.filter((p) => p.state === "open" || p.state === "started").length],
    [t("learning.overdue"), items.filter(isOverdue).length],
    [t("learning.done"), items.filter((p) => p.state === "done").length],
    [t("learning.again"), items.filter((p) => p.repeats).length],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, n]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{n}</dd>
        </div>
      ))}
    </dl>
  );
}

const choices = ["", "unfinished", "overdue", ...states] as const;

export default function Learning() {
  const { query, filter } = useFilters();
  useTitle(t("nav.learning"));
  const [edit, setEdit] = useState<Point | "new" | null>(null);
  const [gone, setGone] = useState<Point | null>(null);
  const people = byId(usePeople());
  const around = useAround();
  const state = choices.find((f) => f === query.state) ?? "";
  const owner = Number(query.owner ?? 0);
  const list = useQuery({ queryKey: ["learning-points"], queryFn: () => all((cursor) => take(api.GET("/api/v1/learning-points", { params: { query: { limit: 1000, cursor } } }))) });
  const changed = () => void queries.invalidateQueries({ queryKey: ["learning-points"] });
  const fits = (p: Point) => state === "" || (state === "unfinished" ? p.state === "open" || p.state === "started" : state === "overdue" ? isOverdue(p) : p.state === state);
  const chosen = (items: Point[]) => items.filter((p) => fits(p) && (owner === 0 || p.owner_person_id === owner)).sort((a, b) => Number(isOverdue(b)) - Number(isOverdue(a)) || (a.due_on ?? "9").localeCompare(b.due_on ?? "9") || (b.id ?? 0) - (a.id ?? 0));
  const owners = (items: Point[]) => [...new Set(items.flatMap((p) => (p.owner_person_id ? [p.owner_person_id] : [])))];
  const name = (id: number | null | undefined) => (id ? called(people, id, "display_name") : t("learning.nobody"));
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.learning")}</h1>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("learning.add")}</Button>}
      </div>
      <p>{t("learning.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("learning.none")} />}>
        {(items) => (
          <>
            <Figures items={items} />
            <div class="filters">
              <Choice label={t("board.state")} value={state} onChange={(e) => filter({ state: e.currentTarget.value })}>
                {choices.map((f) => (
                  <option key={f} value={f}>
                    {f === "" ? t("all") : f === "unfinished" ? t("learning.open") : f === "overdue" ? t("learning.overdue") : word("learning_state", f)}
                  </option>
                ))}
              </Choice>
              <Choice label={t("learning.owner")} value={owner || ""} onChange={(e) => filter({ owner: e.currentTarget.value })}>
                <option value="">{t("all")}</option>
                {owners(items).map((id) => (
                  <option key={id} value={id}>
                    {name(id)}
                  </option>
                ))}
              </Choice>
            </div>
            <p class="quiet" role="status">
              {tn("learning.count", chosen(items).length)}
            </p>
            {chosen(items).length > 0 && (
              <Table caption={t("nav.learning")} head={[t("learning.what"), t("learning.owner"), t("learning.due"), t("board.state"), t("learning.led_to")]} acts={mayPlan.value && t("change")}>
                {chosen(items).map((p) => (
                  <Row key={p.id} p={p} around={around} owner={name(p.owner_person_id)} onEdit={() => setEdit(p)} onRemove={() => setGone(p)} />
                ))}
              </Table>
            )}
          </>
        )}
      </Loaded>
      {edit !== null && <LearningDialog {...(edit === "new" ? {} : { p: edit })} earlier={list.data ?? []} onSaved={changed} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/learning-points" item={gone} title={t("learning.remove_title")} onDone={changed} onClose={() => setGone(null)}>
          <p>{gone.text}</p>
          <p>{t("learning.remove_text")}</p>
        </Remove>
      )}
    </>
  );
}
