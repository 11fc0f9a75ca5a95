// SPDX-License-Identifier: EUPL-1.2
// The hours of a month, one line a person, as the payroll of a municipality gets them.
import { useQuery } from "@tanstack/preact-query";
import { all, api, raw, take, type Schemas } from "../api/client";
import { t } from "../i18n";
import { isoDay } from "../i18n/dates";
import { hours } from "../i18n/numbers";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { save } from "../parts/download";
import { Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded, sentence } from "../parts/loaded";
import { useMunicipalities } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Line = NonNullable<Schemas["Compensation"]["items"]>[number];
const days = ["weekday", "saturday", "sunday", "holiday"] as const;

function lastMonth(): string {
  const [year, month] = isoDay(Date.now()).split("-").map(Number) as [number, number];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
}

function Lines({ items }: { items: Line[] }) {
  return (
    <Table caption={t("compensation.title")} head={[t("name"), ...days.map((d) => t("compensation.duty", { day: t(`compensation.${d}` as const) })), ...days.map((d) => t("compensation.work", { day: t(`compensation.${d}` as const) })), t("fairness.calls")]}>
      {items.map((l) => (
        <tr key={l.person_id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell">
            {l.display_name} <small>{l.municipality}</small>
          </th>
          {days.map((d) => (
            <td key={d} class="utrecht-table__cell numeric">
              {hours(l.duty_minutes?.[d] ?? 0)}
            </td>
          ))}
          {days.map((d) => (
            <td key={d} class="utrecht-table__cell numeric">
              {hours(l.work_minutes?.[d] ?? 0)}
            </td>
          ))}
          <td class="utrecht-table__cell numeric">{l.calls}</td>
        </tr>
      ))}
    </Table>
  );
}

export function Compensation({ municipalityId }: { municipalityId: number }) {
  const { query, filter } = useFilters();
  const month = /^\d{4}-\d\d$/.test(query.month ?? "") ? (query.month as string) : lastMonth();
  const act = useAct();
  const municipality = (useMunicipalities().data ?? []).find((m) => m.id === municipalityId);
  const of = { month, ...(municipalityId ? { municipality_id: municipalityId } : {}) };
  const lines = useQuery({
    queryKey: ["compensation", month, municipalityId],
    queryFn: () => all(async (cursor) => {
        const page = (await take(api.GET("/api/v1/compensation", { params: { query: { ...of, limit: 1000, cursor } } }))) as Schemas["Compensation"];
        return { items: page.items, next: page.next };
      }),
  });
  const csv = () =>
    void act.run(async () => {
      const search = new URLSearchParams(Object.entries(of).map(([name, value]) => [name, String(value)]));
      const name = (municipality?.name ?? t("compensation.region")).toLowerCase().replace(/\W+/g, "-");
      await save(await raw(`/compensation?${search}`, { headers: { Accept: "text/csv" } }), `piket-${month}-${name}.csv`);
    });
  return (
    <section aria-labelledby="compensation" class="no-print">
      <h2 id="compensation">{t("compensation.title")}</h2>
      <p>{t("compensation.text", { whose: municipality?.name ?? t("compensation.all") })}</p>
      <div class="filters">
        <Field label={t("compensation.month")} type="month" value={month} onChange={(e) => e.currentTarget.value && filter({ month: e.currentTarget.value })} />
        <p class="actions filter-button">
          <Button kind="primary" busy={act.busy} onClick={csv}>
            {t("csv")}
          </Button>
        </p>
      </div>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={lines} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("compensation.none")} />}>
        {(items) => <Lines items={items} />}
      </Loaded>
    </section>
  );
}
