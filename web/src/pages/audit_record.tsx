// SPDX-License-Identifier: EUPL-1.2
// One record of the audit log: who did what, and before and after beside each other.
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { dateTime } from "../i18n/dates";
import { actorInWords } from "../parts/actor";
import { Dialog } from "../parts/dialog";
import { Table } from "../parts/table";
import { actionInWords, fieldInWords, objectInWords, originInWords, resultInWords } from "./audit_words";

export type AuditRecord = Schemas["AuditRecord"];

function pairs(before: unknown, after: unknown): [string, string, string][] {
  const of = (v: unknown) => (typeof v === "object" && v !== null ? (v as Record<string, unknown>) : {});
  const text = (v: unknown) => (v === undefined ? "" : typeof v === "string" ? v : JSON.stringify(v));
  const keys = new Set([...Object.keys(of(before)), ...Object.keys(of(after))]);
  return [...keys].map((k) => [k, text(of(before)[k]), text(of(after)[k])]);
}

/* In words, and as the log itself has it: what an export or another program is asked for. */
function Said({ words, code = "" }: { words: string; code?: string | undefined }) {
  return (
    <>
      {words} {words !== code && <code>{code}</code>}
    </>
  );
}

export function RecordDialog({ r, onClose }: { r: AuditRecord; onClose: () => void }) {
  return (
    <Dialog open wide title={t("audit.record", { seq: r.seq })} onClose={onClose}>
      <dl class="facts">
        <dt>{t("audit.at")}</dt>
        <dd>{dateTime(r.at)}</dd>
        <dt>{t("audit.actor")}</dt>
        <dd>
          <Said words={actorInWords(r.actor ?? "")} code={r.actor} />
        </dd>
        <dt>{t("audit.origin")}</dt>
        <dd>
          <Said words={originInWords(r.origin ?? "")} code={r.origin} />
        </dd>
        <dt>{t("audit.action")}</dt>
        <dd>
          <Said words={actionInWords(r.action ?? "")} code={r.action} />
        </dd>
        <dt>{t("audit.object")}</dt>
        <dd>
          <Said words={objectInWords(r.object ?? "")} code={r.object} />
        </dd>
        <dt>{t("audit.result")}</dt>
        <dd>
          <Said words={resultInWords(r.result ?? "")} code={r.result} />
        </dd>
      </dl>
      <Table caption={t("audit.changes")} head={[t("conflict.field"), t("audit.before"), t("audit.after")]}>
        {pairs(r.before, r.after).map(([k, before, after]) => (
          <tr key={k} class={`utrecht-table__row ${before !== after ? "changed" : ""}`}>
            <th scope="row" class="utrecht-table__cell">
              <span title={k}>{fieldInWords(k)}</span>
            </th>
            <td class="utrecht-table__cell wrap">{before !== after && before !== "" ? <del>{before}</del> : before || "–"}</td>
            <td class="utrecht-table__cell wrap">{before !== after && after !== "" ? <ins>{after}</ins> : after || "–"}</td>
          </tr>
        ))}
      </Table>
      <p class="quiet wrap">
        {t("audit.hash")} <code>{r.hash}</code>
      </p>
    </Dialog>
  );
}
