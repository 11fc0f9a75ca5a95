// SPDX-License-Identifier: EUPL-1.2
// Training and exercises: what is planned, and who is competent: a matrix by function, who expires
// first on top. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { all, api, take, type Schemas } from "../api/client";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { date, dayTime } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice } from "../parts/field";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { VirtualTable } from "../parts/virtual";
import { ActivityDialog, AttendanceDialog } from "./training_activity";

type Activity = Schemas["Activity"];
const statuses = ["lapsed", "expiring", "aspirant", "current"] as const;
const rank = new Map<string, number>(statuses.map((s, i) => [s, i]));

function Activities() {
  const functions = byId(useFunctions().data);
  const [adding, setAdding] = useState(false);
  const [list, setList] = useState<Activity | null>(null);
  const activities = useQuery({ queryKey: ["activities"], queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { limit: 1000, cursor } } }))) });
  return (
    <section aria-labelledby="activities">
      <div class="page-head">
        <h2 id="activities">{t("training.activities")}</h2>
        {mayPlan.value && <Button onClick={() => setAdding(true)}>{t("training.add")}</Button>}
      </div>
      <Loaded query={activities} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("training.none")} />}>
        {(items) => (
          <Table caption={t("training.activities")} head={[t("training.when"), t("training.title"), t("kind"), t("training.for"), t("training.list")]}>
            {[...items]
              .sort((a, b) => b.starts_at.localeCompare(a.starts_at))
              .slice(0, 50)
              .map((a) => (
                <tr key={a.id} class="utrecht-table__row">
                  <td class="utrecht-table__cell numeric">
                    {date(a.starts_at)} <small>{dayTime(a.starts_at)}</small>
                  </td>
                  <th scope="row" class="utrecht-table__cell">
                    {a.title} {a.cancelled && <span class="state state-warning">{t("training.cancelled")}</span>} <small>{a.location}</small>
                  </th>
                  <td class="utrecht-table__cell">{word("activity", a.kind)}</td>
                  <td class="utrecht-table__cell">{(a.function_ids ?? []).map((f) => functions.get(f)?.code ?? "").join(", ") || t("training.all")}</td>
                  <td class="utrecht-table__cell">
                    <button type="button" class="tool" onClick={() => setList(a)}>
                      {t("training.attendance")}
                      <span class="visually-hidden"> {a.title}</span>
                    </button>
                  </td>
                </tr>
              ))}
          </Table>
        )}
      </Loaded>
      {adding && <ActivityDialog onClose={() => setAdding(false)} />}
      {list && <AttendanceDialog activity={list} onClose={() => setList(null)} />}
    </section>
  );
}

function Competence() {
  const { query, route } = useLocation();
  const functions = byId(useFunctions().data);
  const people = byId(usePeople().data);
  const functionId = Number(query.function ?? 0);
  const status = statuses.find((s) => s === query.status);
  const compliance = useQuery({
    queryKey: ["compliance", functionId],
    queryFn: () => take(api.GET("/api/v1/compliance", { params: { query: functionId ? { function_id: functionId } : {} } })),
  });
  const filter = (name: string, value: string) => {
    const next = new URLSearchParams({ ...query, [name]: value });
    if (value === "") next.delete(name);
    route(`/training?${next}`, true);
  };
  return (
    <section aria-labelledby="competence">
      <h2 id="competence">{t("training.competence")}</h2>
      <div class="filters">
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter("function", e.currentTarget.value)}>
          <option value="">{t("all")}</option>
          {[...functions.values()].map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
        <Choice label={t("board.state")} value={status ?? ""} onChange={(e) => filter("status", e.currentTarget.value)}>
          <option value="">{t("all")}</option>
          {statuses.map((s) => (
            <option key={s} value={s}>
              {word("compliance", s)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={compliance} isEmpty={(d) => d.people.length === 0} empty={<Notice tone="info" title={t("training.nobody")} />}>
        {(d) => {
          const counts = statuses.map((s) => [s, d.people.filter((p) => p.status === s).length] as const);
          const shown = d.people
            .filter((p) => status === undefined || p.status === status)
            .sort((a, b) => (rank.get(a.status) ?? 9) - (rank.get(b.status) ?? 9) || (a.expires_on ?? "9").localeCompare(b.expires_on ?? "9"));
          return (
            <>
              <dl class="figures">
                {counts.map(([s, n]) => (
                  <div key={s}>
                    <dt>{word("compliance", s)}</dt>
                    <dd>{n}</dd>
                  </div>
                ))}
              </dl>
              <p class="quiet" role="status">
                {tn("training.count", shown.length)}
              </p>
              <VirtualTable
                label={t("training.competence")}
                head={[t("name"), t("function"), t("board.state"), t("training.expires"), t("training.missing")]}
                items={shown}
                rowHeight={44}
                id={(p) => `${p.person_id}-${p.function_id}`}
                cells={(p) => [
                  <a class="utrecht-link" href={`/people/${p.person_id}`}>
                    {people.get(p.person_id)?.display_name ?? `#${p.person_id}`}
                  </a>,
                  functions.get(p.function_id)?.code ?? "",
                  <span class={`state state-${p.status}`}>{word("compliance", p.status)}</span>,
                  p.expires_on ? date(p.expires_on) : "–",
                  <span class="clip" title={p.missing.join("; ")}>
                    {p.missing.join("; ") || "–"}
                  </span>,
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

export default function Training() {
  useTitle(t("nav.training"));
  return (
    <>
      <h1>{t("nav.training")}</h1>
      <Competence />
      <Activities />
    </>
  );
}
