// SPDX-License-Identifier: EUPL-1.2
// A long table of which only what is in sight is drawn. Roles and numbers tell the rest to who listens.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props<T> {
  label: string;
  head: string[];
  items: T[];
  rowHeight: number; // pixels
  id: (item: T) => number | string;
  cells: (item: T) => ComponentChildren[];
}
const SPARE = 8;

export function VirtualTable<T>({ label, head, items, rowHeight, id, cells }: Props<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const el = frame.current;
    if (el === null) return;
    const look = () => setView({ top: el.scrollTop, height: el.clientHeight });
    look();
    el.addEventListener("scroll", look, { passive: true });
    const sized = new ResizeObserver(look);
    sized.observe(el);
    return () => {
      el.removeEventListener("scroll", look);
      sized.disconnect();
    };
  }, []);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return (
    <div class="virtual" ref={frame} role="group" aria-label={label} tabIndex={0}>
      <div role="table" aria-label={label} aria-rowcount={items.length + 1}>
        <div role="rowgroup" class="virtual-head">
          <div role="row" aria-rowindex={1} class="virtual-row">
            {head.map((h, i) => (
              <span key={i} role="columnheader">
                {h}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" class="virtual-body" style={{ height: `${items.length * rowHeight}px` }}>
          {items.slice(first, last).map((item, i) => (
            <div key={id(item)} role="row" aria-rowindex={first + i + 2} class="virtual-row" style={{ transform: `translateY(${(first + i) * rowHeight}px)`, height: `${rowHeight}px` }}>
              {cells(item).map((cell, j) => (
                <span key={j} role="cell" data-label={head[j]}>
                  {cell}
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
