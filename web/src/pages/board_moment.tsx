// SPDX-License-Identifier: EUPL-1.2
// When something happened that is noted later. During a call-out a clock is enough; of one that was
// entered afterwards the day belongs to it.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { dayTime, fromLocal, isoDay, lastTime, toLocal } from "../i18n/dates";
import type { Callout } from "../live/board_store";
import { Field } from "../parts/field";

export interface Moment {
  text: string;
  set: (to: string) => void;
  isRecord: boolean;
  at: Date | null; // null: now
}

export function useMoment(c: Callout): Moment {
  const isRecord = c.origin === "manual";
  const [text, set] = useState(isRecord ? toLocal(c.started_at ?? Date.now()) : "");
  const at = text === "" ? null : isRecord ? fromLocal(text) : lastTime(text, Date.now());
  return { text, set, isRecord, at };
}
export const sentMoment = ({ at }: Moment): { at?: string } => (at === null ? {} : { at: at.toISOString() });

export function MomentField({ moment, error }: { moment: Moment; error?: string | undefined }) {
  const { text, set, isRecord, at } = moment;
  const another = !isRecord && at !== null && isoDay(at) !== isoDay(Date.now());
  return <Field label={t(isRecord ? "answer.at_record" : "answer.at")} type={isRecord ? "datetime-local" : "time"} required={isRecord} value={text} onInput={(e) => set(e.currentTarget.value)} help={another && dayTime(at)} error={error} />;
}
