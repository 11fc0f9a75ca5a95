// SPDX-License-Identifier: EUPL-1.2
// One function out of all of them, or what leaving it open means.
import { Choice } from "./field";
import { useFunctions } from "./names";

interface Props {
  label: string;
  value: number | null | undefined;
  onChange: (id: number | null) => void;
  none: string; // what no function means
  required?: boolean;
  error?: string | undefined;
}

export function FunctionChoice({ label, value, onChange, none, required = false, error }: Props) {
  const functions = useFunctions().data ?? [];
  return (
    <Choice label={label} required={required} value={value || ""} onChange={(e) => onChange(Number(e.currentTarget.value) || null)} error={error}>
      <option value="">{none}</option>
      {functions.map((f) => (
        <option key={f.id} value={f.id}>
          {f.code} {f.name}
        </option>
      ))}
    </Choice>
  );
}
