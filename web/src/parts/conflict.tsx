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

export function differences<T extends object>(mine: T, theirs: T, names: Partial<Record<keyof T & string, string>>): Difference[] {
  const text = (v: unknown) => (typeof v === "object" ? JSON.stringify(v) : String(v ?? ""));
  return (Object.keys(names) as (keyof T & string)[])
    .filter((k) => text(mine[k]) !== text(theirs[k]))
    .map((k) => ({ field: names[k] ?? k, mine: text(mine[k]), theirs: text(theirs[k]) }));
}

export function Conflict({ changes, onMine, onTheirs }: { changes: Difference[]; onMine: () => void; onTheirs: () => void }) {
  return (
    <div role="alert">
      <Notice tone="warning" title={t("conflict.title")}>
        <p>{t("conflict.text")}</p>
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
