// SPDX-License-Identifier: EUPL-1.2
// Swaps: a member asks, somebody agrees, the coordinator approves; until then whoever asked stands there.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan, session } from "../app/session";
import { t, word } from "../i18n";
import { dayTime } from "../i18n/dates";
import { unlessLive } from "../live/events";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Kept } from "../parts/kept";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions, usePeople } from "../parts/names";

type Swap = Schemas["Swap"];
type Step = "agree" | "refuse" | "withdraw";
export const swapped = () => {
  for (const key of ["swaps", "duties", "on-duty", "coverage", "absences"]) void queries.invalidateQueries({ queryKey: [key] });
};

/* An exchange: what the other gives in return. */
export function InReturn({ swap }: { swap: Swap }) {
  const functions = byId(useFunctions());
  if (!swap.return_duty_id) return null;
  return (
    <span class="block">
      {t("changes.in_return")} <b>{functions.get(swap.return_function_id ?? 0)?.code}</b>{" "}
      <span class="numeric">
        {dayTime(swap.return_from ?? "")} – {dayTime(swap.return_until ?? "")}
      </span>
    </span>
  );
}

/* What this person may do with it now. What a coordinator decides is decided where its problems are seen (changes_swaps.tsx). */
function stepsFor(s: Swap, me: number | null): Step[] {
  const mine = me !== null && s.from_person_id === me;
  if (s.state === "asked" && me !== null && !mine) return ["agree", "refuse"];
  if (s.state === "agreed" && s.to_person_id === me) return ["refuse"]; // after all
  return mine ? ["withdraw"] : [];
}

function StepDialog({ swap, what, from, onClose }: { swap: Swap; what: Step; from: string; onClose: () => void }) {
  const functions = byId(useFunctions());
  const step = async (key: string) => {
    const call = { params: { path: { id: swap.id ?? 0 }, header: { ...ifMatch(swap.version), "Idempotency-Key": key } }, body: {} };
    if (what === "agree") await take(api.POST("/api/v1/swaps/{id}/agree", call));
    else if (what === "refuse") await take(api.POST("/api/v1/swaps/{id}/refuse", call));
    else await take(api.POST("/api/v1/swaps/{id}/withdraw", call));
    swapped();
  };
  return (
    <Ask title={t(`swap.${what}_title` as const)} label={t(what === "refuse" ? "swap.refuse_do" : (`swap.${what}` as const))} danger={what !== "agree"} onDo={step} onClose={onClose}>
      <p>
        <b>{functions.get(swap.function_id ?? 0)?.code}</b>{" "}
        <span class="numeric">
          {dayTime(swap.from ?? "")} – {dayTime(swap.until ?? "")}
        </span>
        <InReturn swap={swap} />
      </p>
      <p>{t(`swap.${what}_text` as const, { from })}</p>
    </Ask>
  );
}

export function Swaps() {
  const me = session.value?.person_id ?? null;
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const [step, setStep] = useState<{ swap: Swap; what: Step } | null>(null);
  const list = useQuery({ queryKey: ["swaps"], queryFn: () => all((cursor) => take(api.GET("/api/v1/swaps", { params: { query: { limit: 1000, cursor } } }))), refetchInterval: unlessLive });
  const name = (id: number | null | undefined) => (id === me && id !== null ? t("swap.you") : id ? (people.get(id)?.display_name ?? t("swap.colleague")) : t("swap.anybody"));
  const open = (items: Swap[]) => items.filter((s) => s.state === "asked" || s.state === "agreed");
  const settled = (items: Swap[]) => items.filter((s) => !open([s]).length && (s.from_person_id === me || s.to_person_id === me) && Date.parse(s.until ?? "") > Date.now());
  return (
    <section aria-labelledby="swaps">
      <h2 id="swaps">{t("swap.title")}</h2>
      <Kept path="/swaps" />
      <Loaded query={list} isEmpty={(d) => open(d).length === 0} empty={<p class="quiet">{t("swap.none")}</p>}>
        {(items) => (
          <ul class="plain">
            {open(items).map((s) => (
              <li key={s.id} class="card swap">
                <p>
                  <span class={`state state-${s.state === "agreed" ? "accepted" : "asked"}`}>{word("swap", s.state)}</span> <b>{functions.get(s.function_id ?? 0)?.code}</b>{" "}
                  <span class="numeric">
                    {dayTime(s.from ?? "")} – {dayTime(s.until ?? "")}
                  </span>
                  <br />
                  {t("swap.who", { from: name(s.from_person_id), to: name(s.to_person_id) })} {s.note && <span class="quiet">“{s.note}”</span>}
                  <InReturn swap={s} />
                </p>
                <p class="actions">
                  {stepsFor(s, me).map((what) => (
                    <Button key={what} kind={what === "agree" ? "primary" : "secondary"} onClick={() => setStep({ swap: s, what })}>
                      {t(`swap.${what}` as const)}
                      <span class="visually-hidden">
                        {" "}
                        {functions.get(s.function_id ?? 0)?.code} {dayTime(s.from ?? "")}
                      </span>
                    </Button>
                  ))}
                  {mayPlan.value && (
                    <a class="utrecht-link" href="/roster/changes">
                      {t("swap.decide")}
                      <span class="visually-hidden"> {functions.get(s.function_id ?? 0)?.code}</span>
                    </a>
                  )}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {me !== null && settled(list.data ?? []).length > 0 && (
        <details>
          <summary>{t("swap.recent")}</summary>
          <ul class="duty-list">
            {settled(list.data ?? []).map((s) => (
              <li key={s.id}>
                <span>
                  <b>{functions.get(s.function_id ?? 0)?.code}</b>{" "}
                  <span class="numeric">
                    {dayTime(s.from ?? "")} – {dayTime(s.until ?? "")}
                  </span>
                  <InReturn swap={s} />
                </span>
                <span>
                  {t("swap.who", { from: name(s.from_person_id), to: name(s.to_person_id) })} <span class={`state ${s.state === "approved" ? "state-approved" : ""}`}>{word("swap", s.state)}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {step && <StepDialog {...step} from={name(step.swap.from_person_id)} onClose={() => setStep(null)} />}
    </section>
  );
}
