// SPDX-License-Identifier: EUPL-1.2
// A new certificate; or a correction, which is a new record that says why and leaves the old one.
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { isoDay } from "../i18n/dates";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Check, Field } from "../parts/field";
import { PersonChoice } from "../parts/person_choice";

export type Certificate = Schemas["Certificate"];

export function CertificateDialog({ old, onSaved, onClose }: { old?: Certificate; onSaved: (c: Certificate) => void; onClose: () => void }) {
  const record = { title: t("certificate.title"), number: t("certificate.number"), issuer: t("certificate.issuer"), valid_from: t("certificate.from"), valid_until: t("certificate.until_label") };
  const names: Partial<Record<keyof Certificate, string>> = old ? { ...record, replaces: "", reason: t("training.reason"), withdrawn: t("certificate.withdraw") } : { person_id: t("name"), ...record };
  const blank: Certificate = { person_id: 0, title: "", number: "", issuer: "", valid_from: isoDay(Date.now()), valid_until: null };
  const { title, number, issuer, valid_from, valid_until } = old ?? blank;
  const first: Certificate = old?.id ? { title, valid_from, ...(number !== undefined ? { number } : {}), ...(issuer !== undefined ? { issuer } : {}), ...(valid_until !== undefined ? { valid_until } : {}), replaces: old.id, reason: "", withdrawn: false } : blank;
  const edit = useEdit<Certificate>("/certificates", first, names, onSaved);
  const c = edit.value;
  return (
    <Dialog open title={t(old ? "certificate.correct_title" : "certificate.add")} onClose={onClose}>
      <EditForm edit={edit} onClose={onClose}>
        {old ? <p>{t("training.reason_help")}</p> : <PersonChoice label={t("name")} value={c.person_id ?? 0} onChange={(person_id) => edit.set({ person_id })} error={edit.error("person_id")} />}
        <Field label={record.title} help={t("certificate.title_help")} required maxLength={160} value={c.title} onInput={(e) => edit.set({ title: e.currentTarget.value })} error={edit.error("title")} />
        <div class="pair">
          <Field label={record.issuer} maxLength={120} value={c.issuer ?? ""} onInput={(e) => edit.set({ issuer: e.currentTarget.value })} error={edit.error("issuer")} />
          <Field label={record.number} maxLength={80} value={c.number ?? ""} onInput={(e) => edit.set({ number: e.currentTarget.value })} error={edit.error("number")} />
          <Field label={record.valid_from} type="date" required value={c.valid_from} onInput={(e) => edit.set({ valid_from: e.currentTarget.value })} error={edit.error("valid_from")} />
          <Field label={record.valid_until} type="date" value={c.valid_until ?? ""} onInput={(e) => edit.set({ valid_until: e.currentTarget.value || null })} error={edit.error("valid_until")} />
        </div>
        {old && (
          <>
            <Check label={t("certificate.withdraw")} checked={c.withdrawn ?? false} onChange={(withdrawn) => edit.set({ withdrawn })} />
            <Field label={t("training.reason")} required maxLength={500} value={c.reason ?? ""} onInput={(e) => edit.set({ reason: e.currentTarget.value })} error={edit.error("reason")} />
          </>
        )}
      </EditForm>
    </Dialog>
  );
}
