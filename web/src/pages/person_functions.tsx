// SPDX-License-Identifier: EUPL-1.2
// The functions that a person holds, from when until when; adding and ending one.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { date, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { FormEnd } from "../parts/form_end";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";
import { Table } from "../parts/table";

type Status = Schemas["Assignment"]["status"];
const statuses: Status[] = ["qualified", "aspirant", "suspended"];

function AddDialog({ personId, onClose }: { personId: number; onClose: () => void }) {
  const functions = useFunctions().data ?? [];
  const [functionId, setFunctionId] = useState(0);
  const [status, setStatus] = useState<Status>("qualified");
  const [from, setFrom] = useState(isoDay(Date.now()));
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const done = await act.run((key) => take(api.POST("/api/v1/assignments", { params: { header: { "Idempotency-Key": key } }, body: { person_id: personId, function_id: functionId, status, from } })));
    if (done) {
      void queries.invalidateQueries({ queryKey: ["assignments"] });
      onClose();
    }
  };
  return (
    <Dialog open title={t("person.function_add")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <Choice label={t("function")} required value={functionId || ""} onChange={(e) => setFunctionId(Number(e.currentTarget.value))} error={act.problem?.field("function_id")}>
          <option value="">{t("choose")}</option>
          {functions.map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
        <Choice label={t("board.state")} value={status} onChange={(e) => setStatus(e.currentTarget.value as Status)}>
          {statuses.map((s) => (
            <option key={s} value={s}>
              {word("assignment", s)}
            </option>
          ))}
        </Choice>
        <Field label={t("from")} type="date" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} error={act.problem?.field("from")} />
        <FormEnd act={act} label={t("save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/* What stops with it, before it does. */
function EndDialog({ a, code, onClose }: { a: Schemas["Assignment"]; code: string; onClose: () => void }) {
  const ahead = queries.getQueryData<Schemas["Duty"][]>(["duties", "person", a.person_id])?.filter((d) => d.function_id === a.function_id && Date.parse(d.ends_at) > Date.now()).length ?? 0;
  const end = async () => {
    await take(api.PATCH("/api/v1/assignments/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) }, body: { until: isoDay(Date.now()) } as never }));
    void queries.invalidateQueries({ queryKey: ["assignments"] });
  };
  return (
    <Ask title={t("person.end_title", { code })} label={t("person.end_today")} onDo={end} onClose={onClose}>
      <p>{t("person.end_text")}</p>
      {ahead > 0 && <Notice tone="warning" title={tn("person.end_duties", ahead)} />}
    </Ask>
  );
}

export function PersonFunctions({ id }: { id: number }) {
  const functions = byId(useFunctions());
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Schemas["Assignment"] | null>(null);
  const [gone, setGone] = useState<Schemas["Assignment"] | null>(null);
  const today = isoDay(Date.now());
  const held = useQuery({
    queryKey: ["assignments", "person", id],
    queryFn: async () => (await all((cursor) => take(api.GET("/api/v1/assignments", { params: { query: { limit: 1000, cursor } } })))).filter((a) => a.person_id === id),
  });
  return (
    <section aria-labelledby="functions">
      <h2 id="functions">{t("people.functions")}</h2>
      <Loaded query={held} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("person.no_functions")}</p>}>
        {(items) => (
          <Table caption={t("people.functions")} head={[t("function"), t("board.state"), t("from"), t("until")]} acts={mayPlan.value && t("change")}>
            {items.map((a) => (
              <tr key={a.id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  <b>{functions.get(a.function_id)?.code}</b> <small>{functions.get(a.function_id)?.name}</small>
                </th>
                <td class="utrecht-table__cell">
                  <span class={`state state-${a.status}`}>{word("assignment", a.status)}</span>
                </td>
                <td class="utrecht-table__cell numeric">{date(a.from)}</td>
                <td class="utrecht-table__cell numeric">{a.until ? date(a.until) : "–"}</td>
                {mayPlan.value && (
                  <td class="utrecht-table__cell">
                    {a.from >= today && (
                      <button type="button" class="tool" onClick={() => setGone(a)}>
                        {t("remove")}
                        <span class="visually-hidden"> {functions.get(a.function_id)?.code}</span>
                      </button>
                    )}
                    {!a.until && a.from < today && (
                      <button type="button" class="tool" onClick={() => setEnding(a)}>
                        {t("person.end_today")}
                        <span class="visually-hidden"> {functions.get(a.function_id)?.code}</span>
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {mayPlan.value && <Button onClick={() => setAdding(true)}>{t("person.function_add")}</Button>}
      {ending && <EndDialog a={ending} code={functions.get(ending.function_id)?.code ?? ""} onClose={() => setEnding(null)} />}
      {gone && (
        <Remove path="/assignments" item={gone} title={t("functions.remove_title", { name: functions.get(gone.function_id)?.code ?? "" })} onDone={() => void queries.invalidateQueries({ queryKey: ["assignments"] })} onClose={() => setGone(null)}>
          <p>{t("person.function_remove")}</p>
        </Remove>
      )}
      {adding && <AddDialog personId={id} onClose={() => setAdding(false)} />}
    </section>
  );
}
