// SPDX-License-Identifier: EUPL-1.2
// Every event of the call-out, newest first, in words; it grows with the stream.
import { useEffect, useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { t, tn, word } from "../i18n";
import { timeSeconds } from "../i18n/dates";
import type { BoardStore } from "../live/board_store";
import { listen, type LiveEvent } from "../live/events";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { VirtualTable } from "../parts/virtual";

type Entry = Schemas["Event"] | LiveEvent;
const kinds = ["callout", "slot", "recipient", "attempt", "message"];

export function inWords(e: Entry, name: (id: number) => string): string {
  const d = (e.data ?? {}) as Record<string, string | number | number[] | undefined>;
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
      return t("timeline.answer", { who, answer: word("answer", String(d.answer)), eta: d.eta_minutes === undefined ? "" : `, ${d.eta_minutes} min`, function: String(d.function ?? ""), via: word("via", String(d.via)) });
    case "recipient.state":
      return `${who}: ${word("recipient_state", String(d.state))}${d.function ? ` (${d.function})` : ""}`;
    default:
      if (e.kind === "attempt")
        return `${who}: ${word("channel", String(d.channel))} ${word("attempt_state", String(d.what))}${d.gateway ? ` (${d.gateway})` : ""}${d.reason ? ` – ${d.reason}` : ""}`;
      return `${who} ${word("timeline", String(d.what ?? e.kind))}`.trim();
  }
}

export function Timeline({ store, id }: { store: BoardStore; id: number }) {
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let more: Entry[] = [];
    let frame = 0;
    const stop = listen(kinds, (e) => {
      if (e.callout_id !== id) return;
      more.push(e);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const came = more;
        more = [];
        setEntries((was) => (was === null ? was : [...came.reverse(), ...was]));
      });
    });
    all((cursor) => take(api.GET("/api/v1/callouts/{id}/timeline", { params: { path: { id }, query: { limit: 1000, cursor } } })))
      .then((items) => setEntries(items.reverse()))
      .catch((e: unknown) => setProblem(asProblem(e)));
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [id]);
  if (problem) return <Notice tone="error" title={sentence(problem)} />;
  if (entries === null) return <p role="status">{t("loading")}</p>;
  const name = (person: number) => store.people.get(person)?.display_name ?? `#${person}`;
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
        rowHeight={36}
        id={(e) => e.seq}
        cells={(e) => [<span class="numeric">{timeSeconds(e.at)}</span>, inWords(e, name), e.actor]}
      />
    </section>
  );
}
