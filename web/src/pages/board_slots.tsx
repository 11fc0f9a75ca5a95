// SPDX-License-Identifier: EUPL-1.2
// The places: a card each, readable from three metres. Filled, under way and short differ in
// shape, word and colour. Each person by initials, with minutes against the norm.
import { t, tn, word } from "../i18n";
import { time } from "../i18n/dates";
import { isLate, startOf, type BoardStore, type Callout, type Recipient } from "../live/board_store";
import { endOf, isOver } from "../live/callout_life";
import { now } from "../live/events";
import { initials } from "../parts/person";

type Slot = NonNullable<Callout["slots"]>[number];
const MARKS_MAX = 12; // people named on a card; more are counted
const WALL_MARKS = [MARKS_MAX, MARKS_MAX, 8, 4]; // by rows of cards: a wall cannot scroll
const shapes: Record<string, string> = { filled: "✓", open: "…", exhausted: "!" };

/* Who was there and went home keeps the place. */
const hasPlace = (p: Recipient) => p.state === "accepted" || p.state === "arrived" || (p.state === "stood_down" && p.arrived_at);

function Who({ c, p }: { c: Callout; p: Recipient }) {
  const late = isLate(c, p);
  const left = p.expected_at ? Math.round((Date.parse(p.expected_at) - now.value) / 60_000) : null;
  const when = p.arrived_at && p.left_at ? t("board.was_there_at", { time: time(p.arrived_at) }) : p.arrived_at ? t("board.is_there") : left === null ? t("board.comes") : left >= 0 ? `${left} min` : t("board.overdue", { n: -left });
  return (
    <li class={`who-comes ${p.arrived_at && !p.left_at ? "there" : ""} ${late ? "late" : ""}`} title={p.display_name}>
      <b aria-hidden="true">{initials(p.display_name ?? "")}</b>
      <span class="visually-hidden">{p.display_name}: </span>
      <span>{when}</span>
      {late && <span class="late-word">{t("board.late")}</span>}
    </li>
  );
}

/* From t0 to the norm: how much is gone, and a mark where each person is expected. */
function NormBar({ c, slot, people }: { c: Callout; slot: Slot; people: Recipient[] }) {
  const norm = slot.norm_minutes;
  if (!norm) return null;
  const t0 = startOf(c);
  const end = endOf(c, now.value);
  const share = (ms: number) => Math.min(100, Math.max(0, ((ms - t0) / (norm * 60_000)) * 80)); // 80 %: the norm
  const left = Math.ceil((t0 + norm * 60_000 - end) / 60_000);
  const open = slot.state !== "filled" && !isOver(c);
  return (
    <div class="norm">
      <svg class="norm-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="norm-track" width="100" height="10" />
        <rect class={left < 0 && slot.state !== "filled" ? "norm-over" : "norm-gone"} width={share(end)} height="10" />
        <rect class="norm-line" x="79.500" width="1" height="10" />
        {people.map((p) => {
          const at = p.arrived_at ?? p.expected_at;
          return at ? <rect key={p.person_id} class={isLate(c, p) ? "norm-mark late" : "norm-mark"} x={share(Date.parse(at))} y="1" width="1.500" height="8" /> : null;
        })}
      </svg>
      <span class={`norm-text ${open && left < 0 ? "over" : ""}`}>
        {t("board.norm", { n: norm, time: time(t0 + norm * 60_000) })}
        {open && <b> {left >= 0 ? t("board.norm_left", { n: left }) : t("board.norm_over", { n: -left })}</b>}
      </span>
    </div>
  );
}

export type SlotStep = "need" | "stop";
type OnSlot = (id: number, what: SlotStep) => void;

interface CardProps {
  c: Callout;
  slot: Slot;
  people: Recipient[];
  marks: number;
  onSlot?: OnSlot;
}
function Card({ c, slot, people, marks, onSlot }: CardProps) {
  const need = slot.need ?? 0;
  const accepted = slot.accepted ?? 0;
  const state = slot.state ?? "open";
  return (
    <li class={`slot slot-${state}`}>
      <div class="slot-head">
        <h3>
          {slot.function} <small>{slot.name}</small>
        </h3>
        <span class="slot-count">
          {accepted}/{need}
        </span>
      </div>
      <p class={`state state-${state}`}>
        <span aria-hidden="true">{shapes[state]}</span> {slot.stopped ? t("board.slot_stopped") : word("slot_state", state)}
        {!slot.stopped && !isOver(c) && accepted < need && <b>, {t("board.missing", { n: need - accepted })}</b>}
      </p>
      {people.length > 0 && (
        <ul class="who-list">
          {people.slice(0, marks).map((p) => (
            <Who key={p.person_id} c={c} p={p} />
          ))}
          {people.length > marks && <li class="who-comes">{tn("board.more", people.length - marks)}</li>}
        </ul>
      )}
      <NormBar c={c} slot={slot} people={people.slice(0, 50)} />
      {onSlot && (
        <p class="slot-steps">
          <button type="button" class="slot-need" onClick={() => onSlot(slot.function_id ?? 0, "need")}>
            {t("board.need")}
            <span class="visually-hidden"> {slot.name}</span>
          </button>
          {!slot.stopped && (
            <button type="button" class="slot-need" onClick={() => onSlot(slot.function_id ?? 0, "stop")}>
              {t("stop_slot.button")}
              <span class="visually-hidden"> {slot.name}</span>
            </button>
          )}
        </p>
      )}
    </li>
  );
}

/* On a wall everything must be seen at once: as many columns as that takes, and first what lacks people. */
const urgency = { exhausted: 0, open: 1, filled: 2 };
function onWall(slots: Slot[]) {
  const columns = slots.length <= 6 ? 3 : slots.length <= 12 ? 4 : slots.length <= 20 ? 5 : 6;
  const rows = Math.ceil(slots.length / columns);
  return { slots: [...slots].sort((a, b) => urgency[a.state ?? "open"] - urgency[b.state ?? "open"]), marks: WALL_MARKS[rows] ?? 2, look: `columns-${columns} ${rows > 3 ? "dense" : ""}` };
}

/* What is still open is said first. Cards that are pressed keep their place. */
export function Slots({ store, c, wall, onSlot }: { store: BoardStore; c: Callout; wall: boolean; onSlot?: OnSlot }) {
  void store.changed.value; // drawn again when somebody answers
  const { slots, marks, look } = wall ? onWall(c.slots ?? []) : { slots: c.slots ?? [], marks: MARKS_MAX, look: "" };
  const coming = new Map<number, Recipient[]>();
  for (const p of store.people.values())
    if (hasPlace(p) && p.function_id) {
      const list = coming.get(p.function_id);
      if (list) list.push(p);
      else coming.set(p.function_id, [p]);
    }
  const open = slots.filter((s) => !isOver(c) && !s.stopped && (s.accepted ?? 0) < (s.need ?? 0));
  open.sort((a, b) => Number(b.state === "exhausted") - Number(a.state === "exhausted"));
  for (const list of coming.values()) list.sort((a, b) => (a.expected_at ?? "").localeCompare(b.expected_at ?? ""));
  return (
    <section aria-labelledby="slots">
      <h2 id="slots" class="visually-hidden">
        {t("board.slots")}
      </h2>
      {!wall && open.length > 0 && <p class="still-needed">{t("board.still", { what: open.map((s) => `${s.function} ${(s.need ?? 0) - (s.accepted ?? 0)}`).join(", ") })}</p>}
      <ul class={`slots ${look}`}>
        {slots.map((s) => (
          <Card key={s.function_id} c={c} slot={s} marks={marks} people={coming.get(s.function_id ?? 0) ?? []} {...(onSlot ? { onSlot } : {})} />
        ))}
      </ul>
    </section>
  );
}
