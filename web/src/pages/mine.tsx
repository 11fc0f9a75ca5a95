// SPDX-License-Identifier: EUPL-1.2
// A person's own page, for a telephone in one hand: the open question first, then my next duty, my
// absence, my calendar. What was read stays readable without a connection.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { online } from "../app/offline";
import { queries } from "../app/queries";
import { session } from "../app/session";
import { t, word } from "../i18n";
import { dateTime, dayTime, span, time } from "../i18n/dates";
import { now } from "../live/events";
import { useAct } from "../parts/act";
import { Field } from "../parts/field";
import { KindBadge } from "../parts/kind";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { Absences } from "./mine_absences";
import { CalendarLink } from "./mine_calendar";
import { MyTraining } from "./mine_training";
import { AskSwapDialog, Swaps } from "./swaps";
import "../style/mine.css";

type Question = Schemas["MyQuestion"];

function Standing({ q }: { q: Question }) {
  const coming = q.state === "accepted" || q.state === "arrived";
  return (
    <p class={`standing ${coming ? "coming" : ""}`} role="status">
      {word("my_state", q.state)}
      {q.state === "accepted" && q.eta_minutes !== null && q.eta_minutes !== undefined ? ` (${q.eta_minutes} min)` : ""}
    </p>
  );
}

function QuestionCard({ q }: { q: Question }) {
  const [minutes, setMinutes] = useState(String(q.eta_minutes ?? 30));
  const act = useAct();
  const answer = (what: "yes" | "last_resort" | "no" | "arrived") =>
    void act.run(async (key) => {
      const body = { answer: what, ...(what === "yes" || what === "last_resort" ? { eta_minutes: Number(minutes) } : {}) };
      queries.setQueryData(["my-questions"], await take(api.POST("/api/v1/me/question/{id}", { params: { path: { id: q.callout_id }, header: { "Idempotency-Key": key } }, body })));
    });
  return (
    <section class={`question kind-edge-${q.kind}`} aria-labelledby="question">
      <KindBadge kind={q.kind} />
      <h2 id="question">{q.incident || t("mine.question")}</h2>
      <p>
        {q.function}
        {q.location && (
          <>
            <br />
            <b>{q.location}</b>
          </>
        )}
        {q.norm_minutes && (
          <>
            <br />
            {t("mine.within", { n: q.norm_minutes, time: time(Date.parse(q.asked_at ?? "") + q.norm_minutes * 60_000) })}
          </>
        )}
      </p>
      <Standing q={q} />
      {q.details && <p class="details">{q.details}</p>}
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      {q.state === "accepted" && (
        <button type="button" class="answer answer-yes" disabled={act.busy} onClick={() => answer("arrived")}>
          ✓ {t("mine.arrived")}
        </button>
      )}
      {q.state !== "arrived" && (
        <>
          <Field label={t("mine.minutes")} type="number" inputMode="numeric" min={0} max={1440} value={minutes} onInput={(e) => setMinutes(e.currentTarget.value)} error={act.problem?.field("eta_minutes")} />
          <div class="minutes" role="group" aria-label={t("mine.minutes")}>
            {[10, 20, 30, 45, 60].map((n) => (
              <button key={n} type="button" aria-pressed={minutes === String(n)} onClick={() => setMinutes(String(n))}>
                {n}
              </button>
            ))}
          </div>
          <button type="button" class="answer answer-yes" disabled={act.busy} onClick={() => answer("yes")}>
            ✓ {t("mine.yes")}
          </button>
          <button type="button" class="answer" disabled={act.busy} onClick={() => answer("last_resort")}>
            {t("mine.last_resort")}
          </button>
          <button type="button" class="answer answer-no" disabled={act.busy} onClick={() => answer("no")}>
            ✕ {t("mine.no")}
          </button>
        </>
      )}
    </section>
  );
}

function NextDuties({ personId }: { personId: number }) {
  const [swap, setSwap] = useState<Schemas["Duty"] | null>(null);
  const functions = byId(useFunctions().data);
  const duties = useQuery({
    queryKey: ["duties", "mine", personId],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: personId, from: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`, state: "published", limit: 1000, cursor } } }))),
  });
  return (
    <section aria-labelledby="duties">
      <h2 id="duties">{t("mine.duties")}</h2>
      <Loaded query={duties} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("mine.no_duties")}</p>}>
        {(items) => {
          const [first, ...rest] = items.filter((d) => Date.parse(d.ends_at) > now.value).sort((a, b) => a.starts_at.localeCompare(b.starts_at));
          if (first === undefined) return <p class="quiet">{t("mine.no_duties")}</p>;
          const begins = Date.parse(first.starts_at) - now.value;
          return (
            <>
              <div class={`card next-duty ${begins <= 0 ? "on-duty-now" : ""}`}>
                <p class="next-word">{begins <= 0 ? t("mine.now", { span: span(Date.parse(first.ends_at) - now.value) }) : t("mine.in", { span: span(begins) })}</p>
                <p class="next-function">{functions.get(first.function_id)?.name}</p>
                <p class="numeric">
                  {dayTime(first.starts_at)} – {dayTime(first.ends_at)}
                </p>
              </div>
              {rest.length > 0 && (
                <ul class="duty-list">
                  {rest.slice(0, 12).map((d) => (
                    <li key={d.id}>
                      <span class="numeric">
                        {dayTime(d.starts_at)} – {dayTime(d.ends_at)}
                      </span>{" "}
                      {functions.get(d.function_id)?.code}
                      <button type="button" class="tool" onClick={() => setSwap(d)}>
                        {t("swap.ask")}
                        <span class="visually-hidden"> {dayTime(d.starts_at)}</span>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
      {swap && <AskSwapDialog duty={swap} onClose={() => setSwap(null)} />}
    </section>
  );
}

function Me() {
  const me = useQuery({ queryKey: ["me"], queryFn: () => take(api.GET("/api/v1/me")) });
  return (
    <section aria-labelledby="me">
      <h2 id="me">{t("mine.me")}</h2>
      <Loaded query={me}>
        {(m) => (
          <>
            <ul class="duty-list">
              {(m.person?.contacts ?? []).map((c) => (
                <li key={c.address ?? c.address_hint}>
                  {word("contact", c.kind)}: {c.address ?? c.address_hint}
                </li>
              ))}
            </ul>
            <p class="quiet">{t("mine.numbers_help")}</p>
            {m.voice_code && (
              <p>
                {t("mine.voice_code")} <code class="secret">{m.voice_code}</code>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

export default function Mine() {
  const personId = session.value?.person_id ?? null;
  useTitle(t("nav.mine"));
  const question = useQuery({ queryKey: ["my-questions"], queryFn: () => take(api.GET("/api/v1/me/question")), refetchInterval: 10_000 });
  if (personId === null)
    return (
      <>
        <h1>{t("nav.mine")}</h1>
        <Notice tone="info" title={t("mine.nobody")} />
      </>
    );
  return (
    <div class="mine">
      <h1>{t("nav.mine")}</h1>
      {!online.value && question.dataUpdatedAt > 0 && <Notice tone="warning" title={t("stale.title", { time: dateTime(question.dataUpdatedAt) })} />}
      {question.data?.question && <QuestionCard key={question.data.question.callout_id} q={question.data.question} />}
      <NextDuties personId={personId} />
      <Swaps />
      <Absences personId={personId} />
      <MyTraining personId={personId} />
      <CalendarLink />
      <Me />
    </div>
  );
}
