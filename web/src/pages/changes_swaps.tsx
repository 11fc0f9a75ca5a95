// SPDX-License-Identifier: EUPL-1.2
// The coordinator's inbox of swaps: what each would cause, who could take it over, and the decision.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { dutyTimes } from "./roster_grid";
import { InReturn } from "./swaps";
import { Candidates, rosterChanged, type Hit } from "./take_over";

type Swap = Schemas["Swap"];
type Names = { code: (id: number | undefined) => string; person: (id: number | null | undefined) => string };
interface Of {
  swap: Swap;
  names: Names;
  onClose: () => void;
}
const states = ["open", "approved", "refused", "withdrawn"] as const;
const isOpen = (s: Swap) => s.state === "asked" || s.state === "agreed";

function useNames(): Names {
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  return {
    code: (id) => called(functions, id, "code"),
    person: (id) => (id ? called(people, id, "display_name") : t("swap.anybody")),
  };
}
function stepOf(s: Swap, key: string) {
  return { path: { id: s.id ?? 0 }, header: { ...ifMatch(s.version), "Idempotency-Key": key } };
}

function ApproveDialog({ swap, names, onClose }: Of) {
  const [reason, setReason] = useState("");
  const one = useQuery({ queryKey: ["swaps", swap.id], queryFn: () => take(api.GET("/api/v1/swaps/{id}", { params: { path: { id: swap.id ?? 0 } } })) });
  const approve = async (key: string) => {
    await take(api.POST("/api/v1/swaps/{id}/approve", { params: stepOf(one.data ?? swap, key), body: reason ? { reason } : {} }));
    rosterChanged();
  };
  return (
    <Ask title={t("changes.approve_title")} label={t("swap.approve")} danger={false} onDo={approve} onClose={onClose}>
      <p>
        {t("changes.approve_text", { from: names.person(swap.from_person_id), to: names.person(swap.to_person_id), function: names.code(swap.function_id) })} <span class="numeric">{dutyTimes(swap.from ?? "", swap.until ?? "")}</span>
        <InReturn swap={swap} />
      </p>
      <Loaded query={one}>
        {(s) =>
          (s.problems ?? []).length === 0 ? (
            <Notice tone="ok" title={t("changes.no_problems")} />
          ) : (
            <>
              {(s.problems ?? []).map((p) => (
                <Notice key={`${p.kind}${p.from}${p.rule}`} tone={p.severity === "error" ? "error" : "warning"} title={word("problem", p.kind)}>
                  <p>{p.detail}</p>
                </Notice>
              ))}
              <Field label={t("publish.reason")} help={t("publish.reason_help")} maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
            </>
          )
        }
      </Loaded>
    </Ask>
  );
}

/* The coordinator has somebody who will do it: agreed in that person's name. */
function FindDialog({ swap, names, onClose }: Of) {
  const act = useAct();
  const hits = useQuery({ queryKey: ["takeover", swap.duty_id], queryFn: () => take(api.GET("/api/v1/duties/{id}/takeover", { params: { path: { id: swap.duty_id } } })) });
  const choose = async (personId: number) => {
    const done = await act.run((key) => take(api.POST("/api/v1/swaps/{id}/agree", { params: stepOf(swap, key), body: { person_id: personId } })));
    if (!done) return;
    rosterChanged();
    onClose();
  };
  const hit = (all: Hit[]): Hit | undefined => all.find((h) => h.from < (swap.until ?? "") && h.until > (swap.from ?? ""));
  return (
    <Dialog open wide title={t("changes.find_title", { function: names.code(swap.function_id) })} onClose={onClose}>
      <p class="numeric">{dutyTimes(swap.from ?? "", swap.until ?? "")}</p>
      <p>{t("changes.find_text")}</p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={hits} isEmpty={(d) => hit(d.hits) === undefined} empty={<Notice tone="warning" title={t("takeover.nobody")} />}>
        {(d) => <Candidates hit={hit(d.hits) as Hit} busy={act.busy} label={t("changes.agrees")} onChoose={(c) => void choose(c.person_id)} />}
      </Loaded>
    </Dialog>
  );
}

function EndDialog({ swap, names, what, onClose }: Of & { what: "refuse" | "withdraw" }) {
  const end = async (key: string) => {
    const call = { params: stepOf(swap, key), body: {} };
    if (what === "refuse") await take(api.POST("/api/v1/swaps/{id}/refuse", call));
    else await take(api.POST("/api/v1/swaps/{id}/withdraw", call));
    rosterChanged();
  };
  return (
    <Ask title={t(`changes.${what}_title` as const)} label={t(`changes.${what}` as const)} onDo={end} onClose={onClose}>
      <p>{t("changes.end_text", { from: names.person(swap.from_person_id) })}</p>
    </Ask>
  );
}

type Step = "approve" | "find" | "refuse" | "withdraw";

function Card({ swap, names, onStep }: { swap: Swap; names: Names; onStep: (step: Step) => void }) {
  const agreed = swap.state === "agreed";
  const which = (
    <span class="visually-hidden">
      {" "}
      {names.code(swap.function_id)} {dutyTimes(swap.from ?? "", swap.until ?? "")}
    </span>
  );
  return (
    <li class="card swap">
      <p>
        <span class={`state state-${agreed ? "accepted" : "asked"}`}>{word("swap", swap.state)}</span> <b>{names.code(swap.function_id)}</b> <span class="numeric">{dutyTimes(swap.from ?? "", swap.until ?? "")}</span>
        <br />
        {t("swap.who", { from: names.person(swap.from_person_id), to: names.person(swap.to_person_id) })} {swap.note && <span class="quiet">“{swap.note}”</span>}
        <InReturn swap={swap} />
        <br />
        <small>{t("changes.asked_at", { time: dateTime(swap.asked_at ?? "") })}</small>
      </p>
      <p class="actions">
        {agreed ? (
          <>
            <Button kind="primary" onClick={() => onStep("approve")}>
              {t("swap.approve")}…{which}
            </Button>
            <Button onClick={() => onStep("refuse")}>
              {t("changes.refuse")}…{which}
            </Button>
          </>
        ) : (
          <>
            <Button kind="primary" onClick={() => onStep("find")}>
              {t("takeover.who")}
              {which}
            </Button>
            <Button onClick={() => onStep("withdraw")}>
              {t("changes.withdraw")}…{which}
            </Button>
          </>
        )}
      </p>
    </li>
  );
}

function Past({ items, names }: { items: Swap[]; names: Names }) {
  return (
    <Table caption={t("changes.swaps")} head={[t("function"), t("changes.when"), t("changes.from_to"), t("board.state"), t("changes.why")]}>
      {items.map((s) => (
        <tr key={s.id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell">
            {names.code(s.function_id)}
          </th>
          <td class="utrecht-table__cell numeric">{dutyTimes(s.from ?? "", s.until ?? "")}</td>
          <td class="utrecht-table__cell">{t("swap.who", { from: names.person(s.from_person_id), to: names.person(s.to_person_id) })}</td>
          <td class="utrecht-table__cell">
            <span class={`state state-${s.state}`}>{word("swap", s.state)}</span>
          </td>
          <td class="utrecht-table__cell">{[s.note, s.reason].filter(Boolean).join(" · ") || "–"}</td>
        </tr>
      ))}
    </Table>
  );
}

export function SwapInbox() {
  const { query, filter } = useFilters();
  const names = useNames();
  const [step, setStep] = useState<{ swap: Swap; what: Step } | null>(null);
  const state = states.find((s) => s === query.swaps) ?? "open";
  const list = useQuery({ queryKey: ["swaps"], queryFn: () => all((cursor) => take(api.GET("/api/v1/swaps", { params: { query: { limit: 1000, cursor } } }))) });
  const chosen = (items: Swap[]) => (state === "open" ? items.filter(isOpen).sort((a, b) => Number(b.state === "agreed") - Number(a.state === "agreed") || (a.from ?? "").localeCompare(b.from ?? "")) : items.filter((s) => s.state === state).reverse());
  const close = () => setStep(null);
  const of = step && { swap: step.swap, names, onClose: close };
  return (
    <section aria-labelledby="swaps">
      <h2 id="swaps">{t("changes.swaps")}</h2>
      <div class="filters">
        <Choice label={t("board.state")} value={state} onChange={(e) => filter({ swaps: e.currentTarget.value })}>
          {states.map((s) => (
            <option key={s} value={s}>
              {s === "open" ? t("changes.open") : word("swap", s)}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={list} isEmpty={(d) => chosen(d).length === 0} empty={<p class="quiet">{t(state === "open" ? "swap.none" : "changes.none_state")}</p>}>
        {(items) => (
          <>
            <p class="quiet" role="status">
              {tn("changes.count", chosen(items).length)}
            </p>
            {state === "open" ? (
              <ul class="plain">
                {chosen(items).map((s) => (
                  <Card key={s.id} swap={s} names={names} onStep={(what) => setStep({ swap: s, what })} />
                ))}
              </ul>
            ) : (
              <Past items={chosen(items)} names={names} />
            )}
          </>
        )}
      </Loaded>
      {of && step.what === "approve" && <ApproveDialog {...of} />}
      {of && step.what === "find" && <FindDialog {...of} />}
      {of && (step.what === "refuse" || step.what === "withdraw") && <EndDialog {...of} what={step.what} />}
    </section>
  );
}
