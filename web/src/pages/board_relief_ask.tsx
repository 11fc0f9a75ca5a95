// SPDX-License-Identifier: EUPL-1.2
// Asking for a later shift: from when until when, for which functions and how many.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { t } from "../i18n";
import { fromLocal, toLocal } from "../i18n/dates";
import type { Callout } from "../live/board_store";
import { useAct } from "../parts/act";
import { Dialog } from "../parts/dialog";
import { Area, Choice, Field } from "../parts/field";
import { FormEnd } from "../parts/form_end";

const HOUR_MS = 3_600_000;

/* On the hour, eight hours on: long enough to find people, and a usual shift. */
function firstShift(): { from: string; until: string } {
  const begin = Math.ceil((Date.now() + 8 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  return { from: toLocal(begin), until: toLocal(begin + 8 * HOUR_MS) };
}

export function ReliefDialog({ c, onDone, onClose }: { c: Callout; onDone: () => void; onClose: () => void }) {
  const [shift, setShift] = useState(firstShift);
  const [needs, setNeeds] = useState<Record<number, string>>(() => Object.fromEntries((c.slots ?? []).map((s) => [s.function_id ?? 0, String(s.accepted ?? 0)])));
  const [handOver, setHandOver] = useState<"on_arrival" | "by_hand">("on_arrival");
  const [text, setText] = useState("");
  const act = useAct();
  const functions = Object.entries(needs)
    .map(([id, need]) => ({ function_id: Number(id), need: Number(need) }))
    .filter((f) => f.need > 0);
  const ask = async (e: SubmitEvent) => {
    e.preventDefault();
    const body = { from: fromLocal(shift.from).toISOString(), until: fromLocal(shift.until).toISOString(), functions, hand_over: handOver, ...(text ? { text } : {}) };
    if (await act.run((key) => take(api.POST("/api/v1/callouts/{id}/relief", { params: { path: { id: c.id ?? 0 }, header: { "Idempotency-Key": key } }, body })))) {
      onDone();
      onClose();
    }
  };
  return (
    <Dialog open title={t("relief.ask")} onClose={onClose}>
      <form onSubmit={(e) => void ask(e)}>
        <p>{t("relief.ask_text")}</p>
        <div class="pair">
          <Field label={t("from")} type="datetime-local" required value={shift.from} onInput={(e) => setShift({ ...shift, from: e.currentTarget.value })} error={act.problem?.field("from")} />
          <Field label={t("until")} type="datetime-local" required value={shift.until} onInput={(e) => setShift({ ...shift, until: e.currentTarget.value })} error={act.problem?.field("until")} />
        </div>
        <fieldset class="relief-needs">
          <legend>{t("relief.needs")}</legend>
          {(c.slots ?? []).map((s) => (
            <Field key={s.function_id} label={s.name || (s.function ?? "")} type="number" min={0} max={10000} value={needs[s.function_id ?? 0] ?? "0"} onInput={(e) => setNeeds({ ...needs, [s.function_id ?? 0]: e.currentTarget.value })} />
          ))}
        </fieldset>
        <Choice label={t("relief.when_home")} value={handOver} onChange={(e) => setHandOver(e.currentTarget.value as typeof handOver)}>
          <option value="on_arrival">{t("relief.on_arrival")}</option>
          <option value="by_hand">{t("relief.by_hand")}</option>
        </Choice>
        <Area label={t("relief.text")} help={t("relief.text_help")} rows={2} maxLength={480} value={text} onInput={(e) => setText(e.currentTarget.value)} error={act.problem?.field("text")} />
        <FormEnd act={act} label={t("relief.send")} disabled={functions.length === 0} onClose={onClose} />
      </form>
    </Dialog>
  );
}
