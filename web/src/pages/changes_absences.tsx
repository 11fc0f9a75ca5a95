// SPDX-License-Identifier: EUPL-1.2
// Absences of everybody: which hit a duty, who could take that over; entering one, or a calendar file.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { t, tn } from "../i18n";
import { addDays, date, dateTime, fromLocal, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { FormEnd } from "../parts/form_end";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { PersonChoice } from "../parts/person_choice";
import { Table } from "../parts/table";
import { CalendarFileDialog } from "./changes_ics";
import { rosterChanged, TakeOver } from "./take_over";

type Absence = Schemas["Absence"];
type Shown = Absence & { hit: boolean };

/* "di 1 dec" is a whole day; a part of one has its hours. */
function period(a: Absence): string {
  const whole = dateTime(a.from).endsWith("00:00") && dateTime(a.until).endsWith("00:00");
  if (!whole) return `${dateTime(a.from)} – ${dateTime(a.until)}`;
  const last = addDays(isoDay(a.until), -1);
  return isoDay(a.from) === last ? date(a.from) : `${date(a.from)} – ${date(last)}`;
}

/* The service says which duties an absence hits: a problem of the roster like any other. */
function useAbsences() {
  return useQuery({
    queryKey: ["absences", "inbox"],
    queryFn: async (): Promise<Shown[]> => {
      const now = new Date();
      const [absences, coverage] = await Promise.all([
        all((cursor) => take(api.GET("/api/v1/absences", { params: { query: { limit: 1000, cursor } } }))),
        take(api.GET("/api/v1/coverage", { params: { query: { from: now.toISOString(), to: new Date(now.getTime() + 366 * 86_400_000).toISOString() } } })),
      ]);
      const absent = coverage.problems.filter((p) => p.kind === "absent");
      return absences
        .filter((a) => Date.parse(a.until) > now.getTime())
        .map((a) => ({ ...a, hit: absent.some((p) => p.person_id === a.person_id && Date.parse(p.from) < Date.parse(a.until) && Date.parse(p.until) > Date.parse(a.from)) }))
        .sort((a, b) => a.from.localeCompare(b.from));
    },
  });
}

function AddDialog({ onMade, onClose }: { onMade: (a: Absence) => void; onClose: () => void }) {
  const today = isoDay(Date.now());
  const [a, setA] = useState({ person: 0, from: today, through: today, note: "" });
  const set = (to: Partial<typeof a>) => setA({ ...a, ...to });
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    await act.run(async (key) => {
      const body = { person_id: a.person, from: fromLocal(a.from).toISOString(), until: fromLocal(addDays(a.through, 1)).toISOString(), ...(a.note ? { note: a.note } : {}) };
      const made = await take(api.POST("/api/v1/absences", { params: { header: { "Idempotency-Key": key } }, body }));
      rosterChanged();
      onMade(made);
    });
  };
  return (
    <Dialog open title={t("changes.absence_add")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <PersonChoice label={t("name")} value={a.person} onChange={(person) => set({ person })} error={act.problem?.field("person_id")} />
        <div class="pair">
          <Field label={t("absence.from")} type="date" required value={a.from} onInput={(e) => set({ from: e.currentTarget.value })} error={act.problem?.field("from")} />
          <Field label={t("absence.through")} type="date" required min={a.from} value={a.through} onInput={(e) => set({ through: e.currentTarget.value })} error={act.problem?.field("until")} />
        </div>
        <Field label={t("swap.note")} help={t("changes.note_help")} maxLength={200} value={a.note} onInput={(e) => set({ note: e.currentTarget.value })} error={act.problem?.field("note")} />
        <FormEnd act={act} label={t("save")} disabled={a.person === 0} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function HitsDialog({ id, title, onClose }: { id: number; title: string; onClose: () => void }) {
  const functions = byId(useFunctions());
  const one = useQuery({ queryKey: ["absence-hits", id], queryFn: () => take(api.GET("/api/v1/absences/{id}", { params: { path: { id } } })) });
  return (
    <Dialog open wide title={title} onClose={onClose}>
      <Loaded query={one} isEmpty={(a) => (a.hits ?? []).length === 0} empty={<Notice tone="ok" title={t("changes.no_hits")} />}>
        {(a) => (
          <>
            <p>{t("changes.hits_text")}</p>
            {(a.hits ?? []).map((h) => (
              <TakeOver key={`${h.function_id}${h.rank}${h.from}`} hit={h} code={functions.get(h.function_id)?.code ?? ""} reason={t("changes.because_absent")} />
            ))}
          </>
        )}
      </Loaded>
      <p class="actions">
        <Button kind="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </p>
    </Dialog>
  );
}

type Open = { what: "add" } | { what: "file" } | { what: "hits"; absence: Absence } | { what: "remove"; absence: Absence } | null;

export function AbsenceInbox() {
  const { query, filter } = useFilters();
  const people = byId(usePeople());
  const [open, setOpen] = useState<Open>(null);
  const only = query.absences === "hits";
  const list = useAbsences();
  const close = () => setOpen(null);
  const name = (a: Absence) => called(people, a.person_id, "display_name");
  const remove = async (a: Absence) => {
    await take(api.DELETE("/api/v1/absences/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) } }));
    rosterChanged();
  };
  const chosen = (items: Shown[]) => items.filter((a) => !only || a.hit);
  return (
    <section aria-labelledby="absences">
      <div class="page-head">
        <h2 id="absences">{t("changes.absences")}</h2>
        <p class="actions">
          <Button onClick={() => setOpen({ what: "add" })}>{t("changes.absence_add")}</Button>
          <Button onClick={() => setOpen({ what: "file" })}>{t("ics.title")}</Button>
        </p>
      </div>
      <div class="filters">
        <Choice label={t("changes.show")} value={only ? "hits" : ""} onChange={(e) => filter({ absences: e.currentTarget.value })}>
          <option value="">{t("changes.all_absences")}</option>
          <option value="hits">{t("changes.only_hits")}</option>
        </Choice>
      </div>
      <Loaded query={list} isEmpty={(d) => chosen(d).length === 0} empty={<p class="quiet">{t(only ? "changes.none_hit" : "changes.no_absences")}</p>}>
        {(items) => (
          <>
            <p class="quiet" role="status">
              {tn("changes.absence_count", chosen(items).length)}
            </p>
            <Table caption={t("changes.absences")} head={[t("name"), t("changes.when"), t("changes.remark"), t("changes.duty")]} acts={t("change")}>
              {chosen(items).map((a) => (
                <tr key={a.id} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell">
                    <a class="utrecht-link" href={`/people/${a.person_id}`}>
                      {name(a)}
                    </a>
                  </th>
                  <td class="utrecht-table__cell numeric">{period(a)}</td>
                  <td class="utrecht-table__cell">{a.note || "–"}</td>
                  <td class="utrecht-table__cell">
                    {a.hit ? (
                      <>
                        <span class="state state-exhausted">! {t("changes.hits")}</span>{" "}
                        <button type="button" class="tool" onClick={() => setOpen({ what: "hits", absence: a })}>
                          {t("takeover.who")}
                          <span class="visually-hidden"> {name(a)}</span>
                        </button>
                      </>
                    ) : (
                      t("changes.hits_none")
                    )}
                  </td>
                  <td class="utrecht-table__cell">
                    <button type="button" class="tool" onClick={() => setOpen({ what: "remove", absence: a })}>
                      {t("remove")}
                      <span class="visually-hidden">
                        {" "}
                        {name(a)} {period(a)}
                      </span>
                    </button>
                  </td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Loaded>
      {open?.what === "add" && <AddDialog onMade={(a) => setOpen((a.hits ?? []).length > 0 ? { what: "hits", absence: a } : null)} onClose={close} />}
      {open?.what === "file" && <CalendarFileDialog onDone={rosterChanged} onClose={close} />}
      {open?.what === "hits" && <HitsDialog id={open.absence.id ?? 0} title={`${name(open.absence)}, ${period(open.absence)}`} onClose={close} />}
      {open?.what === "remove" && (
        <Ask title={t("changes.remove_title")} label={t("remove")} onDo={() => remove(open.absence)} onClose={close}>
          <p>
            {name(open.absence)}, {period(open.absence)}. {t("changes.remove_text")}
          </p>
        </Ask>
      )}
    </section>
  );
}
