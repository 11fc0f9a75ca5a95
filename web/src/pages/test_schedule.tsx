// SPDX-License-Identifier: EUPL-1.2
// One test that starts by itself: what, for whom, when. Never a scenario that is real.
import type { Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { isoDay } from "../i18n/dates";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Check, Choice, Field, NumberField } from "../parts/field";
import { byId, useFunctions, useRotations, useScenarios } from "../parts/names";

export type Schedule = Schemas["TestSchedule"];
const weekdays = [1, 2, 3, 4, 5, 6, 7];

export function ScheduleDialog({ s: first, onSaved, onClose }: { s?: Schedule; onSaved: () => void; onClose: () => void }) {
  const names = { name: t("name"), scenario_id: t("tests.scenario"), function_ids: t("training.for"), rotation_ids: t("tests.rings"), every_weeks: t("tests.every_label"), weekday: t("tests.weekday"), time: t("time"), first_on: t("tests.first_on"), active: t("tests.active") };
  const blank: Schedule = { name: "", scenario_id: 0, function_ids: [], rotation_ids: [], every_weeks: 4, weekday: 1, time: "19:00", first_on: isoDay(Date.now()), active: true };
  const edit = useEdit<Schedule>("/test-schedules", first ?? blank, names, () => {
    onSaved();
    onClose();
  });
  const functions = byId(useFunctions());
  const scenarios = (useScenarios().data ?? []).filter((x) => x.kind !== "real");
  const s = edit.value;
  const chosen = new Set(s.function_ids ?? []);
  const asked = scenarios.find((x) => x.id === s.scenario_id)?.slots ?? [];
  const toggle = (id: number, on: boolean) => edit.set({ rotation_ids: [], function_ids: on ? [...chosen, id] : [...chosen].filter((f) => f !== id) });
  const rings = (useRotations().data ?? []).filter((r) => asked.some((slot) => slot.function_id === r.function_id));
  const inRings = new Set(s.rotation_ids ?? []);
  const toggleRing = (id: number, on: boolean) => edit.set({ function_ids: [], rotation_ids: on ? [...inRings, id] : [...inRings].filter((r) => r !== id) });
  return (
    <Dialog open title={first ? first.name : t("tests.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ weekday: "weekday" }} onClose={onClose}>
        <Field label={names.name} required maxLength={120} value={s.name} onInput={(e) => edit.set({ name: e.currentTarget.value })} error={edit.error("name")} />
        <Choice label={names.scenario_id} required value={s.scenario_id || ""} onChange={(e) => edit.set({ scenario_id: Number(e.currentTarget.value), function_ids: [], rotation_ids: [] })} error={edit.error("scenario_id")}>
          <option value="">{t("choose")}</option>
          {scenarios.map((x) => (
            <option key={x.id} value={x.id}>
              {x.name} ({word("kind", x.kind)})
            </option>
          ))}
        </Choice>
        {asked.length > 1 && (
          <fieldset class="choices">
            <legend>{t("tests.only")}</legend>
            {asked.map((slot) => (
              <Check key={slot.function_id} label={functions.get(slot.function_id)?.name ?? ""} checked={chosen.has(slot.function_id)} onChange={(on) => toggle(slot.function_id, on)} />
            ))}
          </fieldset>
        )}
        {rings.length > 0 && (
          <fieldset class="choices">
            <legend>{t("tests.rings_only")}</legend>
            {rings.map((r) => (
              <Check key={r.id} label={`${functions.get(r.function_id)?.code ?? ""} ${r.name}`} checked={inRings.has(r.id ?? 0)} onChange={(on) => toggleRing(r.id ?? 0, on)} />
            ))}
          </fieldset>
        )}
        <div class="pair">
          <NumberField label={names.every_weeks} min={1} max={52} required value={s.every_weeks} onNumber={(n) => edit.set({ every_weeks: n ?? 1 })} error={edit.error("every_weeks")} />
          <Choice label={names.weekday} value={s.weekday} onChange={(e) => edit.set({ weekday: Number(e.currentTarget.value) })} error={edit.error("weekday")}>
            {weekdays.map((d) => (
              <option key={d} value={d}>
                {word("weekday", String(d))}
              </option>
            ))}
          </Choice>
          <Field label={names.time} type="time" required value={s.time} onInput={(e) => edit.set({ time: e.currentTarget.value })} error={edit.error("time")} />
          <Field label={names.first_on} type="date" required value={s.first_on} onInput={(e) => edit.set({ first_on: e.currentTarget.value })} error={edit.error("first_on")} />
        </div>
        <p class="quiet">{tn("tests.every", s.every_weeks ?? 1, { day: word("weekday", String(s.weekday)), time: s.time })}</p>
        <Check label={names.active} checked={s.active ?? true} onChange={(active) => edit.set({ active })} />
      </EditForm>
    </Dialog>
  );
}
