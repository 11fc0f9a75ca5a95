// SPDX-License-Identifier: EUPL-1.2
// Rotations: who takes turns, and when the handover is. The preview shows the coming handovers in
// local time, with the offset, so that a clock change is seen.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, tn } from "../i18n";
import { addDays, date, dayTime, fromLocal, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { RotationDialog } from "./rotation_form";

type Rotation = Schemas["Rotation"];

function GenerateDialog({ rotation, onClose }: { rotation: Rotation; onClose: () => void }) {
  const today = isoDay(Date.now());
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(addDays(today, 182));
  const [made, setMade] = useState<string | null>(null);
  const act = useAct();
  const go = async (e: SubmitEvent) => {
    e.preventDefault();
    await act.run(async (key) => {
      const reply = await take(api.POST("/api/v1/rotations/{id}/generate", { params: { path: { id: rotation.id ?? 0 }, header: { "Idempotency-Key": key } }, body: { from, to } }));
      setMade(tn("rotation.made", reply.made));
      void queries.invalidateQueries({ queryKey: ["duties"] });
    });
  };
  return (
    <Dialog open title={t("rotation.generate_title", { name: rotation.name })} onClose={onClose}>
      <form onSubmit={(e) => void go(e)}>
        <p>{t("rotation.generate_text")}</p>
        <Field label={t("from")} type="date" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} error={act.problem?.field("from")} />
        <Field label={t("until")} type="date" required value={to} onInput={(e) => setTo(e.currentTarget.value)} error={act.problem?.field("to")} />
        <div role="status">{made && (
            <Notice tone="ok" title={made}>
              <p>
                <a class="utrecht-link" href="/roster">
                  {t("rotation.to_publish")}
                </a>
              </p>
            </Notice>
          )}</div>
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("rotation.generate")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("close")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

export interface Turn {
  at: Date;
  person: number;
}
/* The coming handovers; local wall clock, so an hour is lost or won in the night of the change. */
export function turns(r: Rotation, count: number): Turn[] {
  const step = (r.period?.count ?? 1) * (r.period?.unit === "day" ? 1 : 7);
  const people = r.people;
  const clock = r.handover?.time ?? "09:00";
  if (people.length === 0 || step < 1 || !/^\d\d:\d\d$/.test(clock) || !r.starts_on) return [];
  let day = r.starts_on;
  if (r.period?.unit !== "day") while (((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1 !== (r.handover?.weekday ?? 1)) day = addDays(day, 1);
  const list: Turn[] = [];
  for (let i = r.first ?? 0; list.length < count; i++, day = addDays(day, step)) {
    if (r.until && day >= r.until) break;
    const at = fromLocal(`${day}T${clock}`);
    if (addDays(day, step) > isoDay(Date.now())) list.push({ at, person: people[i % people.length] ?? 0 });
  }
  return list;
}

function EndDialog({ rotation: r, onClose }: { rotation: Rotation; onClose: () => void }) {
  const end = async () => {
    await take(api.PATCH("/api/v1/rotations/{id}", { params: { path: { id: r.id ?? 0 }, header: ifMatch(r.version) }, body: { until: isoDay(Date.now()) } as never }));
    void queries.invalidateQueries({ queryKey: ["rotations"] });
  };
  return (
    <Ask title={t("rotation.end_title", { name: r.name })} label={t("person.end_today")} onDo={end} onClose={onClose}>
      <p>{t("rotation.end_text")}</p>
    </Ask>
  );
}

export default function Rotations() {
  useTitle(t("nav.rotations"));
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const [edit, setEdit] = useState<Rotation | "new" | null>(null);
  const [generate, setGenerate] = useState<Rotation | null>(null);
  const [end, setEnd] = useState<Rotation | null>(null);
  const list = useQuery({ queryKey: ["rotations"], queryFn: () => all((cursor) => take(api.GET("/api/v1/rotations", { params: { query: { limit: 1000, cursor } } }))) });
  return (
    <>
      <p>
        <a class="utrecht-link" href="/roster">
          ← {t("nav.roster")}
        </a>
      </p>
      <div class="page-head">
        <h1>{t("nav.rotations")}</h1>
        <Button onClick={() => setEdit("new")}>{t("rotation.add")}</Button>
      </div>
      <p>{t("rotations.text")}</p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("rotations.none")} />}>
        {(items) => (
          <Table caption={t("nav.rotations")} head={[t("name"), t("function"), t("rotation.people"), t("rotation.next")]} acts={t("change")}>
            {items.map((r) => {
              const next = turns(r, 1)[0];
              return (
                <tr key={r.id} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell">
                    {r.name} <small>{r.until ? t("rotation.ends", { date: date(r.until) }) : ""}</small>
                  </th>
                  <td class="utrecht-table__cell">{functions.get(r.function_id)?.code}</td>
                  <td class="utrecht-table__cell">{r.people.map((p) => called(people, p, "display_name")).join(" → ")}</td>
                  <td class="utrecht-table__cell numeric">{next ? dayTime(next.at) : "–"}</td>
                  <td class="utrecht-table__cell">
                    <button type="button" class="tool" onClick={() => setEdit(r)}>
                      {t("change")}
                      <span class="visually-hidden"> {r.name}</span>
                    </button>
                    <button type="button" class="tool" onClick={() => setGenerate(r)}>
                      {t("rotation.generate")}
                      <span class="visually-hidden"> {r.name}</span>
                    </button>
                    {!r.until && (
                      <button type="button" class="tool" onClick={() => setEnd(r)}>
                        {t("person.end_today")}
                        <span class="visually-hidden"> {r.name}</span>
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </Table>
        )}
      </Loaded>
      {edit !== null && <RotationDialog {...(edit === "new" ? {} : { rotation: edit })} onClose={() => setEdit(null)} />}
      {end && <EndDialog rotation={end} onClose={() => setEnd(null)} />}
      {generate && <GenerateDialog rotation={generate} onClose={() => setGenerate(null)} />}
    </>
  );
}
