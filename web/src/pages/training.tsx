// SPDX-License-Identifier: EUPL-1.2
// Training and exercises: what is planned, and who is competent: a matrix by function, who expires
// first on top. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { t, tn, word } from "../i18n";
import { date } from "../i18n/dates";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { NoHits } from "../parts/no_hits";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { VirtualTable } from "../parts/virtual";
import { Activities } from "./training_activities";
import { Matrix, why, type Competent } from "./training_matrix";
import { Tables } from "./training_tables";
import "../style/training.css";

const statuses = ["lapsed", "expiring", "aspirant", "current"] as const;
const rank = new Map<string, number>(statuses.map((s, i) => [s, i]));

const questions = ["become", "stay", "improve"] as const;

/* What the inspectorate asks, each on one sheet of the service's own. */
function Answers() {
  return (
    <p class="actions">
      {questions.map((q) => (
        <a key={q} class="utrecht-link" href={`/api/v1/training/answers/${q}?format=html`} target="_blank" rel="noreferrer">
          {t(`training.answer_${q}` as const)}
        </a>
      ))}
    </p>
  );
}

/* Since when it is lapsed; else until when it holds, and how long the grace then lasts. */
function Expiry({ p }: { p: Competent }) {
  if (p.lapsed_since) return <span class="numeric">{t("training.since", { date: date(p.lapsed_since) })}</span>;
  if (!p.expires_on) return <>–</>;
  return (
    <span class="numeric">
      {date(p.expires_on)}
      {p.status === "expiring" && p.lapses_on && p.lapses_on !== p.expires_on && <small class="block">{t("training.grace_until", { date: date(p.lapses_on) })}</small>}
    </span>
  );
}

function Competence() {
  const { query, filter } = useFilters();
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const functionId = Number(query.function ?? 0);
  const status = statuses.find((s) => s === query.status);
  const compliance = useQuery({
    queryKey: ["compliance", functionId],
    queryFn: () => take(api.GET("/api/v1/compliance", { params: { query: functionId ? { function_id: functionId } : {} } })),
  });
  return (
    <section aria-labelledby="competence">
      <h2 id="competence">{t("training.competence")}</h2>
      <div class="filters">
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {[...functions.values()].map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
        <Choice label={t("board.state")} value={status ?? ""} onChange={(e) => filter({ status: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {statuses.map((s) => (
            <option key={s} value={s}>
              {word("compliance", s)}
            </option>
          ))}
        </Choice>
        <Choice label={t("training.as")} value={query.as === "matrix" ? "matrix" : ""} onChange={(e) => filter({ as: e.currentTarget.value })}>
          <option value="">{t("training.as_list")}</option>
          <option value="matrix">{t("training.as_matrix")}</option>
        </Choice>
      </div>
      <Loaded query={compliance} isEmpty={(d) => d.people.length === 0} empty={functionId ? <NoHits onClear={() => filter({ function: "", status: "" })} /> : <Notice tone="info" title={t("training.nobody")} />}>
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
              {shown.length === 0 && <NoHits onClear={() => filter({ function: "", status: "" })} />}
              {shown.length > 0 && query.as === "matrix" && <Matrix rows={shown} />}
              {shown.length > 0 && query.as !== "matrix" && (
                <VirtualTable
                  label={t("training.competence")}
                  head={[t("name"), t("function"), t("board.state"), t("training.expires"), t("training.missing")]}
                  items={shown}
                  rowHeight={52}
                  stacked={196}
                  columns="minmax(0, 1.4fr) minmax(0, 0.8fr) minmax(0, 0.8fr) minmax(10rem, 1fr) minmax(0, 3fr)"
                  id={(p) => `${p.person_id}-${p.function_id}`}
                  cells={(p) => [
                    <a class="utrecht-link" href={`/people/${p.person_id}`}>
                      {called(people, p.person_id, "display_name")}
                    </a>,
                    functions.get(p.function_id)?.code ?? "",
                    <span class={`state state-${p.status}`}>{word("compliance", p.status)}</span>,
                    <span class="two-lines">
                      <Expiry p={p} />
                    </span>,
                    <span class="two-lines" title={why(p)}>
                      {why(p) || "–"}
                    </span>,
                  ]}
                />
              )}
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
      <Answers />
      <Competence />
      <Activities />
      <Tables />
    </>
  );
}
