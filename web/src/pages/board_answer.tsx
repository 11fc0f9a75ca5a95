// SPDX-License-Identifier: EUPL-1.2
// An answer that somebody gave by telephone, noted in their name.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { t, word } from "../i18n";
import type { Recipient } from "../live/board_store";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

const answers = ["yes", "last_resort", "no", "arrived"] as const;

export function AnswerDialog({ calloutId, person, onClose }: { calloutId: number; person: Recipient; onClose: () => void }) {
  const [answer, setAnswer] = useState<(typeof answers)[number]>(person.state === "accepted" ? "arrived" : "yes");
  const [minutes, setMinutes] = useState("30");
  const [note, setNote] = useState("");
  const act = useAct();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const done = await act.run((key) =>
      take(
        api.POST("/api/v1/callouts/{id}/answer", {
          params: { path: { id: calloutId }, header: { "Idempotency-Key": key } },
          body: { person_id: person.person_id ?? 0, answer, ...(answer === "yes" || answer === "last_resort" ? { eta_minutes: Number(minutes) } : {}), ...(note ? { note } : {}) },
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
          {answers.map((a) => (
            <label key={a} class={`choice choice-${a}`}>
              <input type="radio" name="answer" value={a} checked={answer === a} onChange={() => setAnswer(a)} /> {word("answer", a)}
            </label>
          ))}
        </fieldset>
        {(answer === "yes" || answer === "last_resort") && (
          <Field label={t("answer.minutes")} type="number" min={0} max={1440} required value={minutes} onInput={(e) => setMinutes(e.currentTarget.value)} error={act.problem?.field("eta_minutes")} />
        )}
        <Field label={t("answer.note")} maxLength={200} value={note} onInput={(e) => setNote(e.currentTarget.value)} error={act.problem?.field("note")} />
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("answer.save")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
