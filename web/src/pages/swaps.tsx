// SPDX-License-Identifier: EUPL-1.2
// Swaps: a member asks, somebody agrees, the coordinator approves; until then whoever asked stands there.
import { useQuery } from "@tanstack/preact-query";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan, session } from "../app/session";
import { t, word } from "../i18n";
import { dayTime } from "../i18n/dates";
import { unlessLive } from "../live/events";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";

type Swap = Schemas["Swap"];
type Step = "agree" | "refuse" | "approve" | "withdraw";
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

/* What this person may do with it now. */
function stepsFor(s: Swap, me: number | null): Step[] {
  const mine = me !== null && s.from_person_id === me;
  if (s.state === "asked") return [...(me !== null && !mine ? (["agree", "refuse"] as Step[]) : []), ...(mine || mayPlan.value ? (["withdraw"] as Step[]) : [])];
  if (s.state === "agreed") return [...(mayPlan.value ? (["approve", "refuse"] as Step[]) : []), ...(mine ? (["withdraw"] as Step[]) : [])];
  return [];
}

/* An act of its own for each: a key of one step is not used for another. */
function Steps({ s, me }: { s: Swap; me: number | null }) {
  const act = useAct();
  const step = (what: Step) =>
    void act.run(async (key) => {
      const call = { params: { path: { id: s.id ?? 0 }, header: { ...ifMatch(s.version), "Idempotency-Key": key } }, body: {} };
      if (what === "agree") await take(api.POST("/api/v1/swaps/{id}/agree", call));
      else if (what === "refuse") await take(api.POST("/api/v1/swaps/{id}/refuse", call));
      else if (what === "approve") await take(api.POST("/api/v1/swaps/{id}/approve", call));
      else await take(api.POST("/api/v1/swaps/{id}/withdraw", call));
      swapped();
    }, what);
  return (
    <>
      <p class="actions">
        {stepsFor(s, me).map((what) => (
          <Button key={what} kind={what === "agree" || what === "approve" ? "primary" : "secondary"} busy={act.busy} onClick={() => step(what)}>
            {t(`swap.${what}` as const)}
          </Button>
        ))}
      </p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
    </>
  );
}

export function Swaps() {
  const me = session.value?.person_id ?? null;
  const functions = byId(useFunctions());
  const people = byId(usePeople());
  const list = useQuery({ queryKey: ["swaps"], queryFn: () => all((cursor) => take(api.GET("/api/v1/swaps", { params: { query: { limit: 1000, cursor } } }))), refetchInterval: unlessLive });
  const name = (id: number | null | undefined) => (id === me && id !== null ? t("swap.you") : id ? (people.get(id)?.display_name ?? t("swap.colleague")) : t("swap.anybody"));
  const open = (items: Swap[]) => items.filter((s) => s.state === "asked" || s.state === "agreed");
  const settled = (items: Swap[]) => items.filter((s) => !open([s]).length && (s.from_person_id === me || s.to_person_id === me) && Date.parse(s.until ?? "") > Date.now());
  return (
    <section aria-labelledby="swaps">
      <h2 id="swaps">{t("swap.title")}</h2>
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
                <Steps s={s} me={me} />
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
    </section>
  );
}
