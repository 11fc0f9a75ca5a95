// SPDX-License-Identifier: EUPL-1.2
// Everybody of the call-out: asked why, what they said, when they are expected. Filters in the address.
import { useMemo, useState } from "preact/hooks";
import { mayCall } from "../app/session";
import { t, tn, word } from "../i18n";
import { time } from "../i18n/dates";
import { isLate, type BoardStore, type Callout, type Recipient } from "../live/board_store";
import { isOver } from "../live/callout_life";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { NoHits } from "../parts/no_hits";
import { fold } from "../parts/search";
import { VirtualTable } from "../parts/virtual";
import { AnswerDialog } from "./board_answer";
import { HomeDialog } from "./board_stop";

const states = ["accepted", "arrived", "asked", "last_resort", "reserve", "declined", "silent", "unreachable", "waiting", "stood_down"];
const rank = new Map(states.map((s, i) => [s, i]));

function useFiltered(store: BoardStore, c: Callout, state: string, functionId: number, text: string) {
  const changed = store.changed.value;
  return useMemo(() => {
    const wanted = fold(text);
    const counts = new Map<string, number>();
    const shown: Recipient[] = [];
    for (const p of store.people.values()) {
      counts.set(p.state ?? "", (counts.get(p.state ?? "") ?? 0) + 1);
      if (state !== "" && p.state !== state) continue;
      if (functionId !== 0 && !(p.function_ids ?? []).includes(functionId)) continue;
      if (wanted !== "" && !fold(p.display_name ?? "").includes(wanted)) continue;
      shown.push(p);
    }
    shown.sort((a, b) => (rank.get(a.state ?? "") ?? 99) - (rank.get(b.state ?? "") ?? 99) || (a.expected_at ?? "~").localeCompare(b.expected_at ?? "~") || (a.id ?? 0) - (b.id ?? 0));
    return { counts, shown };
  }, [changed, state, functionId, text, c.id]);
}

export function People({ store, c }: { store: BoardStore; c: Callout }) {
  const { query, filter } = useFilters();
  const [answer, setAnswer] = useState<Recipient | null>(null);
  const [home, setHome] = useState<Recipient | null>(null);
  const state = query.state ?? "";
  const functionId = Number(query.function ?? 0);
  const text = query.q ?? "";
  const { counts, shown } = useFiltered(store, c, state, functionId, text);
  const open = mayCall.value && (!isOver(c) || c.origin === "manual"); // a record may be corrected
  return (
    <section aria-labelledby="board-people">
      <h2 id="board-people" class="visually-hidden">
        {t("board.tab_people")}
      </h2>
      <div class="filters">
        <Field label={t("search")} type="search" value={text} onInput={(e) => filter({ q: e.currentTarget.value })} />
        <Choice label={t("board.state")} value={state} onChange={(e) => filter({ state: e.currentTarget.value })}>
          <option value="">
            {t("all")} ({store.people.size})
          </option>
          {states.map((s) => (
            <option key={s} value={s}>
              {word("recipient_state", s)} ({counts.get(s) ?? 0})
            </option>
          ))}
        </Choice>
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {(c.slots ?? []).map((s) => (
            <option key={s.function_id} value={s.function_id}>
              {s.function}
            </option>
          ))}
        </Choice>
      </div>
      <p class="quiet">{store.peopleAt.value > 0 ? tn("people", shown.length) : store.peopleProblem.value === null ? t("loading") : t("board.people_unread")}</p>
      {shown.length === 0 && store.people.size > 0 && <NoHits onClear={() => filter({ q: "", state: "", function: "" })} />}
      {shown.length > 0 && (
        <VirtualTable
          label={t("board.tab_people")}
          head={[t("name"), t("function"), t("board.state"), t("board.expected"), t("board.via"), t("board.reason")]}
          acts={open && t("board.by_phone")}
          items={shown}
          rowHeight={48}
          columns={`minmax(8rem, 1.3fr) 5.5rem 9.5rem 6.5rem 6.5rem minmax(7rem, 1.4fr) ${open ? "15rem" : ""}`}
          stacked={open ? 216 : 180}
          id={(p) => p.person_id ?? 0}
          cells={(p) => [
            <b class="two-lines">{p.display_name}</b>,
            p.function ?? "–",
            <span class={`state state-${p.state}`}>{p.left_at ? t("home.went", { time: time(p.left_at) }) : word("recipient_state", p.state)}</span>,
            p.arrived_at ? t(p.left_at ? "board.was_there_at" : "board.there_at", { time: time(p.arrived_at) }) : p.expected_at ? `${time(p.expected_at)}${isLate(c, p) ? ` ${t("board.late")}` : ""}` : "–",
            p.via ? word("via", p.via) : "–",
            <span class="two-lines" title={p.reason}>
              {p.absent && `${t("now.absent")} · `}
              {p.reason}
            </span>,
            ...(open
              ? [
                  <>
                    <button type="button" class="tool" onClick={() => setAnswer(p)}>
                      {t("board.answer")}
                      <span class="visually-hidden"> {p.display_name}</span>
                    </button>
                    {(p.state === "accepted" || p.state === "arrived") && (
                      <button type="button" class="tool" onClick={() => setHome(p)}>
                        {t("home.button")}
                        <span class="visually-hidden"> {p.display_name}</span>
                      </button>
                    )}
                  </>,
                ]
              : []),
          ]}
        />
      )}
      {home && <HomeDialog store={store} c={c} person={home} onClose={() => setHome(null)} />}
      {answer && <AnswerDialog c={c} person={answer} onClose={() => setAnswer(null)} />}
    </section>
  );
}
