// SPDX-License-Identifier: EUPL-1.2
// The places of a scenario: which function, how many, in which way they are called, the norm.
import type { Schemas } from "../api/client";
import type { Problem } from "../api/problem";
import { t, word } from "../i18n";
import { Button } from "../parts/button";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Slot = Schemas["ScenarioSlot"];
const modes = ["on_duty", "pool", "all"] as const;

interface Props {
  slots: Slot[];
  onChange: (to: Slot[]) => void;
  problem: Problem | null;
  readOnly: boolean;
}

function ReadOnly({ slots }: { slots: Slot[] }) {
  const functions = byId(useFunctions());
  return (
    <Table caption={t("scenario.slots")} head={[t("function"), t("preview.need"), t("scenario.mode"), t("callout.norm")]}>
      {slots.map((s) => {
        const f = functions.get(s.function_id);
        const norm = s.norm_minutes ?? f?.arrival_norm_minutes;
        return (
          <tr key={s.function_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              <b>{f?.code}</b> <small>{f?.name}</small>
            </th>
            <td class="utrecht-table__cell numeric">{s.need}</td>
            <td class="utrecht-table__cell">{word("mode", s.mode)}</td>
            <td class="utrecht-table__cell numeric">{norm ? `${norm} min` : "–"}</td>
          </tr>
        );
      })}
    </Table>
  );
}

export function ScenarioSlots({ slots, onChange, problem, readOnly }: Props) {
  const functions = useFunctions().data ?? [];
  const set = (i: number, to: Partial<Slot>) => onChange(slots.map((s, j) => (j === i ? { ...s, ...to } : s)));
  const number = (v: string) => (v === "" ? null : Number(v));
  const wrong = problem?.errors.filter((e) => e.field.startsWith("slots")) ?? [];
  return (
    <>
      <h2>{t("scenario.slots")}</h2>
      {wrong.map((e) => (
        <Notice key={e.field + e.message} tone="error" title={`${e.label ?? e.field}: ${e.message}`} />
      ))}
      {readOnly && <ReadOnly slots={slots} />}
      {!readOnly && slots.length > 0 && (
        <Table caption={t("scenario.slots")} head={[t("function"), t("preview.need"), t("scenario.mode"), t("scenario.wave_size"), t("scenario.wave_seconds"), t("callout.norm")]} acts={t("change")}>
          {slots.map((s, i) => {
            const name = functions.find((f) => f.id === s.function_id)?.code ?? String(i + 1);
            const label = (what: string) => `${what} ${name}`;
            return (
              <tr key={i} class="utrecht-table__row slot-row">
                <td class="utrecht-table__cell">
                  <select class="utrecht-select" aria-label={label(t("function"))} value={s.function_id || ""} onChange={(e) => set(i, { function_id: Number(e.currentTarget.value) })}>
                    <option value="">{t("choose")}</option>
                    {functions.map((f) => (
                      <option key={f.id} value={f.id}>
                        {f.code} {f.name}
                      </option>
                    ))}
                  </select>
                </td>
                <td class="utrecht-table__cell">
                  <input class="utrecht-textbox short" type="number" min={1} aria-label={label(t("preview.need"))} value={s.need} onInput={(e) => set(i, { need: Number(e.currentTarget.value) })} />
                </td>
                <td class="utrecht-table__cell">
                  <select class="utrecht-select" aria-label={label(t("scenario.mode"))} value={s.mode ?? "pool"} onChange={(e) => set(i, { mode: e.currentTarget.value as Slot["mode"] })}>
                    {modes.map((m) => (
                      <option key={m} value={m}>
                        {word("mode", m)}
                      </option>
                    ))}
                  </select>
                </td>
                <td class="utrecht-table__cell">
                  <input class="utrecht-textbox short" type="number" min={0} aria-label={label(t("scenario.wave_size"))} value={s.wave_size ?? 0} onInput={(e) => set(i, { wave_size: Number(e.currentTarget.value) })} />
                </td>
                <td class="utrecht-table__cell">
                  <input class="utrecht-textbox short" type="number" min={1} aria-label={label(t("scenario.wave_seconds"))} value={s.wave_seconds ?? 180} onInput={(e) => set(i, { wave_seconds: Number(e.currentTarget.value) })} />
                </td>
                <td class="utrecht-table__cell">
                  <input class="utrecht-textbox short" type="number" min={1} aria-label={label(t("callout.norm"))} placeholder={String(functions.find((f) => f.id === s.function_id)?.arrival_norm_minutes ?? "")} value={s.norm_minutes ?? ""} onInput={(e) => set(i, { norm_minutes: number(e.currentTarget.value) })} />
                </td>
                <td class="utrecht-table__cell">
                  <button type="button" class="tool" onClick={() => onChange(slots.filter((_, j) => j !== i))}>
                    {t("remove")}
                    <span class="visually-hidden"> {name}</span>
                  </button>
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      <p class="field-help">{t("scenario.slots_help")}</p>
      {!readOnly && <Button onClick={() => onChange([...slots, { function_id: 0, need: 1, mode: "on_duty", overbook_percent: 0, wave_size: 0, wave_seconds: 180, norm_minutes: null, fallback: "pool" }])}>{t("scenario.slot_add")}</Button>}
    </>
  );
}
