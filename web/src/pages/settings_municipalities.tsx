// SPDX-License-Identifier: EUPL-1.2
// The municipalities of the region: whom people, functions and accounts belong to.
import { useState } from "preact/hooks";
import type { Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Field } from "../parts/field";
import { Loaded } from "../parts/loaded";
import { useMunicipalities } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";

type Municipality = Schemas["Municipality"];
const again = () => void queries.invalidateQueries({ queryKey: ["municipalities"] });

function MunicipalityDialog({ m: first, onClose }: { m?: Municipality; onClose: () => void }) {
  const edit = useEdit<Municipality>("/municipalities", first ?? { name: "", code: "" }, { name: t("municipalities.name"), code: t("municipalities.code") }, () => {
    again();
    onClose();
  });
  return (
    <Dialog open title={t(first ? "municipalities.change" : "municipalities.add")} onClose={onClose}>
      <EditForm edit={edit} onClose={onClose}>
        <Field label={t("municipalities.name")} required maxLength={80} value={edit.value.name} onInput={(e) => edit.set({ name: e.currentTarget.value })} error={edit.error("name")} />
        <Field label={t("municipalities.code")} help={t("municipalities.code_help")} required maxLength={16} value={edit.value.code} onInput={(e) => edit.set({ code: e.currentTarget.value })} error={edit.error("code")} />
      </EditForm>
    </Dialog>
  );
}

function MunicipalityTable({ items, onChange, onRemove }: { items: Municipality[]; onChange: (m: Municipality) => void; onRemove: (m: Municipality) => void }) {
  return (
    <Table caption={t("municipalities.title")} head={[t("name"), t("municipalities.code")]} acts={mayPlan.value && t("change")}>
      {items.map((m) => (
        <tr key={m.id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell">
            {m.name}
          </th>
          <td class="utrecht-table__cell">{m.code}</td>
          {mayPlan.value && (
            <td class="utrecht-table__cell">
              <button type="button" class="tool" onClick={() => onChange(m)}>
                {t("change")}
                <span class="visually-hidden"> {m.name}</span>
              </button>
              <button type="button" class="tool" onClick={() => onRemove(m)}>
                {t("remove")}
                <span class="visually-hidden"> {m.name}</span>
              </button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

export function Municipalities() {
  const list = useMunicipalities();
  const [edit, setEdit] = useState<Municipality | "new" | null>(null);
  const [gone, setGone] = useState<Municipality | null>(null);
  return (
    <section aria-labelledby="municipalities">
      <div class="page-head">
        <h2 id="municipalities">{t("municipalities.title")}</h2>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("municipalities.add")}</Button>}
      </div>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("municipalities.none")} />}>
        {(items) => <MunicipalityTable items={items} onChange={setEdit} onRemove={setGone} />}
      </Loaded>
      {edit !== null && <MunicipalityDialog {...(edit === "new" ? {} : { m: edit })} onClose={() => setEdit(null)} />}
      {gone !== null && (
        <Remove path="/municipalities" item={gone} title={t("municipalities.remove_title", { name: gone.name })} onDone={again} onClose={() => setGone(null)}>
          <p>{t("municipalities.remove_text")}</p>
        </Remove>
      )}
    </section>
  );
}
