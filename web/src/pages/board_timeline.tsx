// SPDX-License-Identifier: EUPL-1.2
// Every event of the call-out, newest first, in words; it grows with the stream.
import { useEffect, useMemo } from "preact/hooks";
import { t, tn, word } from "../i18n";
import { dayShort, dayTime, isoDay, timeSeconds } from "../i18n/dates";
import type { BoardStore } from "../live/board_store";
import { openTimeline, type Entry } from "../live/timeline_store";
import { actorInWords } from "../parts/actor";
import { Loaded } from "../parts/loaded";
import { called } from "../parts/names";
import { VirtualTable } from "../parts/virtual";

type Data = Record<string, string | number | number[] | undefined>;

/* "Anna: Komt, 20 min (OVD-BZ, via sms)" */
function answerInWords(who: string, d: Data, answer: string): string {
  const about = [d.function, d.via === undefined ? undefined : t("timeline.via", { via: word("via", String(d.via)) })].filter(Boolean).join(", ");
  return `${who}: ${word("answer", answer)}${d.eta_minutes === undefined ? "" : `, ${d.eta_minutes} min`}${about === "" ? "" : ` (${about})`}`;
}

export function inWords(e: Entry, name: (id: number) => string): string {
  const d = (e.data ?? {}) as Data;
  const then = typeof d.happened_at === "string" ? ` – ${t("timeline.happened", { time: dayTime(d.happened_at) })}` : "";
  return deedInWords(e, d, name) + then;
}

function deedInWords(e: Entry, d: Data, name: (id: number) => string): string {
  const who = e.person_id ? name(e.person_id) : "";
  switch (`${e.kind}.${d.what}`) {
    case "callout.started":
      return t("timeline.started");
    case "callout.stopped":
      return t("timeline.stopped");
    case "callout.state":
      return word("callout_state", String(d.state));
    case "slot.slot":
      return `${d.function}: ${word("slot_state", String(d.state))} (${d.accepted}/${d.need})`;
    case "recipient.asked":
      return tn("timeline.asked", Number(d.count));
    case "recipient.answer":
      return answerInWords(who, d, d.state === "arrived" ? "arrived" : String(d.answer));
    case "recipient.late":
      return answerInWords(who, d, "late");
    case "recipient.arrived":
      return answerInWords(who, d, "arrived");
    case "recipient.sent_home":
      return t("timeline.sent_home", { who });
    case "recipient.state":
      return `${who}: ${word("recipient_state", String(d.state))}${d.function ? ` (${d.function})` : ""}`;
    default:
      if (e.kind === "attempt")
        return `${who}: ${word("channel", String(d.channel))} ${word("attempt_state", String(d.what))}${d.gateway ? ` (${d.gateway})` : ""}${d.reason ? ` – ${d.reason}` : ""}`;
      return `${who} ${word("timeline", String(d.what ?? e.kind))}`.trim();
  }
}

export function Timeline({ store, id }: { store: BoardStore; id: number }) {
  const timeline = useMemo(() => openTimeline(id), [id]);
  useEffect(() => () => timeline.close(), [timeline]);
  const read = { data: timeline.entries.value, isError: timeline.problem.value !== null, error: timeline.problem.value, dataUpdatedAt: timeline.readAt.value, refetch: timeline.reload };
  return <Loaded query={read}>{(entries) => <Entries entries={entries} store={store} />}</Loaded>;
}

function Entries({ entries, store }: { entries: Entry[]; store: BoardStore }) {
  const first = isoDay(entries.at(-1)?.at ?? Date.now()); // of another day the day is said
  const people = { get: (person: number) => store.people.get(person), pending: store.peopleAt.value === 0 && store.peopleProblem.value === null };
  const name = (person: number) => called(people, person, "display_name");
  return (
    <section aria-labelledby="board-timeline">
      <h2 id="board-timeline" class="visually-hidden">
        {t("board.tab_timeline")}
      </h2>
      <p class="quiet">{tn("timeline.count", entries.length)}</p>
      <VirtualTable
        label={t("board.tab_timeline")}
        head={[t("time"), t("timeline.what"), t("timeline.by")]}
        items={entries}
        columns="8rem minmax(0, 1fr) minmax(0, 12rem)"
        rowHeight={44}
        stacked={148}
        id={(e) => e.seq}
        cells={(e) => [<span class="numeric">
            {isoDay(e.at) !== first && `${dayShort(e.at)} `}
            {timeSeconds(e.at)}
          </span>, <span class="two-lines">{inWords(e, name)}</span>, <span class="two-lines" title={e.actor}>{actorInWords(e.actor, name)}</span>]}
      />
    </section>
  );
}
