// SPDX-License-Identifier: EUPL-1.2
// What was, of one person: duties, calls, training, messages, and who changed what. One kind at a
// time, named in the address.
import { role } from "../app/session";
import { t } from "../i18n";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
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
  const { query, filter } = useFilters();
  const part = mine().find((p) => p === query.history) ?? "calls";
  const Shown = parts[part];
  return (
    <section aria-labelledby="history">
      <div class="page-head">
        <h2 id="history">{t("history.title")}</h2>
      </div>
      <div class="filters">
        <Choice label={t("history.what")} value={part} onChange={(e) => filter({ history: e.currentTarget.value })}>
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
