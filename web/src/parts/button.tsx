// SPDX-License-Identifier: EUPL-1.2
import type { JSX } from "preact";

type Kind = "primary" | "secondary" | "danger" | "quiet";
const classes: Record<Kind, string> = {
  primary: "utrecht-button--primary-action",
  secondary: "utrecht-button--secondary-action",
  danger: "utrecht-button--primary-action utrecht-button--danger",
  quiet: "utrecht-button--subtle",
};

interface Props extends Omit<JSX.IntrinsicElements["button"], "kind"> {
  kind?: Kind;
  busy?: boolean;
}

export function Button({ kind = "secondary", busy = false, class: extra, type = "button", disabled, ...rest }: Props) {
  return (
    <button
      type={type}
      class={`utrecht-button ${classes[kind]} ${busy ? "utrecht-button--busy" : ""} ${extra ?? ""}`}
      aria-busy={busy || undefined}
      disabled={busy || disabled}
      {...rest}
    />
  );
}
