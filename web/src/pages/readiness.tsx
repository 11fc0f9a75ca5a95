// SPDX-License-Identifier: EUPL-1.2
// Every function in the coming weeks, the worst first: what would go wrong, for whom and when.
// Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { dayTime, isoDay, monday } from "../i18n/dates";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, type Named, type Person, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

type Problem = Schemas["ReadinessProblem"];
const kinds: Problem["kind"][] = ["gap", "unreachable", "single_point", "training", "working_time", "unverified"];
const severe = new Set<Problem["kind"]>(["gap", "unreachable"]);
const spans = [7, 28, 56, 91];
const FIRST = 5; // problems of a function that stand there at once

interface Ready {
  function_id: number;
  code?: string;
  name?: string;
  problems: Problem[];
}

function ProblemRow({ p, functionId, people }: { p: Problem; functionId: number; people: Named<Person> }) {
  const name = p.person_id === null ? null : called(people, p.person_id, "display_name");
  return (
    <tr class="utrecht-table__row">
      <td class="utrecht-table__cell">
        <span class={`state ${severe.has(p.kind) ? "state-exhausted" : "state-warning"}`}>
          {severe.has(p.kind) ? "!" : "▲"} {word("readiness", p.kind)}
        </span>
      </td>
      <th scope="row" class="utrecht-table__cell">
        {name === null ? (
          "–"
        ) : (
          <a class="utrecht-link" href={`/people/${p.person_id}`}>
            {name}
          </a>
        )}
      </th>
      <td class="utrecht-table__cell numeric">
        <a class="utrecht-link" href={`/roster?from=${monday(isoDay(p.from))}&function=${functionId}`}>
          {dayTime(p.from)}
        </a>
        <small>{t("readiness.until", { time: dayTime(p.until) })}</small>
      </td>
      <td class="utrecht-table__cell">{p.detail}</td>
    </tr>
  );
}

function FunctionProblems({ f, people }: { f: Ready; people: Named<Person> }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? f.problems : f.problems.slice(0, FIRST);
  return (
    <section aria-labelledby={`ready-${f.function_id}`}>
      <h2 id={`ready-${f.function_id}`}>
        {f.code} <small>{f.name}</small>
      </h2>
      <Table caption={`${f.code}: ${tn("readiness.problems", f.problems.length)}`} head={[t("readiness.what"), t("name"), t("readiness.when"), t("readiness.why")]}>
        {shown.map((p) => (
          <ProblemRow key={`${p.kind}${p.person_id}${p.from}${p.detail}`} p={p} functionId={f.function_id} people={people} />
        ))}
      </Table>
      {f.problems.length > FIRST && (
        <button type="button" class="utrecht-button utrecht-button--subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("readiness.fewer") : tn("readiness.more", f.problems.length - FIRST)}
          <span class="visually-hidden"> {f.code}</span>
        </button>
      )}
    </section>
  );
}

function Body({ functions, kind, people }: { functions: Ready[]; kind: string; people: Named<Person> }) {
  const narrowed = functions.map((f) => ({ ...f, problems: f.problems.filter((p) => kind === "" || p.kind === kind) }));
  const wrong = narrowed.filter((f) => f.problems.length > 0);
  const fine = narrowed.filter((f) => f.problems.length === 0);
  const count = (k: string) => functions.reduce((n, f) => n + f.problems.filter((p) => p.kind === k).length, 0);
  return (
    <>
      <dl class="figures">
        {kinds.map((k) => (
          <div key={k}>
            <dt>{word("readiness", k)}</dt>
            <dd>{count(k)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet" role="status">
        {wrong.length === 0 ? t(kind === "" ? "readiness.fine" : "readiness.fine_kind") : tn("readiness.functions", wrong.length)}
      </p>
      {wrong.map((f) => (
        <FunctionProblems key={f.function_id} f={f} people={people} />
      ))}
      {fine.length > 0 && kind === "" && (
        <>
          <h2>{t("readiness.in_order")}</h2>
          <p>
            <span class="state state-filled">✓</span> {fine.map((f) => f.code).join(", ")}
          </p>
        </>
      )}
    </>
  );
}

export default function Readiness() {
  const { query, filter } = useFilters();
  useTitle(t("nav.readiness"));
  const days = spans.find((d) => String(d) === query.days) ?? 28;
  const kind = kinds.find((k) => k === query.kind) ?? "";
  const people = byId(usePeople());
  const ready = useQuery({
    queryKey: ["readiness", days],
    queryFn: () => take(api.GET("/api/v1/readiness", { params: { query: { days } } })),
  });
  return (
    <>
      <h1>{t("readiness.title")}</h1>
      <p>{t("readiness.text")}</p>
      <div class="filters no-print">
        <Choice label={t("readiness.period")} value={days} onChange={(e) => filter({ days: e.currentTarget.value })}>
          {spans.map((d) => (
            <option key={d} value={d}>
              {tn("weeks", d / 7)}
            </option>
          ))}
        </Choice>
        <Choice label={t("readiness.what")} value={kind} onChange={(e) => filter({ kind: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {kinds.map((k) => (
            <option key={k} value={k}>
              {word("readiness", k)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={ready} isEmpty={(d) => (d.functions ?? []).length === 0} empty={<Notice tone="info" title={t("readiness.none")} />}>
        {(d) => <Body functions={(d.functions ?? []) as Ready[]} kind={kind} people={people} />}
      </Loaded>
    </>
  );
}
