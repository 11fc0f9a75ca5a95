// SPDX-License-Identifier: EUPL-1.2
// Functions: regime, norm, how many must be on duty. A new region begins here.
import { useState } from "preact/hooks";
import { api, ifMatch, take } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { Button } from "../parts/button";
import { Conflict, differences, type InWords } from "../parts/conflict";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { FormButtons } from "../parts/form_end";
import { Loaded, sentence } from "../parts/loaded";
import { useFunctions, type Fn } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { fold } from "../parts/search";
import { Table } from "../parts/table";
import { useSaving } from "../parts/theirs";
import { useTyped } from "../parts/typed";

const regimes: Fn["regime"][] = ["H", "V", "L", "contact"];

function FunctionDialog({ f: first, onClose }: { f?: Fn; onClose: () => void }) {
  const [f, setF] = useState<Fn>(first ?? { code: "", name: "", spoken_name: "", regime: "H", arrival_norm_minutes: 60, required_on_duty: 1 });
  const { act, theirs, drop, save: keep } = useSaving(() => take(api.GET("/api/v1/functions/{id}", { params: { path: { id: first?.id ?? 0 } } })));
  const set = (to: Partial<Fn>) => setF({ ...f, ...to });
  const again = () => void queries.invalidateQueries({ queryKey: ["functions"] });
  const save = async (version: number | undefined) => {
    const { code, name, spoken_name, regime, arrival_norm_minutes, required_on_duty } = f;
    const body = { code, name, spoken_name: spoken_name || name, regime, arrival_norm_minutes, required_on_duty };
    const done = await keep((key) =>
      first === undefined
        ? take(api.POST("/api/v1/functions", { params: { header: { "Idempotency-Key": key } }, body }))
        : take(api.PATCH("/api/v1/functions/{id}", { params: { path: { id: first.id ?? 0 }, header: ifMatch(version) }, body: body as never })),
    );
    if (done) {
      again();
      onClose();
    }
  };
  const inWords = (x: Fn): InWords => [
    [t("scenario.code"), x.code],
    [t("name"), x.name],
    [t("functions.spoken"), x.spoken_name],
    [t("functions.regime"), word("regime", x.regime)],
    [t("functions.norm"), x.arrival_norm_minutes],
    [t("functions.required"), x.required_on_duty],
  ];
  return (
    <Dialog open title={first?.name ?? t("functions.add")} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void save(first?.version);
        }}
      >
        <Field label={t("scenario.code")} required value={f.code} onInput={(e) => set({ code: e.currentTarget.value })} error={act.problem?.field("code")} />
        <Field label={t("name")} required value={f.name} onInput={(e) => set({ name: e.currentTarget.value })} error={act.problem?.field("name")} />
        <Field label={t("functions.spoken")} help={t("functions.spoken_help")} value={f.spoken_name} onInput={(e) => set({ spoken_name: e.currentTarget.value })} error={act.problem?.field("spoken_name")} />
        <Choice label={t("functions.regime")} value={f.regime} onChange={(e) => set({ regime: e.currentTarget.value as Fn["regime"] })}>
          {regimes.map((r) => (
            <option key={r} value={r}>
              {word("regime", r)}
            </option>
          ))}
        </Choice>
        <Field label={t("functions.norm")} type="number" min={1} value={f.arrival_norm_minutes ?? ""} onInput={(e) => set({ arrival_norm_minutes: e.currentTarget.value === "" ? null : Number(e.currentTarget.value) })} error={act.problem?.field("arrival_norm_minutes")} />
        <Field label={t("functions.required")} type="number" min={0} value={f.required_on_duty ?? 0} onInput={(e) => set({ required_on_duty: Number(e.currentTarget.value) })} error={act.problem?.field("required_on_duty")} />
        {theirs !== null ? (
          <Conflict
            changes={differences(inWords(f), inWords(theirs))}
            onMine={() => void save(theirs.version)}
            onTheirs={() => {
              drop();
              again();
              onClose();
            }}
          />
        ) : (
          <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        )}
        <FormButtons act={act} label={t("save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function FunctionTable({ items, onEdit, onRemove }: { items: Fn[]; onEdit: (f: Fn) => void; onRemove: (f: Fn) => void }) {
  return (
    <Table caption={t("people.functions")} head={[t("function"), t("functions.regime"), t("callout.norm"), t("functions.required")]} acts={mayPlan.value && t("change")}>
      {items.map((f) => (
        <tr key={f.id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell">
            <b>{f.code}</b> <small>{f.name}</small>
          </th>
          <td class="utrecht-table__cell">{word("regime", f.regime)}</td>
          <td class="utrecht-table__cell numeric">{f.arrival_norm_minutes ? `${f.arrival_norm_minutes} min` : "–"}</td>
          <td class="utrecht-table__cell numeric">{f.required_on_duty || "–"}</td>
          {mayPlan.value && (
            <td class="utrecht-table__cell">
              <button type="button" class="tool" onClick={() => onEdit(f)}>
                {t("change")}
                <span class="visually-hidden"> {f.code}</span>
              </button>
              <button type="button" class="tool" onClick={() => onRemove(f)}>
                {t("remove")}
                <span class="visually-hidden"> {f.code}</span>
              </button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

export function Functions() {
  const { query, filter } = useFilters();
  const list = useFunctions();
  const [edit, setEdit] = useState<Fn | "new" | null>(null);
  const [gone, setGone] = useState<Fn | null>(null);
  const regime = query.regime ?? "";
  const [text, setText] = useTyped(query.q ?? "", (v) => filter({ q: v }));
  const shown = (list.data ?? []).filter((f) => (regime === "" || f.regime === regime) && fold(`${f.code} ${f.name}`).includes(fold(text)));
  return (
    <section aria-labelledby="functions">
      <div class="page-head">
        <h2 id="functions">{t("people.functions")}</h2>
        {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("functions.add")}</Button>}
      </div>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("functions.none")} />}>
        {() => (
          <>
            <div class="filters">
              <Field label={t("search")} type="search" value={text} onInput={(e) => setText(e.currentTarget.value)} />
              <Choice label={t("functions.regime")} value={regime} onChange={(e) => filter({ regime: e.currentTarget.value })}>
                <option value="">{t("all")}</option>
                {regimes.map((r) => (
                  <option key={r} value={r}>
                    {word("regime", r)}
                  </option>
                ))}
              </Choice>
            </div>
            <p class="quiet" role="status">
              {tn("functions.count", shown.length)}
            </p>
            {shown.length > 0 && <FunctionTable items={shown} onEdit={setEdit} onRemove={setGone} />}
          </>
        )}
      </Loaded>
      {edit !== null && <FunctionDialog {...(edit === "new" ? {} : { f: edit })} onClose={() => setEdit(null)} />}
      {gone !== null && (
        <Remove path="/functions" item={gone} title={t("functions.remove_title", { name: gone.code })} onDone={() => void queries.invalidateQueries({ queryKey: ["functions"] })} onClose={() => setGone(null)}>
          <p>{t("functions.remove_text")}</p>
        </Remove>
      )}
    </section>
  );
}
