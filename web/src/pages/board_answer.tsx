// SPDX-License-Identifier: EUPL-1.2
// An answer that somebody gave by telephone, noted in their name.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { t, word } from "../i18n";
import type { Callout, Recipient } from "../live/board_store";
import { useAct } from "../parts/act";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { FormEnd } from "../parts/form_end";
import { MomentField, sentMoment, useMoment } from "./board_moment";

const answers = ["yes", "last_resort", "no", "late", "arrived"] as const;
const withMinutes = new Set<string>(["yes", "last_resort", "late"]); // from now

export function AnswerDialog({ c, person, onClose }: { c: Callout; person: Recipient; onClose: () => void }) {
  const [answer, setAnswer] = useState<(typeof answers)[number]>(person.state === "accepted" ? "arrived" : "yes");
  const comes = person.state === "accepted" && c.origin !== "manual"; // only who is on the way can be late
  const moment = useMoment(c);
  const [minutes, setMinutes] = useState("30");
  const [note, setNote] = useState("");
  const act = useAct();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const done = await act.run((key) =>
      take(
        api.POST("/api/v1/callouts/{id}/answer", {
          params: { path: { id: c.id ?? 0 }, header: { "Idempotency-Key": key } },
          body: { person_id: person.person_id ?? 0, answer, ...(withMinutes.has(answer) ? { eta_minutes: Number(minutes) } : {}), ...(answer !== "late" ? sentMoment(moment) : {}), ...(note ? { note } : {}) },
        }),
      ),
    );
    if (done) onClose();
  };
  return (
    <Dialog open title={t("answer.title", { name: person.display_name ?? "" })} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <fieldset class="choices">
          <legend>{t("answer.what")}</legend>
          {answers.filter((a) => a !== "late" || comes).map((a) => (
            <label key={a} class={`choice choice-${a}`}>
              <input type="radio" name="answer" value={a} checked={answer === a} onChange={() => setAnswer(a)} /> {word("answer", a)}
            </label>
          ))}
        </fieldset>
        {withMinutes.has(answer) && (
          <Field label={t("answer.minutes")} type="number" min={0} max={1440} required value={minutes} onInput={(e) => setMinutes(e.currentTarget.value)} error={act.problem?.field("eta_minutes")} />
        )}
        {answer !== "late" && <MomentField moment={moment} error={act.problem?.field("at")} />}
        <Field label={t("answer.note")} maxLength={200} value={note} onInput={(e) => setNote(e.currentTarget.value)} error={act.problem?.field("note")} />
        <FormEnd act={act} label={t("answer.save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}
