// SPDX-License-Identifier: EUPL-1.2
// The functions that a person holds, from when until when; adding and ending one.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { date, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
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

export function PersonFunctions({ id }: { id: number }) {
  const functions = byId(useFunctions().data);
  const [adding, setAdding] = useState(false);
  const act = useAct();
  const held = useQuery({
    queryKey: ["assignments", "person", id],
    queryFn: async () => (await all((cursor) => take(api.GET("/api/v1/assignments", { params: { query: { limit: 1000, cursor } } })))).filter((a) => a.person_id === id),
  });
  const end = async (a: Schemas["Assignment"]) => {
    const until = isoDay(Date.now());
    await act.run(() => take(api.PATCH("/api/v1/assignments/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) }, body: { until } as never })));
    void queries.invalidateQueries({ queryKey: ["assignments"] });
  };
  return (
    <section aria-labelledby="functions">
      <h2 id="functions">{t("people.functions")}</h2>
      {act.problem && <Notice tone="error" title={sentence(act.problem)} />}
      <Loaded query={held} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("person.no_functions")}</p>}>
        {(items) => (
          <Table caption={t("people.functions")} head={[t("function"), t("board.state"), t("from"), t("until"), ...(mayPlan.value ? [t("change")] : [])]}>
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
                    {!a.until && a.from < isoDay(Date.now()) && (
                      <button type="button" class="tool" disabled={act.busy} onClick={() => void end(a)}>
                        {t("person.end_today")}
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
      {adding && <AddDialog personId={id} onClose={() => setAdding(false)} />}
    </section>
  );
}
