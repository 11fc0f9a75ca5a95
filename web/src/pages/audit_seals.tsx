// SPDX-License-Identifier: EUPL-1.2
// The newest signatures on where the log stood.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { t } from "../i18n";
import { dateTime } from "../i18n/dates";
import { Loaded } from "../parts/loaded";
import { Table } from "../parts/table";

export function Seals() {
  const list = useQuery({ queryKey: ["audit", "seals"], queryFn: async () => (await take(api.GET("/api/v1/audit/seals", { params: { query: { last: 30 } } }))).items });
  return (
    <section aria-labelledby="seals">
      <h2 id="seals">{t("seals.title")}</h2>
      <p>{t("seals.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("seals.none")}</p>}>
        {(items) => (
          <Table caption={t("seals.title")} head={[t("seals.number"), t("audit.at"), t("seals.record"), t("seals.hash"), t("seals.signature")]}>
            {[...items]
              .reverse()
              .map((s) => (
                <tr key={s.number} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell numeric">
                    {s.number}
                  </th>
                  <td class="utrecht-table__cell numeric">{dateTime(s.at)}</td>
                  <td class="utrecht-table__cell numeric">{s.seq}</td>
                  <td class="utrecht-table__cell">
                    <code title={s.hash}>{s.hash.slice(0, 16)}…</code>
                  </td>
                  <td class="utrecht-table__cell">
                    <code title={s.signature}>{s.signature.slice(0, 16)}…</code>
                  </td>
                </tr>
              ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}
