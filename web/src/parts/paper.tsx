// SPDX-License-Identifier: EUPL-1.2
// A link to a page that the service makes for paper; it opens beside the app.
import type { ComponentChildren } from "preact";
import { t } from "../i18n";

export function PaperLink({ path, plain = false, children }: { path: string; plain?: boolean; children: ComponentChildren }) {
  return (
    <a class={plain ? "utrecht-link no-print" : "utrecht-button utrecht-button--secondary-action no-print"} href={`/api/v1${path}`} target="_blank" rel="noopener">
      {children}
      <span class="visually-hidden"> {t("paper.new_window")}</span>
    </a>
  );
}

/* Stands on paper only: of when it is. */
export function PrintedAt({ children }: { children: ComponentChildren }) {
  return <p class="print-only">{children}</p>;
}
