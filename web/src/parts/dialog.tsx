// SPDX-License-Identifier: EUPL-1.2
// The browser's own dialog: it keeps the focus, Escape closes, what is behind cannot be reached. When
// something was typed in it, closing asks first; its own buttons say what they do, and do not.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { goAnyway, useUnsaved } from "./unsaved";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  saved?: boolean; // what was typed is the service's: nothing is lost
}

/* What is ticked is ticked again in a moment, and a file is still on the disk. */
const isTyped = (el: EventTarget | null) => (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) && !/^(checkbox|radio|file|search)$/.test(el.type);

export function Dialog({ open, title, onClose, children, wide = false, saved = false }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState(false);
  const gone = useRef(false);
  const asks = open && typed && !saved;
  useUnsaved(asks);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
    setTyped(false);
  }, [open]);
  /* Closed before it is taken away: so the focus goes back to where it was. */
  useEffect(
    () => () => {
      gone.current = true;
      ref.current?.close();
    },
    [],
  );
  const close = () => (!asks || goAnyway()) && onClose();
  /* The key itself as well: a browser lets a page hold back the closing once, not the second time. */
  const hold = (e: Event) => {
    if (!asks) return;
    e.preventDefault();
    close();
  };
  return (
    <dialog
      ref={ref}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={id}
      onClose={() => open && !gone.current && onClose()}
      onInput={(e) => isTyped(e.target) && setTyped(true)}
      onKeyDown={(e) => e.key === "Escape" && hold(e)}
      onCancel={(e) => e.target === ref.current && hold(e)}
    >
      {open && (
        <>
          <div class="dialog-head">
            <h2 id={id}>{title}</h2>
            <button type="button" class="dialog-close" aria-label={t("close")} onClick={close}>
              ✕
            </button>
          </div>
          {children}
        </>
      )}
    </dialog>
  );
}
