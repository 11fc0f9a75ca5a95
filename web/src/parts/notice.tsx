// SPDX-License-Identifier: EUPL-1.2
// A message about the page: a shape and a word besides the colour.
import type { ComponentChildren } from "preact";

export type Tone = "info" | "ok" | "warning" | "error";
const shapes: Record<Tone, string> = { info: "i", ok: "✓", warning: "!", error: "✕" };

export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ComponentChildren }) {
  return (
    <div class={`utrecht-alert utrecht-alert--${tone} notice`}>
      <span class="notice-shape" aria-hidden="true">
        {shapes[tone]}
      </span>
      <div class="notice-text">
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
