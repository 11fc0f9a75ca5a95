// SPDX-License-Identifier: EUPL-1.2
// The button that calls people. It does not hear the press that brought it on the screen: a
// moment must pass, and one press counts once. Enter in a field never reaches it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { KindShape, type Kind } from "../parts/kind";

const SHIELD_MS = 700;

interface Props {
  kind: Kind;
  ready: boolean;
  busy: boolean;
  onConfirm: () => void;
  children: ComponentChildren;
}

export function ConfirmButton({ kind, ready, busy, onConfirm, children }: Props) {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => setArmed(true), SHIELD_MS);
    return () => clearTimeout(timer);
  }, [ready]);
  const off = !armed || busy;
  return (
    <button type="button" class={`confirm kind-${kind}`} aria-disabled={off} aria-busy={busy || undefined} onClick={() => !off && onConfirm()}>
      <KindShape kind={kind} /> {children}
    </button>
  );
}
