// SPDX-License-Identifier: EUPL-1.2
// Functions: regime, norm, how many must be on duty. A new region begins here.
import { useState } from "preact/hooks";
import { api, ifMatch, take } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { useFunctions, useMunicipalities, type Fn } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

const regimes: Fn["regime"][] = ["H", "V", "L", "contact"];

function FunctionDialog({ f: first, onClose }: { f?: Fn; onClose: () => void }) {
  const [f, setF] = useState<Fn>(first ?? { code: "", name: "", spoken_name: "", regime: "H", arrival_norm_minutes: 60, required_on_duty: 1 });
  const act = useAct();
  const set = (to: Partial<Fn>) => setF({ ...f, ...to });
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const { code, name, spoken_name, regime, arrival_norm_minutes, required_on_duty } = f;
    const body = { code, name, spoken_name: spoken_name || name, regime, arrival_norm_minutes, required_on_duty };
    const done = await act.run((key) =>
      first === undefined
        ? take(api.POST("/api/v1/functions", { params: { header: { "Idempotency-Key": key } }, body }))
        : take(api.PATCH("/api/v1/functions/{id}", { params: { path: { id: first.id ?? 0 }, header: ifMatch(first.version) }, body: body as never })),
    );
    if (done) {
      void queries.invalidateQueries({ queryKey: ["functions"] });
      onClose();
    }
  };
  return (
    <Dialog open title={first?.name ?? t("functions.add")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
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
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("save")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function Municipalities() {
  const list = useMunicipalities();
  const [name, setName] = useState("");
  const [code, setCode] = useState("");
  const act = useAct();
  const add = async (e: SubmitEvent) => {
    e.preventDefault();
    const done = await act.run((key) => take(api.POST("/api/v1/municipalities", { params: { header: { "Idempotency-Key": key } }, body: { code, name } })));
    if (done) {
      setName("");
      setCode("");
      void queries.invalidateQueries({ queryKey: ["municipalities"] });
    }
  };
  return (
    <section aria-labelledby="municipalities">
      <h2 id="municipalities">{t("municipalities.title")}</h2>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("municipalities.none")} />}>
        {(items) => <p>{items.map((m) => m.name).join(", ")}</p>}
      </Loaded>
      {mayPlan.value && (
        <form class="filters" onSubmit={(e) => void add(e)}>
          <Field label={t("municipalities.name")} required value={name} onInput={(e) => setName(e.currentTarget.value)} error={act.problem?.field("name")} />
          <Field label={t("municipalities.code")} required placeholder="GM0148" value={code} onInput={(e) => setCode(e.currentTarget.value)} error={act.problem?.field("code")} />
          <p class="actions roster-move">
            <Button type="submit" busy={act.busy}>
              {t("municipalities.add")}
            </Button>
          </p>
        </form>
      )}
    </section>
  );
}

export function Functions() {
  const list = useFunctions();
  const [edit, setEdit] = useState<Fn | "new" | null>(null);
  return (
    <>
      <Municipalities />
      <section aria-labelledby="functions">
        <div class="page-head">
          <h2 id="functions">{t("people.functions")}</h2>
          {mayPlan.value && <Button onClick={() => setEdit("new")}>{t("functions.add")}</Button>}
        </div>
        <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("functions.none")} />}>
          {(items) => (
            <Table caption={t("people.functions")} head={[t("function"), t("functions.regime"), t("callout.norm"), t("functions.required"), ...(mayPlan.value ? [t("change")] : [])]}>
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
                      <button type="button" class="tool" onClick={() => setEdit(f)}>
                        {t("change")}
                        <span class="visually-hidden"> {f.code}</span>
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </Table>
          )}
        </Loaded>
        {edit !== null && <FunctionDialog {...(edit === "new" ? {} : { f: edit })} onClose={() => setEdit(null)} />}
      </section>
    </>
  );
}
