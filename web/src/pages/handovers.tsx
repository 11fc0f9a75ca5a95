// SPDX-License-Identifier: EUPL-1.2
// From holder to holder: notes that went along with a duty, and who knows of the duty that comes.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn } from "../i18n";
import { dateTime, dayTime } from "../i18n/dates";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Area, Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, called, type Fn, useFunctions, usePeople } from "../parts/names";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import "../style/planning.css";

type Handover = Schemas["Handover"];
type Acknowledgement = Schemas["Acknowledgement"];

function WriteDialog({ functions, onClose }: { functions: Fn[]; onClose: () => void }) {
  const edit = useEdit<Handover>("/handovers", { function_id: 0, text: "" }, { function_id: t("function"), text: t("handover.note") }, () => {
    void queries.invalidateQueries({ queryKey: ["handovers"] });
    onClose();
  });
  return (
    <Dialog open title={t("handover.write")} onClose={onClose}>
      <EditForm edit={edit} label={t("handover.send")} onClose={onClose}>
        <p>{t("handover.write_text")}</p>
        <Choice label={t("function")} required value={edit.value.function_id || ""} onChange={(e) => edit.set({ function_id: Number(e.currentTarget.value) })} error={edit.error("function_id")}>
          <option value="">{t("choose")}</option>
          {functions.map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
        <Area label={t("handover.note")} rows={5} required maxLength={2000} value={edit.value.text} onInput={(e) => edit.set({ text: e.currentTarget.value })} error={edit.error("text")} />
      </EditForm>
    </Dialog>
  );
}

function Known({ a }: { a: Acknowledgement }) {
  if (a.acknowledged_at) return <span class="state state-filled">✓ {t("handover.knows", { time: dayTime(a.acknowledged_at) })}</span>;
  if (a.reminded_at) return <span class="state state-warning">▲ {t("handover.reminded", { time: dayTime(a.reminded_at) })}</span>;
  return <>{t("handover.not_yet")}</>;
}

function Coming({ functionId }: { functionId: number }) {
  const list = useQuery({ queryKey: ["duties", "acknowledgements"], queryFn: () => take(api.GET("/api/v1/acknowledgements")) });
  const chosen = (items: Acknowledgement[]) => items.filter((a) => functionId === 0 || a.function_id === functionId);
  return (
    <section aria-labelledby="coming">
      <h2 id="coming">{t("handover.coming")}</h2>
      <Loaded query={list} isEmpty={(d) => chosen(d.items).length === 0} empty={<p class="quiet">{t("handover.none_coming")}</p>}>
        {(d) => (
          <Table caption={t("handover.coming")} head={[t("function"), t("now.who"), t("handover.begins"), t("handover.known")]}>
            {chosen(d.items).map((a) => (
              <tr key={`${a.function_id}-${a.rank}-${a.starts_at}`} class="utrecht-table__row">
                <td class="utrecht-table__cell">
                  <b>{a.code}</b>
                </td>
                <th scope="row" class="utrecht-table__cell">
                  {a.display_name}
                </th>
                <td class="utrecht-table__cell numeric">{dayTime(a.starts_at)}</td>
                <td class="utrecht-table__cell">
                  <Known a={a} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

function Notes({ functionId }: { functionId: number }) {
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const list = useQuery({
    queryKey: ["handovers", functionId],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/handovers", { params: { query: { limit: 1000, cursor, ...(functionId ? { function_id: functionId } : {}) } } }))),
  });
  const name = (id: number | null | undefined, nobody: string) => (id ? called(people, id, "display_name") : nobody);
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">{t("handover.notes")}</h2>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("handover.none")}</p>}>
        {(items) => (
          <>
            <p class="quiet" role="status">
              {tn("handover.count", items.length)}
            </p>
            <ul class="plain">
              {items.map((h) => (
                <li key={h.id} class="card note">
                  <p class="note-head">
                    <b>{functions.get(h.function_id)?.code}</b> {t("handover.from_to", { from: name(h.from_person_id, t("handover.coordinator")), to: name(h.to_person_id, t("handover.nobody")) })}{" "}
                    <span class="numeric quiet">{dateTime(h.created_at ?? "")}</span>
                  </p>
                  <p class="note-text">{h.text}</p>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}

export default function Handovers() {
  const { query, filter } = useFilters();
  useTitle(t("nav.handovers"));
  const [writing, setWriting] = useState(false);
  const functions = (useFunctions().data ?? []).filter((f) => f.regime === "H");
  const functionId = Number(query.function ?? 0);
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.handovers")}</h1>
        {mayPlan.value && <Button onClick={() => setWriting(true)}>{t("handover.write")}</Button>}
      </div>
      <div class="filters">
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {functions.map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
      </div>
      <Notes functionId={functionId} />
      <Coming functionId={functionId} />
      {writing && <WriteDialog functions={functions} onClose={() => setWriting(false)} />}
    </>
  );
}
