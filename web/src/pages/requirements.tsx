// SPDX-License-Identifier: EUPL-1.2
// What each function asks of the people in it; competence is computed from it. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { date } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { FunctionChoice } from "../parts/function_choice";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { kinds, RequirementDialog, type Requirement } from "./requirement_form";

/* "2 in 12 maanden, telt 24 maanden, 60 dagen respijt" */
export function inWords(r: Requirement): string {
  return [
    r.within_months ? tn("requirement.in_months", r.within_months, { count: r.count ?? 1 }) : t("requirement.ever", { count: r.count ?? 1 }),
    ...(r.valid_months ? [tn("requirement.valid", r.valid_months)] : []),
    ...(r.grace_days ? [tn("requirement.grace", r.grace_days)] : []),
    ...(r.deployments_count ? [t("requirement.deployments")] : []),
  ].join(", ");
}

function Row({ r, whom, onEdit, onRemove }: { r: Requirement; whom: string; onEdit: () => void; onRemove: () => void }) {
  return (
    <tr class="utrecht-table__row">
      <td class="utrecht-table__cell">{whom}</td>
      <th scope="row" class="utrecht-table__cell">
        {r.title} <small>{[word("requirement", r.kind), r.subject, r.source && t("requirement.source", { source: r.source })].filter(Boolean).join(" · ")}</small>
      </th>
      <td class="utrecht-table__cell">{inWords(r)}</td>
      <td class="utrecht-table__cell numeric">
        {r.from || r.until ? `${r.from ? date(r.from) : "…"} – ${r.until ? date(r.until) : "…"}` : t("requirement.always")}
      </td>
      {mayPlan.value && (
        <td class="utrecht-table__cell">
          <button type="button" class="tool" onClick={onEdit}>
            {t("change")}
            <span class="visually-hidden">
              {" "}
              {r.title} {whom}
            </span>
          </button>
          <button type="button" class="tool" onClick={onRemove}>
            {t("remove")}
            <span class="visually-hidden">
              {" "}
              {r.title} {whom}
            </span>
          </button>
        </td>
      )}
    </tr>
  );
}

export const requirementsChanged = () => {
  for (const key of ["requirements", "compliance"]) void queries.invalidateQueries({ queryKey: [key] });
};

export default function Requirements() {
  const { query, filter } = useFilters();
  useTitle(t("nav.requirements"));
  const [edit, setEdit] = useState<Requirement | "new" | null>(null);
  const [gone, setGone] = useState<Requirement | null>(null);
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const functionId = Number(query.function ?? 0);
  const kind = kinds.find((k) => k === query.kind) ?? "";
  const list = useQuery({ queryKey: ["requirements"], queryFn: () => all((cursor) => take(api.GET("/api/v1/requirements", { params: { query: { limit: 1000, cursor } } }))) });
  const whom = (r: Requirement) => [r.function_id ? (functions.get(r.function_id)?.code ?? "") : t("requirement.all_functions"), ...(r.person_id ? [called(people, r.person_id, "display_name")] : [])].join(", ");
  const chosen = (items: Requirement[]) => items.filter((r) => (functionId === 0 || r.function_id === functionId) && (kind === "" || r.kind === kind));
  return (
    <>
      <div class="page-head">
        <h1>{t("requirement.heading")}</h1>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("requirement.add")}</Button>}
      </div>
      <p>{t("requirement.text")}</p>
      <div class="filters">
        <FunctionChoice label={t("function")} value={functionId} none={t("all")} onChange={(id) => filter({ function: String(id ?? "") })} />
        <Choice label={t("kind")} value={kind} onChange={(e) => filter({ kind: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {kinds.map((k) => (
            <option key={k} value={k}>
              {word("requirement", k)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={list} isEmpty={(d) => chosen(d).length === 0} empty={<Notice tone="info" title={t("requirement.none")} />}>
        {(items) => (
          <>
            <p class="quiet" role="status">
              {tn("requirement.count", chosen(items).length)}
            </p>
            <Table caption={t("requirement.heading")} head={[t("requirement.whom"), t("requirement.what"), t("requirement.how"), t("requirement.asked")]} acts={mayPlan.value && t("change")}>
              {chosen(items).map((r) => (
                <Row key={r.id} r={r} whom={whom(r)} onEdit={() => setEdit(r)} onRemove={() => setGone(r)} />
              ))}
            </Table>
          </>
        )}
      </Loaded>
      {edit !== null && <RequirementDialog {...(edit === "new" ? {} : { r: edit })} functionId={functionId} onSaved={requirementsChanged} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/requirements" item={gone} title={t("requirement.remove_title")} onDone={requirementsChanged} onClose={() => setGone(null)}>
          <p>
            <b>
              {gone.title}, {whom(gone)}
            </b>
            . {t("requirement.remove_text")}
          </p>
        </Remove>
      )}
    </>
  );
}

