// SPDX-License-Identifier: EUPL-1.2
// Which public holidays count for fair shares and compensation, and how heavily; days of one's own.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t } from "../i18n";
import { date, isoDay } from "../i18n/dates";
import { percent } from "../i18n/numbers";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Check, Field, NumberField } from "../parts/field";
import { Loaded } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

type Holiday = Schemas["Holiday"];
type Names = Partial<Record<keyof Holiday, string>>;
const changed = () => {
  for (const key of ["holidays", "fairness", "compensation"]) void queries.invalidateQueries({ queryKey: [key] });
};

/* Of a computed day only its weight is ours, and of 5 May in which years. */
function fieldsOf(h: Holiday): Names {
  const weight: Names = { weight_percent: t("holiday.weight") };
  if (h.kind === "own" || h.kind === undefined) return { name: t("name"), date: t("holiday.date"), yearly: t("holiday.yearly"), ...weight };
  return h.kind === "liberation_day" ? { every_years: t("holiday.every_five"), ...weight } : weight;
}

function HolidayDialog({ h: first, onClose }: { h?: Holiday; onClose: () => void }) {
  const blank: Holiday = { name: "", date: `${isoDay(Date.now()).slice(0, 4)}-12-31`, yearly: true, weight_percent: 100 };
  const names = fieldsOf(first ?? blank);
  const edit = useEdit<Holiday>("/holidays", first ?? blank, names, () => {
    changed();
    onClose();
  });
  const h = edit.value;
  return (
    <Dialog open title={first ? first.name : t("holiday.add")} onClose={onClose}>
      <EditForm edit={edit} onClose={onClose}>
        {names.name && <Field label={names.name} required maxLength={120} value={h.name} onInput={(e) => edit.set({ name: e.currentTarget.value })} error={edit.error("name")} />}
        {names.date && <Field label={names.date} type="date" required value={h.date ?? ""} onInput={(e) => edit.set({ date: e.currentTarget.value })} error={edit.error("date")} />}
        {names.yearly && <Check label={names.yearly} checked={h.yearly ?? false} onChange={(yearly) => edit.set({ yearly })} />}
        {names.every_years && <Check label={names.every_years} checked={h.every_years === 5} onChange={(five) => edit.set({ every_years: five ? 5 : 1 })} />}
        <NumberField label={t("holiday.weight")} help={t("holiday.weight_help")} min={0} max={1000} required value={h.weight_percent} onNumber={(n) => edit.set({ weight_percent: n ?? 0 })} error={edit.error("weight_percent")} />
      </EditForm>
    </Dialog>
  );
}

export default function Holidays() {
  useTitle(t("nav.holidays"));
  const [edit, setEdit] = useState<Holiday | "new" | null>(null);
  const [gone, setGone] = useState<Holiday | null>(null);
  const list = useQuery({
    queryKey: ["holidays"],
    queryFn: async () => {
      const [items, dates] = await Promise.all([all((cursor) => take(api.GET("/api/v1/holidays", { params: { query: { limit: 1000, cursor } } }))), take(api.GET("/api/v1/holidays/dates"))]);
      return { items, dates: dates.items };
    },
  });
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.holidays")}</h1>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("holiday.add")}</Button>}
      </div>
      <p>{t("holiday.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<Notice tone="info" title={t("holiday.none")} />}>
        {(d) => (
          <Table caption={t("nav.holidays")} head={[t("name"), t("holiday.coming"), t("holiday.weight")]} acts={mayPlan.value && t("change")}>
            {d.items.map((h) => (
              <tr key={h.id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  {h.name} {h.kind === "own" && <small>{t("holiday.own")}</small>}
                </th>
                <td class="utrecht-table__cell numeric">
                  {d.dates
                    .filter((x) => x.name === h.name)
                    .map((x) => date(x.date))
                    .join(", ") || "–"}
                </td>
                <td class="utrecht-table__cell numeric">{h.weight_percent === 0 ? t("holiday.does_not_count") : percent(h.weight_percent ?? 100)}</td>
                {mayPlan.value && (
                  <td class="utrecht-table__cell">
                    <button type="button" class="tool" onClick={() => setEdit(h)}>
                      {t("change")}
                      <span class="visually-hidden"> {h.name}</span>
                    </button>
                    {h.kind === "own" && (
                      <button type="button" class="tool" onClick={() => setGone(h)}>
                        {t("remove")}
                        <span class="visually-hidden"> {h.name}</span>
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {edit !== null && <HolidayDialog {...(edit === "new" ? {} : { h: edit })} onClose={() => setEdit(null)} />}
      {gone && (
        <Remove path="/holidays" item={gone} title={t("holiday.remove_title", { name: gone.name })} onDone={changed} onClose={() => setGone(null)}>
          <p>{t("holiday.remove_text")}</p>
        </Remove>
      )}
    </>
  );
}
