// SPDX-License-Identifier: EUPL-1.2
// Relief: who takes which later shift. Asking the same pools, and handing over when they are there.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayCall } from "../app/session";
import { t, word } from "../i18n";
import { dayTime, time } from "../i18n/dates";
import { number } from "../i18n/numbers";
import type { Callout } from "../live/board_store";
import { isOver } from "../live/callout_life";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Loaded } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { ReliefDialog } from "./board_relief_ask";

type Relief = Schemas["Relief"];
type Slot = NonNullable<Relief["slots"]>[number];
type Person = Schemas["ReliefPerson"];

function Rest({ p }: { p: Person }) {
  if (p.rest_hours === null || p.rest_hours === undefined) return null;
  return p.rest_short ? (
    <>
      {" "}
      <span class="state state-warning">▲ {t("relief.rest_short", { n: number(p.rest_hours, 1) })}</span>
    </>
  ) : (
    <>
      {" "}
      <small>{t("relief.rest", { n: number(p.rest_hours, 1) })}</small>
    </>
  );
}

function People({ people, inline = false }: { people: Person[]; inline?: boolean }) {
  if (people.length === 0) return <>–</>;
  return (
    <ul class={`plain relief-people ${inline ? "relief-reserve" : ""}`}>
      {people.map((p) => (
        <li key={p.person_id}>
          {p.display_name}
          {p.left_at ? ` (${t("relief.left", { time: time(p.left_at) })})` : p.arrived_at ? ` (${t("board.there_at", { time: time(p.arrived_at) })})` : ""}
          <Rest p={p} />
        </li>
      ))}
    </ul>
  );
}

function SlotRow({ slot, onHandOver }: { slot: Slot; onHandOver: (() => void) | null }) {
  const short = (slot.need ?? 0) - (slot.filled ?? 0);
  return (
    <tr class={`utrecht-table__row ${short > 0 ? "gap" : ""}`}>
      <th scope="row" class="utrecht-table__cell">
        <b>{slot.function}</b> <small>{slot.name}</small>
      </th>
      <td class="utrecht-table__cell numeric">
        {slot.filled} / {slot.need}
        {short > 0 && <b class="block">! {t("board.missing", { n: short })}</b>}
      </td>
      <td class="utrecht-table__cell">
        <People people={slot.people ?? []} />
      </td>
      <td class="utrecht-table__cell">
        <People people={slot.reserve ?? []} inline />
      </td>
      {onHandOver !== null && (
        <td class="utrecht-table__cell">
          <button type="button" class="tool" disabled={!(slot.people ?? []).some((p) => p.arrived_at && !p.left_at)} onClick={onHandOver}>
            {t("relief.hand_over")}
            <span class="visually-hidden"> {slot.name}</span>
          </button>
        </td>
      )}
    </tr>
  );
}

function Shift({ relief, onHandOver }: { relief: Relief; onHandOver: (slot: Slot) => void }) {
  const byHand = relief.hand_over === "by_hand" && mayCall.value && relief.state !== "stopped";
  return (
    <section aria-labelledby={`relief-${relief.id}`}>
      <h3 id={`relief-${relief.id}`}>
        <span class="numeric">
          {dayTime(relief.from)} – {dayTime(relief.until)}
        </span>{" "}
        <span class={`state state-${relief.state}`}>{word("callout_state", relief.state)}</span>
      </h3>
      <p>
        {t(relief.hand_over === "by_hand" ? "relief.by_hand_text" : "relief.on_arrival_text")}{" "}
        <a class="utrecht-link" href={`/callouts/${relief.id}`}>
          {t("relief.board")}
        </a>
      </p>
      <Table caption={t("relief.shift", { from: dayTime(relief.from) })} head={[t("function"), t("callouts.filled"), t("relief.who"), t("relief.reserve")]} acts={byHand && t("relief.hand_over")}>
        {(relief.slots ?? []).map((s) => (
          <SlotRow key={s.function_id} slot={s} onHandOver={byHand ? () => onHandOver(s) : null} />
        ))}
      </Table>
    </section>
  );
}

export function ReliefTab({ c }: { c: Callout }) {
  const [asking, setAsking] = useState(false);
  const [hand, setHand] = useState<{ relief: Relief; slot: Slot } | null>(null);
  const id = c.id ?? 0;
  const list = useQuery({ queryKey: ["callouts", id, "relief"], queryFn: () => take(api.GET("/api/v1/callouts/{id}/relief", { params: { path: { id } } })), refetchInterval: 15_000 });
  const again = () => void queries.invalidateQueries({ queryKey: ["callouts"] });
  const handOver = async (key: string) => {
    await take(api.POST("/api/v1/callouts/{id}/handover", { params: { path: { id: hand?.relief.id ?? 0 }, header: { "Idempotency-Key": key } }, body: { function_id: hand?.slot.function_id ?? 0 } }));
    again();
  };
  return (
    <section aria-labelledby="relief">
      <div class="page-head">
        <h2 id="relief">{t("relief.title")}</h2>
        {mayCall.value && !isOver(c) && <Button onClick={() => setAsking(true)}>{t("relief.ask")}</Button>}
      </div>
      <Loaded
        query={list}
        isEmpty={(d) => d.items.length === 0}
        empty={
          <Notice tone="info" title={t("relief.none")}>
            <p>{t("relief.none_help")}</p>
          </Notice>
        }
      >
        {(d) => d.items.map((r) => <Shift key={r.id} relief={r} onHandOver={(slot) => setHand({ relief: r, slot })} />)}
      </Loaded>
      {asking && <ReliefDialog c={c} onDone={again} onClose={() => setAsking(false)} />}
      {hand && (
        <Ask title={t("relief.hand_over_title", { function: hand.slot.name ?? "" })} label={t("relief.hand_over")} danger={false} onDo={handOver} onClose={() => setHand(null)}>
          <p>{t("relief.hand_over_text")}</p>
        </Ask>
      )}
    </section>
  );
}
