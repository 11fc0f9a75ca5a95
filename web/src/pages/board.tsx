// SPDX-License-Identifier: EUPL-1.2
// The live board: what is filled, what is short, who comes when, minutes left of the norm.
// With ?wall it is the whole screen, for a wall three metres away.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { mayCall } from "../app/session";
import { t, word } from "../i18n";
import { dateTime, span, time, timeSeconds } from "../i18n/dates";
import { openBoard, startOf, type BoardStore, type Callout } from "../live/board_store";
import { endOf, isOver } from "../live/callout_life";
import { now } from "../live/events";
import { Button } from "../parts/button";
import { KindBadge } from "../parts/kind";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { Actions, type SlotChoice } from "./board_actions";
import { People } from "./board_people";
import { ReliefTab } from "./board_relief";
import { Slots } from "./board_slots";
import { Timeline } from "./board_timeline";
import { placesOf } from "./callout_words";
import "../style/board.css";
import "../style/wall.css";

function Head({ c, wall }: { c: Callout; wall: boolean }) {
  const { need, filled, short } = placesOf(c);
  const tone = c.state === "filled" ? "filled" : short > 0 ? "exhausted" : c.state === "stopped" ? "stopped" : "open";
  const end = endOf(c, now.value);
  return (
    <header class={`board-head kind-edge-${c.kind}`}>
      <div>
        <KindBadge kind={c.kind ?? "real"} />
        <h1>{c.incident || t("callout.number", { id: c.id })}</h1>
        <p class="board-facts">
          {c.location && <b>{c.location} </b>}
          {t("board.started", { time: dateTime(c.started_at ?? "") })}
          {c.criteria_met_at && ` · ${t("board.criteria", { time: time(c.criteria_met_at) })}`}
          {c.origin === "manual" && ` · ${t("record.badge")}`}
        </p>
        {c.relief_of !== undefined && (
          <p class="board-facts">
            <a class="utrecht-link" href={`/callouts/${c.relief_of}?tab=relief`}>
              {t("relief.of", { id: c.relief_of })}
            </a>{" "}
            {c.shift_from && c.shift_until && `${dateTime(c.shift_from)} – ${dateTime(c.shift_until)}`}
          </p>
        )}
        {!wall && c.details && <p class="board-details">{c.details}</p>}
      </div>
      <p class="board-clock">
        <span>{t(isOver(c) ? "board.took" : "board.running")}</span>
        <b>{span(end - startOf(c))}</b>
      </p>
      <p class={`board-total tone-${tone}`}>
        <span>{word("callout_state", c.state)}</span>
        <b>
          {filled} / {need}
        </b>
      </p>
    </header>
  );
}

/* Says out loud only what matters: filled, short, stopped. */
function Announcer({ c }: { c: Callout }) {
  const { need, filled, short } = placesOf(c);
  return (
    <p class="visually-hidden" role="status">
      {word("callout_state", c.state)}: {t("now.filled", { filled, need })}
      {short > 0 ? `, ${t("board.short_of", { n: short })}` : ""}
    </p>
  );
}

const tabs = ["people", "timeline", "relief"] as const;

function Below({ store, c }: { store: BoardStore; c: Callout }) {
  const { query, route, path } = useLocation();
  const shown = tabs.filter((x) => x !== "relief" || c.relief_of === undefined); // a relief has no relief of its own
  const tab = shown.find((x) => x === query.tab) ?? "people";
  return (
    <>
      <div class="tabs" role="group" aria-label={t("board.parts")}>
        {shown.map((x) => (
          <button key={x} type="button" class="tab" aria-pressed={x === tab} onClick={() => route(`${path}?tab=${x}`, true)}>
            {t(`board.tab_${x}` as const)}
          </button>
        ))}
      </div>
      {tab === "people" && <People store={store} c={c} />}
      {tab === "timeline" && <Timeline store={store} id={c.id ?? 0} />}
      {tab === "relief" && <ReliefTab c={c} />}
    </>
  );
}

/* Who comes stands on the places too: that it could not be read is said above them. */
function PeopleProblem({ store }: { store: BoardStore }) {
  const problem = store.peopleProblem.value;
  if (problem === null) return null;
  const read = store.peopleAt.value;
  return (
    <div role="alert">
      <Notice tone="warning" title={read > 0 ? t("board.people_old", { time: timeSeconds(read) }) : t("board.people_unread")}>
        <p>
          {sentence(problem)} <Button onClick={() => void store.reload()}>{t("again")}</Button>
        </p>
      </Notice>
    </div>
  );
}

export default function Board() {
  const id = Number(useRoute().params.id);
  const wall = "wall" in useLocation().query;
  const store = useMemo(() => openBoard(id), [id]);
  const [slot, setSlot] = useState<SlotChoice | null>(null);
  useEffect(() => () => store.close(), [store]);
  const c = store.callout.value;
  const problem = store.problem.value;
  useTitle(c?.incident || t("callout.number", { id }));
  if (c === null)
    return (
      <>
        <h1>{t("callout.number", { id })}</h1>
        {problem ? (
          <div role="alert">
            <Notice tone="error" title={sentence(problem)}>
              <p>
                <Button onClick={() => void store.reload()}>{t("again")}</Button>
              </p>
            </Notice>
          </div>
        ) : (
          <div class="loading" role="status">
            <span class="visually-hidden">{t("loading")}</span>
            <span class="bone" />
            <span class="bone" />
          </div>
        )}
      </>
    );
  return (
    <div class={`board kind-page-${c.kind}`}>
      <Head c={c} wall={wall} />
      <Announcer c={c} />
      {problem && <Notice tone="warning" title={sentence(problem)} />}
      <PeopleProblem store={store} />
      {!wall && <Actions store={store} c={c} slot={slot} onSlot={setSlot} />}
      <Slots store={store} c={c} wall={wall} {...(mayCall.value && !isOver(c) && !wall ? { onSlot: (id, what) => setSlot({ id, what }) } : {})} />
      {!wall && <Below store={store} c={c} />}
      {wall && (
        <p class="wall-back">
          <a class="utrecht-link" href={`/callouts/${id}`}>
            {t("board.wall_back")}
          </a>
        </p>
      )}
    </div>
  );
}
