// SPDX-License-Identifier: EUPL-1.2
// What was, of one person: duties, calls, training, messages, and who changed what. One kind at a
// time, named in the address.
import { useLocation } from "preact-iso";
import { role } from "../app/session";
import { t } from "../i18n";
import { Choice } from "../parts/field";
import { CallsOf, ChangesOf, DutiesOf, MessagesOf, TrainingOf } from "./person_past";

const parts = {
  calls: CallsOf,
  duties: DutiesOf,
  training: TrainingOf,
  messages: MessagesOf,
  changes: ChangesOf,
} as const;
type Part = keyof typeof parts;

/* Dispatchers see no training records; the log is for who may read it. */
function mine(): Part[] {
  const all = Object.keys(parts) as Part[];
  return all.filter((p) => (p !== "training" || role.value !== "dispatcher") && (p !== "changes" || role.value === "administrator" || role.value === "auditor"));
}

export function History({ id }: { id: number }) {
  const { query, path, route } = useLocation();
  const part = mine().find((p) => p === query.history) ?? "calls";
  const Shown = parts[part];
  return (
    <section aria-labelledby="history">
      <div class="page-head">
        <h2 id="history">{t("history.title")}</h2>
      </div>
      <div class="filters">
        <Choice label={t("history.what")} value={part} onChange={(e) => route(`${path}?history=${e.currentTarget.value}`, true)}>
          {mine().map((p) => (
            <option key={p} value={p}>
              {t(`history.${p}` as const)}
            </option>
          ))}
        </Choice>
      </div>
      <Shown id={id} />
    </section>
  );
}
