// SPDX-License-Identifier: EUPL-1.2
// My absence: from when until when; the reason is nobody's business. Taking back can be undone.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { addDays, dayTime, fromLocal, isoDay } from "../i18n/dates";
import { unlessLive } from "../live/events";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { FormEnd } from "../parts/form_end";
import { Kept } from "../parts/kept";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

type Absence = Schemas["Absence"];
const again = () => void queries.invalidateQueries({ queryKey: ["absences"] });

function AbsenceDialog({ personId, onClose }: { personId: number; onClose: () => void }) {
  const [from, setFrom] = useState(isoDay(Date.now()));
  const [through, setThrough] = useState(isoDay(Date.now()));
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const done = await act.run((key) =>
      take(
        api.POST("/api/v1/absences", {
          params: { header: { "Idempotency-Key": key } },
          body: { person_id: personId, from: fromLocal(from).toISOString(), until: fromLocal(addDays(through, 1)).toISOString() },
        }),
      ),
    );
    if (done) {
      again();
      onClose();
    }
  };
  return (
    <Dialog open title={t("absence.title")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <p>{t("absence.text")}</p>
        <Field label={t("absence.from")} type="date" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} error={act.problem?.field("from")} />
        <Field label={t("absence.through")} type="date" required min={from} value={through} onInput={(e) => setThrough(e.currentTarget.value)} error={act.problem?.field("until")} />
        <FormEnd act={act} label={t("save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

export function Absences({ personId }: { personId: number }) {
  const [adding, setAdding] = useState(false);
  const [gone, setGone] = useState<Absence | null>(null);
  const act = useAct();
  const list = useQuery({ queryKey: ["absences", "mine", personId], queryFn: () => all((cursor) => take(api.GET("/api/v1/absences", { params: { query: { person_id: personId, limit: 1000, cursor } } }))), refetchInterval: unlessLive });
  const remove = async (a: Absence) => {
    if (await act.run(() => take(api.DELETE("/api/v1/absences/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) } })))) {
      setGone(a);
      again();
    }
  };
  const undo = async (a: Absence) => {
    if (await act.run(() => take(api.POST("/api/v1/absences", { body: { person_id: a.person_id, from: a.from, until: a.until, note: a.note } })))) {
      setGone(null);
      again();
    }
  };
  return (
    <section aria-labelledby="absences">
      <h2 id="absences">{t("absence.mine")}</h2>
      <Kept path="/absences" />
      <Loaded query={list} isEmpty={(d) => d.every((a) => Date.parse(a.until) < Date.now())} empty={<p class="quiet">{t("person.no_absences")}</p>}>
        {(items) => (
          <ul class="duty-list">
            {items
              .filter((a) => Date.parse(a.until) >= Date.now())
              .map((a) => (
                <li key={a.id}>
                  <span class="numeric">
                    {dayTime(a.from)} – {dayTime(a.until)}
                  </span>
                  <button type="button" class="tool" disabled={act.busy} onClick={() => void remove(a)}>
                    {t("remove")}
                    <span class="visually-hidden"> {dayTime(a.from)}</span>
                  </button>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
      <div role="status">
        {gone && (
          <Notice tone="info" title={t("absence.gone")}>
            <p>
              <Button onClick={() => void undo(gone)}>{t("undo")}</Button>
            </p>
          </Notice>
        )}
      </div>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Button onClick={() => setAdding(true)}>{t("absence.add")}</Button>
      {adding && <AbsenceDialog personId={personId} onClose={() => setAdding(false)} />}
    </section>
  );
}
