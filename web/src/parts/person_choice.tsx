// SPDX-License-Identifier: EUPL-1.2
// One person out of everybody, by name; typing jumps there.
import { t } from "../i18n";
import { Choice } from "./field";
import { usePeople } from "./names";

interface Props {
  label: string;
  value: number; // 0: nobody
  onChange: (id: number) => void;
  error?: string | undefined;
  nobody?: string; // what nobody means; without it somebody must be chosen
}

export function PersonChoice({ label, value, onChange, error, nobody }: Props) {
  const people = [...(usePeople().data ?? [])].filter((p) => p.active !== false || p.id === value).sort((a, b) => (a.family_name ?? "").localeCompare(b.family_name ?? "") || (a.given_name ?? "").localeCompare(b.given_name ?? ""));
  return (
    <Choice label={label} required={nobody === undefined} value={value || ""} onChange={(e) => onChange(Number(e.currentTarget.value))} error={error}>
      <option value="">{nobody ?? t("choose")}</option>
      {people.map((p) => (
        <option key={p.id} value={p.id}>
          {p.family_name}, {[p.given_name, p.infix].filter(Boolean).join(" ")}
        </option>
      ))}
    </Choice>
  );
}
