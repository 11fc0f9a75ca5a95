// SPDX-License-Identifier: EUPL-1.2
// What is kept how long, what stands to be deleted and from when; nothing goes that was not announced.
import { useQuery } from "@tanstack/preact-query";
import { api, take, type Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { date } from "../i18n/dates";
import { number } from "../i18n/numbers";
import { Loaded } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

type Kind = Schemas["Retention"];

/* 2555 days are seven years. */
function term(days: number): string {
  return days >= 365 && days % 365 === 0 ? tn("retention.years", days / 365) : tn("retention.days", days);
}

function Row({ k }: { k: Kind }) {
  return (
    <tr class="utrecht-table__row">
      <th scope="row" class="utrecht-table__cell">
        {word("retention_kind", k.kind)}
      </th>
      <td class="utrecht-table__cell numeric">{term(k.keep_days)}</td>
      <td class="utrecht-table__cell numeric">
        {k.to_delete > 0 && k.deletes_from ? (
          <>
            <span class="state state-warning">▲ {number(k.to_delete)}</span> <small>{t("retention.from", { date: date(k.deletes_from), older: k.older_than ? date(k.older_than) : "" })}</small>
          </>
        ) : (
          t("retention.nothing")
        )}
      </td>
      <td class="utrecht-table__cell numeric">{k.deleted_at ? t("retention.went", { date: date(k.deleted_at), n: number(k.deleted) }) : "–"}</td>
    </tr>
  );
}

export default function Retention() {
  useTitle(t("nav.retention"));
  const list = useQuery({ queryKey: ["retention"], queryFn: () => take(api.GET("/api/v1/retention")) });
  const waiting = (items: Kind[]) => items.filter((k) => k.to_delete > 0);
  return (
    <>
      <h1>{t("nav.retention")}</h1>
      <p>{t("retention.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<Notice tone="info" title={t("retention.none")} />}>
        {(d) => (
          <>
            <Notice tone={waiting(d.items).length > 0 ? "warning" : "ok"} title={waiting(d.items).length > 0 ? tn("retention.waiting", waiting(d.items).length) : t("retention.nothing_waits")} />
            <Table caption={t("nav.retention")} head={[t("retention.what"), t("retention.keep"), t("retention.to_delete"), t("retention.last")]}>
              {d.items.map((k) => (
                <Row key={k.kind} k={k} />
              ))}
            </Table>
          </>
        )}
      </Loaded>
      <p class="quiet">{t("retention.help")}</p>
    </>
  );
}
