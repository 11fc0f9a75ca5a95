// SPDX-License-Identifier: EUPL-1.2
// All call-outs, newest first; the filter stands in the address.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { KindBadge } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { byId, useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { placesOf } from "./callout_words";

const states = ["active", "filled", "exhausted", "stopped"] as const;

const newestFirst = (items: Schemas["Callout"][]) => [...items].sort((a, b) => (b.started_at ?? "").localeCompare(a.started_at ?? "") || (b.id ?? 0) - (a.id ?? 0));

/* A test on a schedule has nothing the matter: it is called as its scenario is. */
function Row({ c, scenario }: { c: Schemas["Callout"]; scenario: string | undefined }) {
  const { need, filled } = placesOf(c);
  return (
    <tr class="utrecht-table__row">
      <td class="utrecht-table__cell">
        <KindBadge kind={c.kind ?? "real"} />
      </td>
      <th scope="row" class="utrecht-table__cell">
        <a class="utrecht-link" href={`/callouts/${c.id}`}>
          {c.incident || scenario || t("callout.number", { id: c.id })}
        </a>{" "}
        <small>{c.location}</small>
        {c.origin === "manual" && <small>{t("record.badge")}</small>}
      </th>
      <td class="utrecht-table__cell numeric">{dateTime(c.started_at ?? "")}</td>
      <td class="utrecht-table__cell numeric">
        {filled} / {need}
      </td>
      <td class="utrecht-table__cell">
        <span class={`state state-${c.state}`}>{word("callout_state", c.state)}</span>
      </td>
      <td class="utrecht-table__cell">
        <a class="utrecht-link" href={`/callouts/${c.id}/report`}>
          {t("nav.report")}
          <span class="visually-hidden"> {c.incident || scenario}</span>
        </a>
      </td>
    </tr>
  );
}

export default function Callouts() {
  const { query, filter } = useFilters();
  const state = states.find((s) => s === query.state);
  useTitle(t("nav.callouts"));
  const scenarios = byId(useScenarios());
  const list = useQuery({
    queryKey: ["callouts", "all", state ?? ""],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/callouts", { params: { query: { limit: 1000, cursor, ...(state ? { state } : {}) } } }))),
    select: newestFirst, // one that was entered afterwards stands where it began
  });
  return (
    <>
      <h1>{t("nav.callouts")}</h1>
      <div class="filters">
        <Choice label={t("callouts.state")} value={state ?? ""} onChange={(e) => filter({ state: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {states.map((s) => (
            <option key={s} value={s}>
              {word("callout_state", s)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t(state ? "callouts.none_state" : "callouts.none")} />}>
        {(items) => (
          <>
            <p class="quiet">{tn("callouts.count", items.length)}</p>
            <Table caption={t("nav.callouts")} head={[t("kind"), t("callout.incident"), t("callout.started"), t("callouts.filled"), t("callouts.state"), t("nav.report")]}>
              {items.map((c) => (
                <Row key={c.id} c={c} scenario={scenarios.get(c.scenario_id ?? 0)?.name} />
              ))}
            </Table>
          </>
        )}
      </Loaded>
    </>
  );
}
