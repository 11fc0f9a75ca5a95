// SPDX-License-Identifier: EUPL-1.2
// Who was asked for one function of a call-out that was made elsewhere, and what they did.
import { useMemo } from "preact/hooks";
import type { Schemas } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { dayTime, isoDay } from "../i18n/dates";
import { Choice, Field } from "../parts/field";
import { useAssignments, usePeople, type Fn, type Person } from "../parts/names";
import { momentsOf, newDraft, otherDay, sayings, tookDays, type Draft, type Said, type Times } from "./record_model";

interface PersonProps {
  name: string;
  draft: Draft;
  times: Times;
  error: (field: string) => string | undefined;
  set: (to: Partial<Draft>) => void;
  remove: () => void;
}

function PersonDone({ name, draft, times, error, set, remove }: PersonProps) {
  const type = tookDays(times) ? "datetime-local" : "time";
  const at = momentsOf(draft, times.started);
  const comes = draft.answer === "yes" || draft.answer === "last_resort";
  const day = (moment: Date | null) => (otherDay(moment, times.started) ? dayTime(moment as Date) : undefined);
  return (
    <div class="record-person" role="group" aria-label={name}>
      <div class="record-name">
        <b>{name}</b>
        <button type="button" class="tool" onClick={remove}>
          {t("record.remove")}
          <span class="visually-hidden"> {name}</span>
        </button>
      </div>
      <Choice label={t("record.said")} value={draft.answer} onChange={(e) => set({ answer: e.currentTarget.value as Said })} error={error("answer") ?? error("person_id")}>
        {sayings.map((s) => (
          <option key={s} value={s}>
            {t(`record.said_${s}` as const)}
          </option>
        ))}
      </Choice>
      <Field label={t("record.asked")} type={type} value={draft.asked} onInput={(e) => set({ asked: e.currentTarget.value })} help={draft.asked !== "" && day(at.asked)} error={error("asked_at")} />
      {draft.answer !== "none" && <Field label={t("record.answered")} type={type} required={draft.arrived === "" || draft.answer === "no"} value={draft.answered} onInput={(e) => set({ answered: e.currentTarget.value })} help={draft.answered !== "" && day(at.answered)} error={error("answered_at")} />}
      {comes && <Field label={t("record.minutes")} type="number" min={0} max={1440} value={draft.minutes} onInput={(e) => set({ minutes: e.currentTarget.value })} error={error("eta_minutes")} />}
      {draft.answer !== "no" && <Field label={t("record.arrived")} type={type} value={draft.arrived} onInput={(e) => set({ arrived: e.currentTarget.value })} help={day(at.arrived)} error={error("arrived_at")} />}
      {draft.answer !== "no" && draft.arrived !== "" && <Field label={t("record.left")} type={type} value={draft.left} onInput={(e) => set({ left: e.currentTarget.value })} help={day(at.left)} error={error("left_at")} />}
    </div>
  );
}

/* Who held the function that day, and apart from them everybody else: whoever came may stand there. */
function useCandidates(fn: number, started: string): [Person[], Person[]] {
  const people = usePeople().data;
  const assignments = useAssignments().data;
  return useMemo(() => {
    const day = started === "" ? isoDay(Date.now()) : started.slice(0, 10);
    const held = new Set((assignments ?? []).filter((a) => a.function_id === fn && a.from <= day && (!a.until || a.until > day)).map((a) => a.person_id));
    const sorted = [...(people ?? [])].sort((a, b) => a.family_name.localeCompare(b.family_name) || (a.given_name ?? "").localeCompare(b.given_name ?? ""));
    return [sorted.filter((p) => held.has(p.id ?? 0)), sorted.filter((p) => !held.has(p.id ?? 0) && p.active !== false)];
  }, [people, assignments, fn, started]);
}

interface Props {
  slot: Schemas["Scenario"]["slots"][number];
  fn: Fn | undefined;
  drafts: Draft[];
  times: Times;
  problem: Problem | null;
  onDrafts: (change: (was: Draft[]) => Draft[]) => void;
}

export function RecordFunction({ slot, fn, drafts, times, problem, onDrafts }: Props) {
  const [holders, others] = useCandidates(slot.function_id, times.started);
  const names = useMemo(() => new Map([...holders, ...others].map((p) => [p.id ?? 0, p.display_name ?? ""])), [holders, others]);
  const chosen = new Set(drafts.map((d) => d.person_id));
  const options = (list: Person[]) =>
    list
      .filter((p) => !chosen.has(p.id ?? 0))
      .map((p) => (
        <option key={p.id} value={p.id}>
          {p.family_name}, {[p.given_name, p.infix].filter(Boolean).join(" ")}
        </option>
      ));
  const set = (person: number, to: Partial<Draft>) => onDrafts((was) => was.map((d) => (d.person_id === person ? { ...d, ...to } : d)));
  return (
    <fieldset class="record-function">
      <legend>
        <b>{fn?.code ?? `#${slot.function_id}`}</b> {fn?.name} <small>{t("record.need", { n: slot.need })}</small>
      </legend>
      {drafts.map((d, i) =>
        d.function_id !== slot.function_id ? null : (
          <PersonDone
            key={d.person_id}
            name={names.get(d.person_id) ?? `#${d.person_id}`}
            draft={d}
            times={times}
            error={(field) => problem?.field(`people[${i}].${field}`)}
            set={(to) => set(d.person_id, to)}
            remove={() => onDrafts((was) => was.filter((x) => x.person_id !== d.person_id))}
          />
        ),
      )}
      <Choice
        label={t("record.add", { function: fn?.code ?? "" })}
        value=""
        onChange={(e) => {
          const person = Number(e.currentTarget.value);
          e.currentTarget.value = "";
          if (person > 0) onDrafts((was) => [...was, newDraft(person, slot.function_id)]);
        }}
      >
        <option value="">{t("choose")}</option>
        <optgroup label={t("record.holders")}>{options(holders)}</optgroup>
        <optgroup label={t("record.others")}>{options(others)}</optgroup>
      </Choice>
    </fieldset>
  );
}
