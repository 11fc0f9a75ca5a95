// SPDX-License-Identifier: EUPL-1.2
// How a form in a dialog ends: what the service refused, the button that does it, and the way out.
import { t } from "../i18n";
import type { useAct } from "./act";
import { Button } from "./button";
import { sentence } from "./loaded";
import { Notice } from "./notice";

interface Props {
  act: ReturnType<typeof useAct>;
  label: string; // of the button that does it
  kind?: "primary" | "danger";
  disabled?: boolean;
  onClose: () => void;
}

export function FormButtons({ act, label, kind = "primary", disabled = false, onClose }: Props) {
  return (
    <p class="actions">
      <Button kind={kind} type="submit" busy={act.busy} disabled={disabled}>
        {label}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        {t("cancel")}
      </Button>
    </p>
  );
}

export function FormEnd(props: Props) {
  const { problem } = props.act;
  return (
    <>
      <div role="alert">{problem && <Notice tone="error" title={sentence(problem)} />}</div>
      <FormButtons {...props} />
    </>
  );
}
