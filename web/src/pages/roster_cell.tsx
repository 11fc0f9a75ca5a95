// SPDX-License-Identifier: EUPL-1.2
// One cell: who stands there, what is wrong in the rule's words, and somebody else instead. An
// override can be taken back: then whoever stood there stands there again.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, ifMatch, take } from "../api/client";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { fromLocal, isoDay, toLocal } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, useAssignments, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { dutyTimes } from "./roster_grid";
import { rosterChanged, TakeOver } from "./take_over";
import type { Cell, Override, RosterProblem } from "./roster_model";

function useQualified(functionId: number) {
  const people = usePeople().data ?? [];
  const today = isoDay(Date.now());
  const able = new Set((useAssignments().data ?? []).filter((a) => a.function_id === functionId && a.status === "qualified" && (!a.until || a.until > today)).map((a) => a.person_id));
  return people.filter((p) => able.has(p.id ?? 0)).sort((a, b) => (a.family_name ?? "").localeCompare(b.family_name ?? ""));
}

function OverrideForm({ cell, person, onDone }: { cell: Cell; person?: number; onDone: () => void }) {
  const first = cell.stands[0]?.duty;
  const functionId = first?.function_id ?? cell.functionId;
  const qualified = useQualified(functionId);
  const people = byId(usePeople());
  const [who, setWho] = useState(person ?? 0);
  const [from, setFrom] = useState(toLocal(first?.starts_at ?? cell.week.from));
  const [until, setUntil] = useState(toLocal(first?.ends_at ?? cell.week.until));
  const [reason, setReason] = useState("");
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const done = await act.run((key) =>
      take(
        api.POST("/api/v1/overrides", {
          params: { header: { "Idempotency-Key": key } },
          body: { function_id: functionId, person_id: who, rank: first?.rank ?? 1, starts_at: fromLocal(from).toISOString(), ends_at: fromLocal(until).toISOString(), reason },
        }),
      ),
    );
    if (done) {
      rosterChanged();
      onDone();
    }
  };
  return (
    <form onSubmit={(e) => void save(e)}>
      <h3>{t("roster.other")}</h3>
      <Choice label={t("roster.who")} required value={who || ""} onChange={(e) => setWho(Number(e.currentTarget.value))} error={act.problem?.field("person_id")}>
        <option value="">{t("choose")}</option>
        {qualified.map((p) => (
          <option key={p.id} value={p.id}>
            {p.display_name}
          </option>
        ))}
        {person !== undefined && !qualified.some((p) => p.id === person) && <option value={person}>{called(people, person, "display_name")}</option>}
      </Choice>
      <div class="pair">
        <Field label={t("from")} type="datetime-local" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} error={act.problem?.field("starts_at")} />
        <Field label={t("until")} type="datetime-local" required value={until} onInput={(e) => setUntil(e.currentTarget.value)} error={act.problem?.field("ends_at")} />
      </div>
      <Field label={t("roster.reason")} maxLength={200} value={reason} onInput={(e) => setReason(e.currentTarget.value)} error={act.problem?.field("reason")} />
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <p class="actions">
        <Button kind="primary" type="submit" busy={act.busy}>
          {t("roster.put")}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
      </p>
    </form>
  );
}

/* Of a duty that is to come: who could take it over, on asking. */
function WhoCould({ cell }: { cell: Cell }) {
  const [asked, setAsked] = useState(false);
  const coming = cell.stands.map((s) => s.duty).filter((d) => d.id && d.state === "published" && Date.parse(d.ends_at) > Date.now());
  const hits = useQuery({
    queryKey: ["takeover", ...coming.map((d) => d.id)],
    queryFn: async () => (await Promise.all(coming.map((d) => take(api.GET("/api/v1/duties/{id}/takeover", { params: { path: { id: d.id ?? 0 } } }))))).flatMap((r) => r.hits),
    enabled: asked,
  });
  if (coming.length === 0) return null;
  if (!asked)
    return (
      <p>
        <Button onClick={() => setAsked(true)}>{t("takeover.who")}</Button>
      </p>
    );
  return <Loaded query={hits}>{(found) => found.map((h) => <TakeOver key={`${h.rank}${h.from}`} hit={h} code={cell.row} reason="" />)}</Loaded>;
}

/* What is said in the same words is said once, with everybody it is about. */
export function Problems({ problems }: { problems: RosterProblem[] }) {
  const people = byId(usePeople());
  const about = new Map<string, RosterProblem[]>();
  for (const p of problems) {
    const key = `${p.kind} ${p.severity} ${p.rule} ${p.detail}`;
    about.set(key, [...(about.get(key) ?? []), p]);
  }
  const title = (same: RosterProblem[]) => {
    const names = new Set(same.map((p) => people.get(p.person_id ?? 0)?.display_name));
    return [word("problem", same[0]?.kind), [...names].filter(Boolean).join(", ")].filter(Boolean).join(": ");
  };
  return (
    <>
      {[...about].map(([key, same]) => (
        <Notice key={key} tone={same[0]?.severity === "error" ? "error" : "warning"} title={title(same)}>
          <p>{same[0]?.detail}</p>
        </Notice>
      ))}
    </>
  );
}

export function CellDialog({ cell, person, onClose }: { cell: Cell; person?: number; onClose: () => void }) {
  const act = useAct();
  const undo = async (o: Override) => {
    if (await act.run(() => take(api.DELETE("/api/v1/overrides/{id}", { params: { path: { id: o.id ?? 0 }, header: ifMatch(o.version) } })))) {
      rosterChanged();
      onClose();
    }
  };
  return (
    <Dialog open title={`${cell.row}, ${t("roster.week", { n: cell.week.number })}`} onClose={onClose}>
      {cell.stands.length === 0 && <p>{t("roster.nobody")}</p>}
      <ul class="plain">
        {cell.stands.map((s) => (
          <li key={`${s.duty.id} ${s.duty.starts_at} ${s.duty.origin}`}>
            <b>{s.name}</b> {s.duty.state === "draft" && <span class="state">{t("roster.draft")}</span>}
            <br />
            <span class="numeric">{dutyTimes(s.duty.starts_at, s.duty.ends_at)}</span>
            {s.instead.map((i) => (
              <p key={`${i.by.id} ${i.by.starts_at} ${i.override === null}`} class="instead">
                {t("roster.instead", { name: i.name })} <span class="numeric">{dutyTimes(i.by.starts_at, i.by.ends_at)}</span> {i.override ? i.override.reason : word("origin", "swap")}{" "}
                {mayPlan.value && i.override && (
                  <button type="button" class="tool" onClick={() => i.override && void undo(i.override)}>
                    {t("roster.undo")}
                  </button>
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
      <Problems problems={[...cell.problems, ...cell.averages]} />
      {act.problem && <Notice tone="error" title={sentence(act.problem)} />}
      {mayPlan.value && <WhoCould cell={cell} />}
      {mayPlan.value && (cell.functionId !== 0 || cell.stands.length > 0) ? (
        <OverrideForm cell={cell} {...(person !== undefined ? { person } : {})} onDone={onClose} />
      ) : (
        <p class="actions">
          <Button onClick={onClose}>{t("close")}</Button>
        </p>
      )}
    </Dialog>
  );
}
