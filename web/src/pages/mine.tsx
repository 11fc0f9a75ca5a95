// SPDX-License-Identifier: EUPL-1.2
// A person's own page, for a telephone in one hand: what is asked now first, then my next duty, my
// absence, my calendar, my numbers. What was read stays readable without a connection.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { online } from "../app/offline";
import { queries } from "../app/queries";
import { session } from "../app/session";
import { t, tn } from "../i18n";
import { dateTime, dayTime, span } from "../i18n/dates";
import { now, unlessLive } from "../live/events";
import { Button } from "../parts/button";
import { Kept, useKept } from "../parts/kept";
import { Loaded } from "../parts/loaded";
import { byId, functionsQuery, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { Absences } from "./mine_absences";
import { CalendarLink } from "./mine_calendar";
import { HereToday } from "./mine_here";
import { Me } from "./mine_numbers";
import { Questions } from "./mine_question";
import { MyTraining } from "./mine_training";
import { PersonWork } from "./person_work";
import { AskSwapDialog } from "./swap_ask";
import { Swaps } from "./swaps";

const PAGE = 12;
const AHEAD_MS = 390 * 86_400_000; // of what really holds a year and a bit is told

const dutiesOf = (personId: number) => ({
  queryKey: ["duties", "mine", personId],
  queryFn: () => {
    const midnight = (at: number) => `${new Date(at).toISOString().slice(0, 10)}T00:00:00Z`;
    const period = { from: midnight(Date.now()), to: midnight(Date.now() + AHEAD_MS) };
    return all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: personId, resolved: true, limit: 1000, cursor, ...period } } })));
  },
});

function NextDuties({ personId }: { personId: number }) {
  const [swap, setSwap] = useState<Schemas["Duty"] | null>(null);
  const [most, setMost] = useState(PAGE);
  const functions = byId(useFunctions());
  const duties = useQuery({ ...dutiesOf(personId), refetchInterval: unlessLive });
  return (
    <section aria-labelledby="duties">
      <h2 id="duties">{t("mine.duties")}</h2>
      <Kept path="/duties" />
      <Loaded query={duties} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("mine.no_duties")}</p>}>
        {(items) => {
          const [first, ...rest] = items.filter((d) => Date.parse(d.ends_at) > now.value).sort((a, b) => a.starts_at.localeCompare(b.starts_at));
          if (first === undefined) return <p class="quiet">{t("mine.no_duties")}</p>;
          const begins = Date.parse(first.starts_at) - now.value;
          const ask = (d: Schemas["Duty"]) =>
            d.id && (
              <button type="button" class="tool" onClick={() => setSwap(d)}>
                {t("swap.ask")}
                <span class="visually-hidden"> {dayTime(d.starts_at)}</span>
              </button>
            );
          return (
            <>
              <div class={`card next-duty ${begins <= 0 ? "on-duty-now" : ""}`}>
                <p class="next-word">{begins <= 0 ? t("mine.now", { span: span(Date.parse(first.ends_at) - now.value) }) : t("mine.in", { span: span(begins) })}</p>
                <p class="next-function">{functions.get(first.function_id)?.name}</p>
                <p class="numeric">
                  {dayTime(first.starts_at)} – {dayTime(first.ends_at)}
                </p>
                {ask(first)}
              </div>
              {rest.length > 0 && (
                <ul class="duty-list">
                  {rest.slice(0, most).map((d) => (
                    <li key={`${d.function_id} ${d.starts_at}`}>
                      <span class="numeric">
                        {dayTime(d.starts_at)} – {dayTime(d.ends_at)}
                      </span>{" "}
                      {functions.get(d.function_id)?.code}
                      {ask(d)}
                    </li>
                  ))}
                </ul>
              )}
              {rest.length > most && (
                <p>
                  <Button onClick={() => setMost(Infinity)}>{tn("mine.more", rest.length - most)}</Button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
      {swap && <AskSwapDialog duty={swap} onClose={() => setSwap(null)} />}
    </section>
  );
}

Mine.ahead = (personId: number | null) => {
  if (personId === null) return;
  void queries.prefetchQuery(functionsQuery);
  void queries.prefetchQuery(dutiesOf(personId));
};

export default function Mine() {
  const personId = session.value?.person_id ?? null;
  useTitle(t("nav.mine"));
  const questions = useQuery({ queryKey: ["my-questions"], queryFn: () => take(api.GET("/api/v1/me/question")), refetchInterval: 10_000 });
  const kept = useKept("/me/question");
  if (personId === null)
    return (
      <>
        <h1>{t("nav.mine")}</h1>
        <Notice tone="info" title={t("mine.nobody")} />
      </>
    );
  const old = kept ?? (online.value || questions.isError ? 0 : questions.dataUpdatedAt);
  return (
    <div class="mine">
      <h1>{t("nav.mine")}</h1>
      {old > 0 && <Notice tone="warning" title={t("stale.title", { time: dateTime(old) })} />}
      <Loaded query={questions} what={t("mine.question_unread")}>
        {(d) => <Questions items={d.questions} />}
      </Loaded>
      <HereToday />
      <NextDuties personId={personId} />
      <Swaps />
      <Absences personId={personId} />
      <PersonWork id={personId} own />
      <MyTraining personId={personId} />
      <CalendarLink />
      <Me personId={personId} />
    </div>
  );
}
