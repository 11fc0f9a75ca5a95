// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from "preact";

interface Props {
  caption: string;
  head: ComponentChildren[];
  children: ComponentChildren;
  showCaption?: boolean;
  acts?: string | false; // above the last column, which holds only what is pressed: not on paper
}

/* A table that may scroll sideways by itself, by keyboard too. */
export function Table({ caption, head, children, showCaption = false, acts = false }: Props) {
  return (
    <div class="table-frame" role="group" aria-label={caption} tabIndex={0}>
      <table class={`utrecht-table utrecht-table--html-table ${acts ? "with-acts" : ""}`}>
        <caption class={showCaption ? "utrecht-table__caption" : "visually-hidden"}>{caption}</caption>
        <thead class="utrecht-table__header">
          <tr class="utrecht-table__row">
            {(acts ? [...head, acts] : head).map((h, i) => (
              <th key={i} scope="col" class="utrecht-table__header-cell">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="utrecht-table__body">{children}</tbody>
      </table>
    </div>
  );
}
