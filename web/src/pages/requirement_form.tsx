// SPDX-License-Identifier: EUPL-1.2
// One requirement: of whom, what, how often.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Check, Choice, Field, NumberField } from "../parts/field";
import { FunctionChoice } from "../parts/function_choice";
import { PersonChoice } from "../parts/person_choice";

export type Requirement = Schemas["Requirement"];
export const kinds: Requirement["kind"][] = ["course", "training", "exercise", "system_test", "deployment", "certificate", "hours"];

export function RequirementDialog({ r: first, functionId, onSaved, onClose }: { r?: Requirement; functionId: number; onSaved: () => void; onClose: () => void }) {
  const blank: Requirement = { function_id: functionId || null, person_id: null, kind: "exercise", title: "", subject: "", count: 1, within_months: 12, valid_months: null, grace_days: 0, deployments_count: false, from: null, until: null };
  const names = {
    function_id: t("function"),
    person_id: t("requirement.person"),
    kind: t("kind"),
    title: t("training.title"),
    subject: t("requirement.subject"),
    count: t("requirement.number"),
    within_months: t("requirement.within"),
    valid_months: t("requirement.valid_label"),
    grace_days: t("requirement.grace_label"),
    deployments_count: t("requirement.deployments_label"),
    from: t("requirement.from"),
    until: t("requirement.until"),
  };
  const edit = useEdit<Requirement>("/requirements", first ?? blank, names, () => {
    onSaved();
    onClose();
  });
  const r = edit.value;
  return (
    <Dialog open title={first ? t("requirement.change") : t("requirement.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ kind: "requirement" }} onClose={onClose}>
        {first && <p class="quiet">{t("requirement.change_help")}</p>}
        <FunctionChoice label={names.function_id} value={r.function_id} none={t(r.person_id ? "requirement.all_functions" : "choose")} onChange={(function_id) => edit.set({ function_id })} error={edit.error("function_id")} />
        <PersonChoice label={names.person_id} value={r.person_id ?? 0} nobody={t("requirement.everybody")} onChange={(id) => edit.set({ person_id: id || null })} error={edit.error("person_id")} />
        <Choice label={names.kind} value={r.kind} onChange={(e) => edit.set({ kind: e.currentTarget.value as Requirement["kind"] })} error={edit.error("kind")}>
          {kinds.map((k) => (
            <option key={k} value={k}>
              {word("requirement", k)}
            </option>
          ))}
        </Choice>
        <Field label={names.title} required maxLength={160} value={r.title} onInput={(e) => edit.set({ title: e.currentTarget.value })} error={edit.error("title")} />
        <Field label={names.subject} help={t("requirement.subject_help")} maxLength={160} value={r.subject ?? ""} onInput={(e) => edit.set({ subject: e.currentTarget.value })} error={edit.error("subject")} />
        <div class="pair">
          <NumberField label={names.count} min={1} required value={r.count} onNumber={(n) => edit.set({ count: n ?? 1 })} error={edit.error("count")} />
          <NumberField label={names.within_months} min={1} value={r.within_months} onNumber={(within_months) => edit.set({ within_months })} error={edit.error("within_months")} />
          <NumberField label={names.valid_months} min={1} value={r.valid_months} onNumber={(valid_months) => edit.set({ valid_months })} error={edit.error("valid_months")} />
          <NumberField label={names.grace_days} min={0} required value={r.grace_days} onNumber={(n) => edit.set({ grace_days: n ?? 0 })} error={edit.error("grace_days")} />
          <Field label={names.from} type="date" value={r.from ?? ""} onInput={(e) => edit.set({ from: e.currentTarget.value || null })} error={edit.error("from")} />
          <Field label={names.until} type="date" value={r.until ?? ""} onInput={(e) => edit.set({ until: e.currentTarget.value || null })} error={edit.error("until")} />
        </div>
        <Check label={names.deployments_count} checked={r.deployments_count ?? false} onChange={(deployments_count) => edit.set({ deployments_count })} />
      </EditForm>
    </Dialog>
  );
}
