// SPDX-License-Identifier: EUPL-1.2
// Who carried how much of each function over a period, and what a month comes to for the payroll of
// a municipality. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { t, tn } from "../i18n";
import { isoDay } from "../i18n/dates";
import { hours, number } from "../i18n/numbers";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions, useMunicipalities } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { Compensation } from "./compensation";
import "../style/planning.css";

type Share = NonNullable<Schemas["Fairness"]["items"]>[number];
const sorts = ["weeks", "nights", "weekends", "holidays", "calls", "name"] as const;
type Sort = (typeof sorts)[number];

const minutes = (m: Schemas["DayMinutes"] | undefined) => (m ? m.weekday + m.saturday + m.sunday + m.holiday : 0);

/* A bar against the most of this function; the line is the average. The number stands beside it. */
function Bar({ value, most, average }: { value: number; most: number; average: number }) {
  const share = (v: number) => (most > 0 ? (v / most) * 100 : 0);
  return (
    <svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="share-track" width="100" height="10" />
      <rect class={value > average ? "share-over" : "share-under"} width={share(value)} height="10" />
      <rect class="share-average" x={share(average)} width="1" height="10" />
    </svg>
  );
}

function ofSort(s: Share, sort: Sort): number {
  return sort === "name" ? 0 : (s[sort] ?? 0);
}

function FunctionShares({ code, name, shares, sort }: { code: string; name: string; shares: Share[]; sort: Sort }) {
  const sum = (of: (s: Share) => number) => shares.reduce((n, s) => n + of(s), 0);
  const average = sum((s) => s.weeks ?? 0) / shares.length;
  const most = Math.max(...shares.map((s) => s.weeks ?? 0));
  const rows = [...shares].sort((a, b) => ofSort(b, sort) - ofSort(a, sort) || (a.display_name ?? "").localeCompare(b.display_name ?? ""));
  return (
    <section aria-labelledby={`fair-${code}`}>
      <h2 id={`fair-${code}`}>
        {code} <small>{name}</small>
      </h2>
      <Table caption={`${t("fairness.title")}: ${code}`} head={[t("name"), t("fairness.weeks"), t("fairness.nights"), t("fairness.weekends"), t("fairness.holidays"), t("fairness.calls"), t("fairness.hours")]}>
        {rows.map((s) => (
          <tr key={s.person_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              <a class="utrecht-link" href={`/people/${s.person_id}`}>
                {s.display_name}
              </a>
              <small>{s.municipality}</small>
            </th>
            <td class="utrecht-table__cell numeric share">
              {number(s.weeks ?? 0, 1)} <Bar value={s.weeks ?? 0} most={most} average={average} />
            </td>
            <td class="utrecht-table__cell numeric">{number(s.nights ?? 0)}</td>
            <td class="utrecht-table__cell numeric">{number(s.weekends ?? 0, 1)}</td>
            <td class="utrecht-table__cell numeric">{number(s.holidays ?? 0, 1)}</td>
            <td class="utrecht-table__cell numeric">{s.calls}</td>
            <td class="utrecht-table__cell numeric">{hours(minutes(s.duty_minutes))}</td>
          </tr>
        ))}
        <tr class="utrecht-table__row sum">
          <th scope="row" class="utrecht-table__cell">
            {tn("fairness.average", shares.length)}
          </th>
          <td class="utrecht-table__cell numeric">{number(average, 1)}</td>
          {([(s) => s.nights ?? 0, (s) => s.weekends ?? 0, (s) => s.holidays ?? 0, (s) => s.calls ?? 0] as ((s: Share) => number)[]).map((of, i) => (
            <td key={i} class="utrecht-table__cell numeric">
              {number(sum(of) / shares.length, 1)}
            </td>
          ))}
          <td class="utrecht-table__cell numeric">{hours(sum((s) => minutes(s.duty_minutes)) / shares.length)}</td>
        </tr>
      </Table>
    </section>
  );
}

function grouped(shares: Share[]): Map<number, Share[]> {
  const groups = new Map<number, Share[]>();
  for (const s of shares) groups.set(s.function_id ?? 0, [...(groups.get(s.function_id ?? 0) ?? []), s]);
  return groups;
}

export default function FairnessPage() {
  const { query, filter } = useFilters();
  useTitle(t("nav.fairness"));
  const year = isoDay(Date.now()).slice(0, 4);
  const valid = (day: string | undefined, otherwise: string) => (/^\d{4}-\d\d-\d\d$/.test(day ?? "") ? (day as string) : otherwise);
  const from = valid(query.from, `${year}-01-01`);
  const to = valid(query.to, `${Number(year) + 1}-01-01`);
  const functionId = Number(query.function ?? 0);
  const municipalityId = Number(query.municipality ?? 0);
  const sort = sorts.find((s) => s === query.sort) ?? "weeks";
  const functions = byId(useFunctions());
  const municipalities = useMunicipalities().data ?? [];
  const fairness = useQuery({
    queryKey: ["fairness", from, to, functionId, municipalityId],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/fairness", { params: { query: { from, to, limit: 1000, cursor, ...(functionId ? { function_id: functionId } : {}), ...(municipalityId ? { municipality_id: municipalityId } : {}) } } }))),
  });
  return (
    <>
      <h1>{t("fairness.title")}</h1>
      <p>{t("fairness.text")}</p>
      <div class="filters no-print">
        <Field label={t("from")} type="date" value={from} onChange={(e) => e.currentTarget.value && filter({ from: e.currentTarget.value })} />
        <Field label={t("fairness.before")} type="date" value={to} min={from} onChange={(e) => e.currentTarget.value && filter({ to: e.currentTarget.value })} />
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {[...functions.values()].map((f) => (
            <option key={f.id} value={f.id}>
              {f.code}
            </option>
          ))}
        </Choice>
        <Choice label={t("people.municipality")} value={municipalityId || ""} onChange={(e) => filter({ municipality: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {municipalities.map((m) => (
            <option key={m.id} value={m.id}>
              {m.name}
            </option>
          ))}
        </Choice>
        <Choice label={t("fairness.sort")} value={sort} onChange={(e) => filter({ sort: e.currentTarget.value })}>
          {sorts.map((s) => (
            <option key={s} value={s}>
              {s === "name" ? t("name") : t(`fairness.${s}` as const)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={fairness} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("fairness.none")} />}>
        {(shares) =>
          [...grouped(shares)].map(([id, of]) => <FunctionShares key={id} code={called(functions, id, "code")} name={functions.get(id)?.name ?? ""} shares={of} sort={sort} />)
        }
      </Loaded>
      <Compensation municipalityId={municipalityId} />
    </>
  );
}
