// SPDX-License-Identifier: EUPL-1.2
// A long table of which only what is in sight is drawn. Roles and numbers tell the rest to who listens.
// With the keyboard it is one row: Tab goes through the controls of that row and on; arrows, Page,
// Home and End go to another one.
import { options, type ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props<T> {
  label: string;
  head: string[];
  acts?: string | false; // above the last column, which holds only what is pressed: not on paper
  items: T[];
  rowHeight: number; // pixels
  stacked?: number; // pixels of a row on a telephone: its cells under one another, each with its name
  columns?: string; // of grid-template-columns; without it the first is the widest
  id: (item: T) => number | string;
  cells: (item: T) => ComponentChildren[];
  onEnd?: () => void; // the last row came in sight: time to read on
}
const SPARE = 8;
const CONTROLS = "a[href], button, select, input";

/* How far a key goes; undefined: not a key of the table. */
function stepOf(key: string, page: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  return steps[key];
}

/* The browser prints what is drawn when the event ends, so it is drawn at once. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const set = (to: boolean) => () => {
      const usual = options.debounceRendering;
      options.debounceRendering = (draw) => draw();
      setPrinting(to);
      if (usual) options.debounceRendering = usual;
      else delete options.debounceRendering;
    };
    const [begin, end] = [set(true), set(false)];
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}

const narrow = matchMedia("(max-width: 40rem)");
function useNarrow(): boolean {
  const [is, setIs] = useState(narrow.matches);
  useEffect(() => {
    const look = () => setIs(narrow.matches);
    narrow.addEventListener("change", look);
    return () => narrow.removeEventListener("change", look);
  }, []);
  return is;
}

export function VirtualTable<T>({ label, head: names, acts = false, items, rowHeight: usual, stacked, columns, id, cells, onEnd }: Props<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const head = acts ? [...names, acts] : names;
  const [view, setView] = useState({ top: 0, height: 600 });
  const whole = usePrinting(); // on paper all of it
  const stacks = useNarrow() && stacked !== undefined;
  const rowHeight = stacks ? stacked : usual;
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null); // which control of the active row gets the focus
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
  const first = whole ? 0 : Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const last = whole ? items.length : Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  const at = active >= first && active < last ? active : Math.min(items.length - 1, Math.ceil(view.top / rowHeight));

  const atEnd = last === items.length;
  useEffect(() => {
    if (atEnd && !whole) onEnd?.();
  }, [atEnd, items.length]);

  useLayoutEffect(() => {
    for (const row of frame.current?.querySelectorAll<HTMLElement>("[data-row]") ?? []) {
      const isActive = Number(row.dataset.row) === at;
      const controls = [...row.querySelectorAll<HTMLElement>(CONTROLS)];
      for (const control of controls) control.tabIndex = isActive ? 0 : -1;
      if (!isActive || at !== active || wanted.current === null) continue;
      (controls[wanted.current] ?? controls[0])?.focus({ preventScroll: true });
      wanted.current = null;
    }
  });

  function press(e: KeyboardEvent): void {
    const el = frame.current;
    const row = (e.target as HTMLElement).closest<HTMLElement>("[data-row]");
    const step = stepOf(e.key, Math.max(1, Math.floor(view.height / rowHeight) - 2));
    const types = (e.target as HTMLElement).matches("select, input");
    if (el === null || row === null || step === undefined || types || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    const to = Math.max(0, Math.min(items.length - 1, Number(row.dataset.row) + step));
    wanted.current = [...row.querySelectorAll(CONTROLS)].indexOf(e.target as Element);
    setActive(to);
    // the head stands over the first rows
    if ((to + 2) * rowHeight > el.scrollTop + el.clientHeight) el.scrollTop = (to + 2) * rowHeight - el.clientHeight;
    else if (to * rowHeight < el.scrollTop) el.scrollTop = to * rowHeight;
  }

  return (
    <div class={`virtual ${stacks ? "virtual-stacked" : ""} ${acts ? "with-acts" : ""}`} ref={frame} role="group" aria-label={label} tabIndex={0} style={{ "--row": `${rowHeight}px`, "--rows": `${items.length * rowHeight}px`, ...(columns ? { "--columns": columns } : {}) }}>
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
        <div role="rowgroup" class="virtual-body" style={{ height: `${items.length * rowHeight}px` }} onKeyDown={press}>
          {items.slice(first, last).map((item, i) => (
            <div
              key={id(item)}
              role="row"
              aria-rowindex={first + i + 2}
              data-row={first + i}
              class="virtual-row"
              style={{ transform: `translateY(${(first + i) * rowHeight}px)`, height: `${rowHeight}px` }}
              onFocusCapture={() => setActive(first + i)}
            >
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
