// SPDX-License-Identifier: EUPL-1.2
// Somebody's calendar file (.ics) as absences: first what it would do. Only when is read, never why.
import { useState } from "preact/hooks";
import { raw } from "../api/client";
import { t } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { PersonChoice } from "../parts/person_choice";
import { textOf } from "../parts/read_file";

interface Outcome {
  created: number;
  updated: number;
  unchanged: number;
  not_understood: number;
  dry_run: boolean;
}

export function CalendarFileDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const [person, setPerson] = useState(0);
  const [text, setText] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const act = useAct();
  const send = async (body: string, dry: boolean) => {
    setOutcome(null);
    const done = await act.run(async () => {
      const reply = await raw(`/absences/import?person_id=${person}&dry_run=${dry}`, { method: "POST", headers: { "Content-Type": "text/calendar" }, body });
      setOutcome((await reply.json()) as Outcome);
    });
    if (done && !dry) onDone();
  };
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = { text: "" };
    setText(null);
    setOutcome(null);
    if (
      !(await act.run(async () => {
        read.text = await textOf(file);
      }))
    )
      return;
    setText(read.text);
    await send(read.text, true);
  };
  return (
    <Dialog open title={t("ics.title")} onClose={onClose}>
      <p>{t("ics.text")}</p>
      <PersonChoice
        label={t("ics.whose")}
        value={person}
        onChange={(id) => {
          setPerson(id);
          setOutcome(null);
        }}
      />
      <Field label={t("import.file")} type="file" accept=".ics,text/calendar" disabled={person === 0} onChange={(e) => void choose(e.currentTarget.files?.[0])} />
      <div role="status">{act.busy && t("import.busy")}</div>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <div role="status">
        {outcome && (
          <Notice tone={outcome.not_understood > 0 ? "warning" : "ok"} title={t(outcome.dry_run ? "ics.would" : "ics.did", { created: outcome.created, updated: outcome.updated, unchanged: outcome.unchanged })}>
            {outcome.not_understood > 0 && <p>{t("ics.not_understood", { n: outcome.not_understood })}</p>}
          </Notice>
        )}
      </div>
      <p class="actions">
        {outcome?.dry_run && text !== null && (
          <Button kind="primary" busy={act.busy} onClick={() => void send(text, false)}>
            {t("import.do")}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </p>
    </Dialog>
  );
}
