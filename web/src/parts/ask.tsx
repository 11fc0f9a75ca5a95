// SPDX-License-Identifier: EUPL-1.2
// Asks before what cannot be undone, with what will happen.
import type { ComponentChildren } from "preact";
import { useAct } from "./act";
import { Dialog } from "./dialog";
import { FormEnd } from "./form_end";

interface Props {
  title: string;
  label: string; // of the button that does it
  danger?: boolean;
  onDo: (key: string) => Promise<unknown>;
  onClose: () => void;
  children?: ComponentChildren;
}

export function Ask({ title, label, danger = true, onDo, onClose, children }: Props) {
  const act = useAct();
  const doIt = async (e: SubmitEvent) => {
    e.preventDefault();
    if (await act.run(onDo)) onClose();
  };
  return (
    <Dialog open title={title} onClose={onClose}>
      <form onSubmit={(e) => void doIt(e)}>
        {children}
        <FormEnd act={act} label={label} kind={danger ? "danger" : "primary"} onClose={onClose} />
      </form>
    </Dialog>
  );
}
