// SPDX-License-Identifier: EUPL-1.2
// Two people changed the same thing: both versions side by side, and a choice.
import { t } from "../i18n";
import { Button } from "./button";
import { Notice } from "./notice";
import { Table } from "./table";

export interface Difference {
  field: string;
  mine: string;
  theirs: string;
}

/* What is shown of a version: the name of a field as people know it, and its value in words. */
export type InWords = [field: string, value: string | number | null | undefined][];

export function differences(mine: InWords, theirs: InWords): Difference[] {
  const text = (v: InWords[number][1]) => String(v ?? "");
  const [own, other] = [new Map(mine), new Map(theirs)];
  const fields = new Set([...own.keys(), ...other.keys()]); // each may have what the other lacks
  return [...fields].map((field) => ({ field, mine: text(own.get(field)), theirs: text(other.get(field)) })).filter((d) => d.mine !== d.theirs);
}

export function Conflict({ changes, onMine, onTheirs }: { changes: Difference[]; onMine: () => void; onTheirs: () => void }) {
  return (
    <div role="alert">
      <Notice tone="warning" title={t("conflict.title")}>
        <p>{t(changes.length === 0 ? "conflict.same" : "conflict.text")}</p>
        {changes.length > 0 && (
          <Table caption={t("conflict.title")} head={[t("conflict.field"), t("conflict.mine"), t("conflict.theirs")]}>
            {changes.map((c) => (
              <tr key={c.field} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  {c.field}
                </th>
                <td class="utrecht-table__cell">{c.mine || "–"}</td>
                <td class="utrecht-table__cell">{c.theirs || "–"}</td>
              </tr>
            ))}
          </Table>
        )}
        <p class="actions">
          <Button kind="primary" onClick={onMine}>
            {t("conflict.keep_mine")}
          </Button>
          <Button onClick={onTheirs}>{t("conflict.take_theirs")}</Button>
        </p>
      </Notice>
    </div>
  );
}
