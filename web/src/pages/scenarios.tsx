// SPDX-License-Identifier: EUPL-1.2
// The presets of call-outs.
import { mayPlan } from "../app/session";
import { t } from "../i18n";
import { KindBadge } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

export default function Scenarios() {
  useTitle(t("nav.scenarios"));
  const list = useScenarios();
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.scenarios")}</h1>
        {mayPlan.value && (
          <a class="utrecht-button utrecht-button--secondary-action" href="/scenarios/new">
            {t("scenario.add")}
          </a>
        )}
      </div>
      <p>{t("scenarios.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("start.no_scenarios")} />}>
        {(items) => (
          <Table caption={t("nav.scenarios")} head={[t("kind"), t("name"), t("scenario.code"), t("scenario.slots"), t("scenario.places")]}>
            {items.map((s) => (
              <tr key={s.id} class="utrecht-table__row">
                <td class="utrecht-table__cell">
                  <KindBadge kind={s.kind} />
                </td>
                <th scope="row" class="utrecht-table__cell">
                  <a class="utrecht-link" href={`/scenarios/${s.id}`}>
                    {s.name}
                  </a>
                </th>
                <td class="utrecht-table__cell">{s.code}</td>
                <td class="utrecht-table__cell numeric">{s.slots.length}</td>
                <td class="utrecht-table__cell numeric">{s.slots.reduce((n, x) => n + x.need, 0)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </>
  );
}
