// SPDX-License-Identifier: EUPL-1.2
// One learning point: out of which activity or call-out, who sees to it, what came of it.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { t, word } from "../i18n";
import { date } from "../i18n/dates";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Area, Choice, Field } from "../parts/field";
import { useScenarios } from "../parts/names";
import { PersonChoice } from "../parts/person_choice";

export type Point = Schemas["LearningPoint"];
export const states: NonNullable<Point["state"]>[] = ["open", "started", "done", "dropped"];

export function useActivities() {
  return useQuery({ queryKey: ["activities"], queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { limit: 1000, cursor } } }))) });
}
export function useRequirements() {
  return useQuery({ queryKey: ["requirements"], queryFn: () => all((cursor) => take(api.GET("/api/v1/requirements", { params: { query: { limit: 1000, cursor } } }))) });
}
function useCallouts() {
  return useQuery({ queryKey: ["callouts", "all", ""], queryFn: () => all((cursor) => take(api.GET("/api/v1/callouts", { params: { query: { limit: 1000, cursor } } }))) });
}

interface OneOf {
  label: string;
  value: number | null | undefined;
  options: [number, string][];
  onChange: (id: number | null) => void;
  error: string | undefined;
  none?: string;
}
function One({ label, value, options, onChange, error, none }: OneOf) {
  return (
    <Choice label={label} value={value || ""} onChange={(e) => onChange(Number(e.currentTarget.value) || null)} error={error}>
      <option value="">{none ?? t("learning.nothing")}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Choice>
  );
}

export function LearningDialog({ p: first, earlier, onSaved, onClose }: { p?: Point; earlier: Point[]; onSaved: () => void; onClose: () => void }) {
  const names = {
    text: t("learning.what"),
    activity_id: t("learning.activity"),
    callout_id: t("learning.callout"),
    owner_person_id: t("learning.owner"),
    due_on: t("learning.due"),
    state: t("board.state"),
    result: t("learning.result"),
    repeats: t("learning.repeats_label"),
    scenario_id: t("learning.to_scenario"),
    requirement_id: t("learning.to_requirement"),
    led_to_activity_id: t("learning.to_activity"),
  };
  const blank: Point = { text: "", activity_id: null, callout_id: null, owner_person_id: null, due_on: null, state: "open", result: "", repeats: null, scenario_id: null, requirement_id: null, led_to_activity_id: null };
  const edit = useEdit<Point>("/learning-points", first ?? blank, names, () => {
    onSaved();
    onClose();
  });
  const activities = [...(useActivities().data ?? [])].sort((a, b) => b.starts_at.localeCompare(a.starts_at)).map((a): [number, string] => [a.id ?? 0, `${date(a.starts_at)} ${a.title}`]);
  const callouts = (useCallouts().data ?? []).map((c): [number, string] => [c.id ?? 0, `${date(c.started_at ?? "")} ${c.incident || t("callout.number", { id: c.id ?? 0 })}`]);
  const scenarios = (useScenarios().data ?? []).map((s): [number, string] => [s.id ?? 0, s.name]);
  const requirements = (useRequirements().data ?? []).map((r): [number, string] => [r.id ?? 0, r.title]);
  const points = earlier.filter((e) => e.id !== first?.id).map((e): [number, string] => [e.id ?? 0, e.text.length > 70 ? `${e.text.slice(0, 70)}…` : e.text]);
  const p = edit.value;
  return (
    <Dialog open wide title={first ? t("learning.change") : t("learning.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ state: "learning" }} onClose={onClose}>
        <Area label={names.text} rows={3} required maxLength={2000} value={p.text} onInput={(e) => edit.set({ text: e.currentTarget.value })} error={edit.error("text")} />
        <div class="pair">
          <One label={names.activity_id} value={p.activity_id} options={activities} onChange={(activity_id) => edit.set({ activity_id, ...(activity_id ? { callout_id: null } : {}) })} error={edit.error("activity_id")} />
          <One label={names.callout_id} value={p.callout_id} options={callouts} onChange={(callout_id) => edit.set({ callout_id, ...(callout_id ? { activity_id: null } : {}) })} error={edit.error("callout_id")} />
          <PersonChoice label={names.owner_person_id} value={p.owner_person_id ?? 0} nobody={t("learning.nobody")} onChange={(id) => edit.set({ owner_person_id: id || null })} error={edit.error("owner_person_id")} />
          <Field label={names.due_on} type="date" value={p.due_on ?? ""} onInput={(e) => edit.set({ due_on: e.currentTarget.value || null })} error={edit.error("due_on")} />
          <Choice label={names.state} value={p.state} onChange={(e) => edit.set({ state: e.currentTarget.value as NonNullable<Point["state"]> })} error={edit.error("state")}>
            {states.map((s) => (
              <option key={s} value={s}>
                {word("learning_state", s)}
              </option>
            ))}
          </Choice>
          <One label={names.repeats} value={p.repeats} options={points} onChange={(repeats) => edit.set({ repeats })} error={edit.error("repeats")} none={t("learning.first_time")} />
        </div>
        <Area label={names.result} rows={2} maxLength={2000} value={p.result ?? ""} onInput={(e) => edit.set({ result: e.currentTarget.value })} error={edit.error("result")} />
        <div class="pair">
          <One label={names.scenario_id} value={p.scenario_id} options={scenarios} onChange={(scenario_id) => edit.set({ scenario_id })} error={edit.error("scenario_id")} />
          <One label={names.requirement_id} value={p.requirement_id} options={requirements} onChange={(requirement_id) => edit.set({ requirement_id })} error={edit.error("requirement_id")} />
          <One label={names.led_to_activity_id} value={p.led_to_activity_id} options={activities} onChange={(led_to_activity_id) => edit.set({ led_to_activity_id })} error={edit.error("led_to_activity_id")} />
        </div>
      </EditForm>
    </Dialog>
  );
}
