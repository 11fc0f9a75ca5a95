// SPDX-License-Identifier: EUPL-1.2
// Asking colleagues to take a duty, or a part of it: all who may, or one; and of that one a duty in return.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { t } from "../i18n";
import { dayTime, fromLocal, toLocal } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Dialog } from "../parts/dialog";
import { Check, Choice, Field } from "../parts/field";
import { FormEnd } from "../parts/form_end";
import { byId, useFunctions } from "../parts/names";
import { swapped } from "./swaps";

type Duty = Schemas["Duty"];

/* Everybody who may do it, those who are free first. */
function Colleague({ duty, value, onChange, error }: { duty: Duty; value: number; onChange: (to: number) => void; error: string | undefined }) {
  const hits = useQuery({ queryKey: ["takeover", duty.id], queryFn: () => take(api.GET("/api/v1/duties/{id}/takeover", { params: { path: { id: duty.id ?? 0 } } })) });
  const known = new Map((hits.data?.hits ?? []).flatMap((h) => h.candidates).map((c) => [c.person_id, c]));
  return (
    <Choice label={t("swap.whom")} value={value} onChange={(e) => onChange(Number(e.currentTarget.value))} error={error}>
      <option value={0}>{t("swap.whom_all")}</option>
      {[...known.values()].map((c) => (
        <option key={c.person_id} value={c.person_id}>
          {c.available ? c.display_name : t("swap.not_free", { name: c.display_name })}
        </option>
      ))}
    </Choice>
  );
}

/* What that colleague has to come, and who asks may take over in return: the service says which. */
function InReturnChoice({ duty, personId, value, onChange, error }: { duty: Duty; personId: number; value: Duty | null; onChange: (to: Duty | null) => void; error: string | undefined }) {
  const functions = byId(useFunctions());
  const list = useQuery({
    queryKey: ["duties", "returns", duty.id, personId],
    queryFn: () => {
      const rest = { until: duty.ends_at, ...(Date.parse(duty.starts_at) > Date.now() ? { from: duty.starts_at } : {}) };
      return take(api.GET("/api/v1/duties/{id}/returns", { params: { path: { id: duty.id ?? 0 }, query: { to_person_id: personId, ...rest } } }));
    },
  });
  const items = list.data?.items ?? [];
  const at = items.findIndex((d) => d.id === value?.id && d.starts_at === value?.starts_at);
  return (
    <Choice label={t("swap.return")} help={t("swap.return_help")} value={at} onChange={(e) => onChange(items[Number(e.currentTarget.value)] ?? null)} error={error}>
      <option value={-1}>{t("swap.return_nothing")}</option>
      {items.map((d, i) => (
        <option key={`${d.id} ${d.starts_at}`} value={i}>
          {functions.get(d.function_id)?.code} {dayTime(d.starts_at)} – {dayTime(d.ends_at)}
        </option>
      ))}
    </Choice>
  );
}

/* duty: as it really holds; of a duty that was given away in part only the rest is asked for. */
export function AskSwapDialog({ duty, onClose }: { duty: Duty; onClose: () => void }) {
  const [note, setNote] = useState("");
  const [personId, setPersonId] = useState(0);
  const [back, setBack] = useState<Duty | null>(null);
  const [part, setPart] = useState(false);
  const [from, setFrom] = useState(toLocal(duty.starts_at));
  const [until, setUntil] = useState(toLocal(duty.ends_at));
  const act = useAct();
  /* A moment that was not touched stays as it is to the millisecond, also where the clock shows it twice. */
  const moment = (local: string, was: string) => (part && local !== toLocal(was) ? fromLocal(local).toISOString() : was);
  const begun = Date.parse(duty.starts_at) <= Date.now();
  const ask = async (e: SubmitEvent) => {
    e.preventDefault();
    const body = {
      duty_id: duty.id ?? 0,
      ...(moment(from, duty.starts_at) === duty.starts_at && begun ? {} : { from: moment(from, duty.starts_at) }), // of a duty that runs: what is left of it
      until: moment(until, duty.ends_at),
      ...(personId ? { to_person_id: personId } : {}),
      ...(back ? { return_duty_id: back.id ?? 0, return_from: back.starts_at, return_until: back.ends_at } : {}),
      ...(note ? { note } : {}),
    };
    if (await act.run((key) => take(api.POST("/api/v1/swaps", { params: { header: { "Idempotency-Key": key } }, body })))) {
      swapped();
      onClose();
    }
  };
  return (
    <Dialog open title={t("swap.ask")} onClose={onClose}>
      <form onSubmit={(e) => void ask(e)}>
        <p class="numeric">
          {dayTime(duty.starts_at)} – {dayTime(duty.ends_at)}
        </p>
        <Check label={t("swap.part")} checked={part} onChange={setPart} />
        {part && (
          <>
            <Field label={t("from")} type="datetime-local" required min={toLocal(duty.starts_at)} max={toLocal(duty.ends_at)} value={from} onInput={(e) => setFrom(e.currentTarget.value)} error={act.problem?.field("from")} />
            <Field label={t("until")} type="datetime-local" required min={toLocal(duty.starts_at)} max={toLocal(duty.ends_at)} value={until} onInput={(e) => setUntil(e.currentTarget.value)} error={act.problem?.field("until")} />
          </>
        )}
        <Colleague
          duty={duty}
          value={personId}
          onChange={(to) => {
            setPersonId(to);
            setBack(null);
          }}
          error={act.problem?.field("to_person_id")}
        />
        {personId !== 0 && <InReturnChoice key={personId} duty={duty} personId={personId} value={back} onChange={setBack} error={act.problem?.field("return_duty_id")} />}
        <p>{t(personId === 0 ? "swap.ask_text" : back ? "swap.ask_exchange" : "swap.ask_one")}</p>
        <Field label={t("swap.note")} maxLength={200} value={note} onInput={(e) => setNote(e.currentTarget.value)} error={act.problem?.field("note")} />
        <FormEnd act={act} label={t("swap.ask_do")} onClose={onClose} />
      </form>
    </Dialog>
  );
}
