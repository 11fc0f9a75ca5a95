// SPDX-License-Identifier: EUPL-1.2
// One record of the audit log: who did what, and before and after beside each other.
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { dateTime } from "../i18n/dates";
import { actorInWords } from "../parts/actor";
import { Dialog } from "../parts/dialog";
import { Table } from "../parts/table";
import { useNames } from "./audit_names";
import { valueInWords } from "./audit_values";
import { actionInWords, fieldInWords, objectInWords, originInWords, resultInWords } from "./audit_words";

export type AuditRecord = Schemas["AuditRecord"];

interface Field {
  name: string;
  before: unknown;
  after: unknown;
  changed: boolean;
}
function fieldsOf(before: unknown, after: unknown): Field[] {
  const of = (v: unknown) => (typeof v === "object" && v !== null ? (v as Record<string, unknown>) : {});
  const names = new Set([...Object.keys(of(before)), ...Object.keys(of(after))]);
  return [...names].map((name) => {
    const [was, is] = [of(before)[name], of(after)[name]];
    return { name, before: was, after: is, changed: JSON.stringify(was) !== JSON.stringify(is) };
  });
}

/* In words, and under the pointer as the log itself has it. */
function Value({ raw, words, as: As }: { raw: unknown; words: string; as: "del" | "ins" | "span" }) {
  if (words === "") return <>–</>;
  return (
    <As class="said" title={typeof raw === "string" ? raw : JSON.stringify(raw)}>
      {words}
    </As>
  );
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
  const nameOf = useNames();
  const kind = (r.object ?? "").replace(/\/.*$/s, "");
  const words = (name: string, value: unknown) => valueInWords(kind, name, value, nameOf);
  return (
    <Dialog open wide title={t("audit.record", { seq: r.seq })} onClose={onClose}>
      <dl class="facts">
        <dt>{t("audit.at")}</dt>
        <dd>{dateTime(r.at)}</dd>
        <dt>{t("audit.actor")}</dt>
        <dd>
          <Said words={actorInWords(r.actor ?? "", (id) => nameOf("person", id))} code={r.actor} />
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
        {fieldsOf(r.before, r.after).map(({ name, before, after, changed }) => (
          <tr key={name} class={`utrecht-table__row ${changed ? "changed" : ""}`}>
            <th scope="row" class="utrecht-table__cell">
              <span title={name}>{fieldInWords(kind, name)}</span>
            </th>
            <td class="utrecht-table__cell wrap">
              <Value raw={before} words={words(name, before)} as={changed ? "del" : "span"} />
            </td>
            <td class="utrecht-table__cell wrap">
              <Value raw={after} words={words(name, after)} as={changed ? "ins" : "span"} />
            </td>
          </tr>
        ))}
      </Table>
      <p class="quiet wrap">
        {t("audit.hash")} <code>{r.hash}</code>
      </p>
    </Dialog>
  );
}
