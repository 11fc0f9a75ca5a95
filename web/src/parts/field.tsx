// SPDX-License-Identifier: EUPL-1.2
// A labelled form control. What is wrong with it stands beside it and is read with it.
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface Common {
  label: string;
  help?: ComponentChildren;
  error?: string | undefined;
}
type InputProps = Common & Omit<JSX.IntrinsicElements["input"], "label">;

function described(id: string, help: ComponentChildren, error: string | undefined): string | undefined {
  const ids = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return ids === "" ? undefined : ids;
}

function Frame({ id, label, help, error, children }: Common & { id: string; children: ComponentChildren }) {
  return (
    <div class={`utrecht-form-field ${error ? "utrecht-form-field--invalid" : ""} field`}>
      <label class="utrecht-form-label" for={id}>
        {label}
      </label>
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <span aria-hidden="true">✕ </span>
          {error}
        </p>
      )}
      {children}
    </div>
  );
}

export function Field({ label, help, error, ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error}>
      <input
        id={id}
        class={`utrecht-textbox utrecht-textbox--html-input ${error ? "utrecht-textbox--invalid" : ""}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, help, error)}
        {...rest}
      />
    </Frame>
  );
}

export function Area({ label, help, error, ...rest }: Common & Omit<JSX.IntrinsicElements["textarea"], "label">) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error}>
      <textarea
        id={id}
        class={`utrecht-textarea utrecht-textarea--html-textarea ${error ? "utrecht-textarea--invalid" : ""}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, help, error)}
        {...rest}
      />
    </Frame>
  );
}

export function Choice({ label, help, error, children, ...rest }: Common & Omit<JSX.IntrinsicElements["select"], "label">) {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error}>
      <select id={id} class="utrecht-select" aria-invalid={error ? true : undefined} aria-describedby={described(id, help, error)} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

/* A number, or nothing when the field may be empty. */
export function NumberField({ value, onNumber, ...rest }: Omit<InputProps, "value" | "type" | "onInput"> & { value: number | null | undefined; onNumber: (to: number | null) => void }) {
  return <Field type="number" value={value ?? ""} onInput={(e) => onNumber(e.currentTarget.value === "" ? null : Number(e.currentTarget.value))} {...rest} />;
}

export function Check({ label, checked, onChange }: { label: ComponentChildren; checked: boolean; onChange: (to: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" class="utrecht-checkbox" checked={checked} onChange={(e) => onChange(e.currentTarget.checked)} /> {label}
    </label>
  );
}
