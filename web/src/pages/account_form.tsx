// SPDX-License-Identifier: EUPL-1.2
// One account: what it may do, for which municipalities, and who it is.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { EditForm, useEdit } from "../parts/edit";
import { Check, Choice, Field } from "../parts/field";
import { useMunicipalities } from "../parts/names";
import { PersonChoice } from "../parts/person_choice";

export type Account = Schemas["Account"];
export type AccountAct = "off" | "invite" | "factor" | "sessions";
const roles: Account["role"][] = ["coordinator", "dispatcher", "member", "auditor", "administrator"];

interface Props {
  account?: Account;
  onSaved: (saved: Account) => void;
  onAsk: (what: AccountAct) => void;
  onClose: () => void;
}

export function AccountDialog({ account: first, onSaved, onAsk, onClose }: Props) {
  const municipalities = useMunicipalities().data ?? [];
  const names = { name: t("accounts.name"), role: t("accounts.role"), person_id: t("accounts.person"), municipality_ids: t("accounts.municipalities"), break_glass: t("accounts.break_glass") };
  const edit = useEdit<Account>("/accounts", first ?? { name: "", role: "coordinator", person_id: null, municipality_ids: [], break_glass: false }, names, (saved) => {
    onClose();
    onSaved(saved);
  });
  const a = edit.value;
  const only = a.municipality_ids ?? [];
  const within = (id: number, on: boolean) => edit.set({ municipality_ids: on ? [...only, id] : only.filter((one) => one !== id) });
  return (
    <Dialog open title={first ? t("accounts.change", { name: first.name }) : t("accounts.add")} onClose={onClose}>
      <EditForm edit={edit} groups={{ role: "role" }} label={first ? t("save") : t("accounts.make")} onClose={onClose}>
        <Field label={names.name} help={t("accounts.name_help")} required autoComplete="off" autoCapitalize="none" value={a.name} onInput={(e) => edit.set({ name: e.currentTarget.value })} error={edit.error("name")} />
        <Choice label={names.role} help={t(`accounts.may_${a.role}` as const)} value={a.role} onChange={(e) => edit.set({ role: e.currentTarget.value as Account["role"] })} error={edit.error("role")}>
          {roles.map((r) => (
            <option key={r} value={r}>
              {word("role", r)}
            </option>
          ))}
        </Choice>
        <PersonChoice label={names.person_id} value={a.person_id ?? 0} nobody={t("accounts.no_person")} onChange={(id) => edit.set({ person_id: id || null })} error={edit.error("person_id")} />
        <fieldset class="contacts">
          <legend>{names.municipality_ids}</legend>
          <p class="field-help">{only.length === 0 ? t("accounts.region") : t("accounts.only_these")}</p>
          <div class="checks">
            {municipalities.map((m) => (
              <Check key={m.id} label={m.name} checked={only.includes(m.id ?? 0)} onChange={(on) => within(m.id ?? 0, on)} />
            ))}
          </div>
        </fieldset>
        {a.role === "administrator" && <Check label={t("accounts.break_glass_label")} checked={a.break_glass ?? false} onChange={(break_glass) => edit.set({ break_glass })} />}
      </EditForm>
      {first && (
        <p class="actions">
          {first.second_factor && <Button onClick={() => onAsk("factor")}>{t("accounts.factor")}</Button>}
          <Button onClick={() => onAsk("sessions")}>{t("accounts.sessions")}</Button>
        </p>
      )}
    </Dialog>
  );
}
