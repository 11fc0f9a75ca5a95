// SPDX-License-Identifier: EUPL-1.2
// Now: what is under way, what needs attention, who has hard piket and until when.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { useNeverCalled, useOpenCallouts } from "../app/open_callouts";
import { queries } from "../app/queries";
import { mayCall, mayPlan } from "../app/session";
import { t, tn } from "../i18n";
import { dayTime, span } from "../i18n/dates";
import { now } from "../live/events";
import { KindBadge } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { PaperLink } from "../parts/paper";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { placesOf } from "./callout_words";
import { FirstSteps } from "./first_steps";
import { Attention } from "./now_attention";

type OnDuty = NonNullable<Schemas["OnDuty"]["functions"]>[number];

function CalloutCard({ c }: { c: Schemas["Callout"] }) {
  const { need, filled, short } = placesOf(c);
  return (
    <li class={`callout-card kind-edge-${c.kind}`}>
      <a href={`/callouts/${c.id}`}>
        <KindBadge kind={c.kind ?? "real"} />
        <strong>{c.incident || t("callout.number", { id: c.id })}</strong>
        <span>{c.location}</span>
        <span class="big-count">{t("now.filled", { filled, need })}</span>
        <progress value={filled} max={need} aria-label={t("now.filled", { filled, need })} />
        {short > 0 && <span class="state state-exhausted">! {tn("now.short", short)}</span>}
      </a>
    </li>
  );
}

/* Today's people; the handover as time and as how long it still takes. */
function DutyRow({ f }: { f: OnDuty }) {
  const people = f.people ?? [];
  const until = people.map((p) => p.until ?? "").sort()[0];
  return (
    <tr class={`utrecht-table__row ${f.gap ? "gap" : ""}`}>
      <th scope="row" class="utrecht-table__cell">
        <b>{f.code}</b> <small>{f.name}</small>
      </th>
      <td class="utrecht-table__cell">
        {f.gap && <span class="state state-exhausted">! {t("now.gap", { n: (f.required_on_duty ?? 0) - people.length })}</span>}
        <ol class="on-duty-people">
          {people.map((p) => (
            <li key={p.person_id}>
              <a class="utrecht-link" href={`/people/${p.person_id}`}>
                {p.display_name}
              </a>
              {p.absent && <span class="state state-warning">! {t("now.absent")}</span>}
              {p.lapsed && <span class="state state-warning">▲ {t("now.lapsed")}</span>}
            </li>
          ))}
        </ol>
      </td>
      <td class="utrecht-table__cell numeric">
        {until ? (
          <>
            {dayTime(until)} <small>{t("now.left", { span: span(Date.parse(until) - now.value) })}</small>
          </>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}

function Duties({ functions }: { functions: OnDuty[] }) {
  const [whole, setWhole] = useState(false);
  const hard = functions.filter((f) => (f.required_on_duty ?? 0) > 0 || (f.people ?? []).length > 0);
  const shown = [...(whole ? functions : hard)].sort((a, b) => Number(b.gap) - Number(a.gap));
  return (
    <>
      <Table caption={t("now.on_duty")} head={[t("function"), t("now.who"), t("now.until")]}>
        {shown.map((f) => (
          <DutyRow key={f.function_id} f={f} />
        ))}
      </Table>
      {functions.length > hard.length && (
        <button type="button" class="utrecht-button utrecht-button--subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("now.fewer") : tn("now.more", functions.length - hard.length)}
        </button>
      )}
    </>
  );
}

const whoIsOnDuty = { queryKey: ["on-duty"], queryFn: () => take(api.GET("/api/v1/on-duty")) };
Now.ahead = () => void queries.prefetchQuery(whoIsOnDuty);

export default function Now() {
  useTitle(t("nav.now"));
  const open = useOpenCallouts();
  const neverCalled = useNeverCalled();
  const onDuty = useQuery({ ...whoIsOnDuty, refetchInterval: 15_000 });
  const gaps = (onDuty.data?.functions ?? []).filter((f) => f.gap).length;
  return (
    <>
      <h1>{t("nav.now")}</h1>
      <div class="now">
        {mayPlan.value && neverCalled && onDuty.data && <FirstSteps />}
        <section aria-labelledby="under-way">
          <h2 id="under-way">{t("now.under_way")}</h2>
          <Loaded
            query={open}
            isEmpty={(d) => d.items.length === 0}
            empty={
              <p class="quiet">
                {t("now.nothing")} {mayCall.value && t("now.nothing_help")}
              </p>
            }
          >
            {(d) => (
              <>
                <ul class="callout-cards">
                  {d.items.map((c) => (
                    <CalloutCard key={c.id} c={c} />
                  ))}
                </ul>
                {d.more && (
                  <p>
                    <a class="utrecht-link" href="/callouts">
                      {t("shell.open_more")}
                    </a>
                  </p>
                )}
              </>
            )}
          </Loaded>
        </section>
        <Attention gaps={gaps} onDuty={onDuty} />
        <section aria-labelledby="on-duty" class="now-wide">
          <div class="page-head">
            <h2 id="on-duty">{t("now.on_duty")}</h2>
            {mayCall.value && (
              <PaperLink plain path="/print/on-duty">
                {t("paper.calls")}
              </PaperLink>
            )}
          </div>
          <Loaded
            query={onDuty}
            isEmpty={(d) => (d.functions ?? []).length === 0}
            empty={
              <Notice tone="info" title={t("now.empty")}>
                <p>{t("now.empty_help")}</p>
              </Notice>
            }
          >
            {(d) => <Duties functions={d.functions ?? []} />}
          </Loaded>
        </section>
      </div>
    </>
  );
}
