// SPDX-License-Identifier: EUPL-1.2
// One rule: which alarms it is for, and what they start.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Area, Check, Choice, Field, NumberField } from "../parts/field";
import { KindOptions } from "../parts/kind";
import { useScenarios } from "../parts/names";

export type Rule = Schemas["AlarmRule"];
type Match = Rule["matches"][number];
const comparisons: Match["is"][] = ["equals", "contains", "starts_with"];

function Matches({ items, onChange, error }: { items: Match[]; onChange: (to: Match[]) => void; error: string | undefined }) {
  const set = (i: number, to: Partial<Match>) => onChange(items.map((m, j) => (j === i ? { ...m, ...to } : m)));
  return (
    <fieldset class="contacts">
      <legend>{t("alarm.when")}</legend>
      <p class="field-help">{t("alarm.when_help")}</p>
      {error && <p class="field-error">✕ {error}</p>}
      {items.map((m, i) => (
        <div key={i} class="match">
          <Field label={t("alarm.field", { n: i + 1 })} required value={m.field} onInput={(e) => set(i, { field: e.currentTarget.value })} />
          <Choice label={t("alarm.is", { n: i + 1 })} value={m.is} onChange={(e) => set(i, { is: e.currentTarget.value as Match["is"] })}>
            {comparisons.map((c) => (
              <option key={c} value={c}>
                {word("alarm_is", c)}
              </option>
            ))}
          </Choice>
          <Field label={t("alarm.value", { n: i + 1 })} required value={m.value} onInput={(e) => set(i, { value: e.currentTarget.value })} />
          <span class="contact-tools">
            <button type="button" class="tool" onClick={() => onChange(items.filter((_, j) => j !== i))}>
              {t("remove")}
              <span class="visually-hidden"> {i + 1}</span>
            </button>
          </span>
        </div>
      ))}
      <Button onClick={() => onChange([...items, { field: "", is: "equals", value: "" }])}>{t("alarm.match_add")}</Button>
    </fieldset>
  );
}

export function RuleDialog({ r: first, last, onSaved, onClose }: { r?: Rule; last: number; onSaved: () => void; onClose: () => void }) {
  const names = { name: t("name"), rank: t("gateways.rank"), active: t("tests.active"), control_room: t("alarm.room"), matches: t("alarm.when"), scenario_id: t("alarm.starts"), kind: t("kind"), incident: t("callout.incident"), location: t("alarm.location"), details: t("alarm.details") };
  const blank: Rule = { name: "", rank: last + 1, active: true, control_room: "", matches: [{ field: "", is: "equals", value: "" }], scenario_id: 0, kind: null, incident: "", location: "", details: "" };
  const edit = useEdit<Rule>("/alarm-rules", first ?? blank, names, () => {
    onSaved();
    onClose();
  });
  const scenarios = useScenarios().data ?? [];
  const r = edit.value;
  return (
    <Dialog open wide title={first ? first.name : t("alarm.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ kind: "kind", is: "alarm_is" }} onClose={onClose}>
        <div class="pair">
          <Field label={names.name} required maxLength={120} value={r.name} onInput={(e) => edit.set({ name: e.currentTarget.value })} error={edit.error("name")} />
          <NumberField label={names.rank} min={1} required value={r.rank} onNumber={(n) => edit.set({ rank: n ?? 1 })} error={edit.error("rank")} />
          <Field label={names.control_room} help={t("alarm.room_help")} value={r.control_room ?? ""} onInput={(e) => edit.set({ control_room: e.currentTarget.value })} error={edit.error("control_room")} />
        </div>
        <Matches items={r.matches} onChange={(matches) => edit.set({ matches })} error={edit.error("matches")} />
        <div class="pair">
          <Choice label={names.scenario_id} required value={r.scenario_id || ""} onChange={(e) => edit.set({ scenario_id: Number(e.currentTarget.value) })} error={edit.error("scenario_id")}>
            <option value="">{t("choose")}</option>
            {scenarios.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </Choice>
          <Choice label={names.kind} value={r.kind ?? ""} onChange={(e) => edit.set({ kind: e.currentTarget.value || null })} error={edit.error("kind")}>
            <option value="">{t("alarm.kind_of_scenario")}</option>
            <KindOptions />
          </Choice>
        </div>
        <Field label={names.incident} help={t("alarm.text_help")} value={r.incident ?? ""} onInput={(e) => edit.set({ incident: e.currentTarget.value })} error={edit.error("incident")} />
        <Field label={names.location} value={r.location ?? ""} onInput={(e) => edit.set({ location: e.currentTarget.value })} error={edit.error("location")} />
        <Area label={names.details} rows={2} value={r.details ?? ""} onInput={(e) => edit.set({ details: e.currentTarget.value })} error={edit.error("details")} />
        <Check label={names.active} checked={r.active ?? true} onChange={(active) => edit.set({ active })} />
      </EditForm>
    </Dialog>
  );
}
