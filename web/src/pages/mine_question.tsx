// SPDX-License-Identifier: EUPL-1.2
// What call-outs ask me, every one that may still be answered, newest first. The newest is always
// open; of the others, those that are settled take one line and open when touched.
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { time } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Field } from "../parts/field";
import { KindBadge } from "../parts/kind";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

type Question = Schemas["MyQuestion"];
interface Mine {
  question: Question | null;
  questions: Question[];
}
const settled = ["declined", "stood_down"];

function Standing({ q }: { q: Question }) {
  const coming = q.state === "accepted" || q.state === "arrived";
  return (
    <p class={`standing ${coming ? "coming" : ""}`} role="status">
      {word("my_state", q.state)}
      {q.state === "accepted" && q.expected_at && ` ${t("mine.expected", { time: time(q.expected_at) })}`}
    </p>
  );
}

/* null: what stands there is no number of minutes; an empty field is not zero. */
const minutesOf = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);

function QuestionCard({ q }: { q: Question }) {
  const [minutes, setMinutes] = useState(String(q.eta_minutes ?? 30));
  const act = useAct();
  const [wrong, setWrong] = useState(false);
  const answer = (what: "yes" | "last_resort" | "no" | "arrived") => {
    const eta = what === "yes" || what === "last_resort" ? minutesOf(minutes) : undefined;
    setWrong(eta === null);
    if (eta === null) return;
    const body = { answer: what, ...(eta === undefined ? {} : { eta_minutes: eta }) };
    void act.run(async (key) => {
      const { question } = await take(api.POST("/api/v1/me/question/{id}", { params: { path: { id: q.callout_id }, header: { "Idempotency-Key": key } }, body }));
      queries.setQueryData<Mine>(["my-questions"], (known) => known && { ...known, questions: known.questions.map((x) => (question !== null && x.callout_id === question.callout_id ? question : x)) });
    }, JSON.stringify(body));
  };
  return (
    <section class={`question kind-edge-${q.kind}`} aria-labelledby={`question-${q.callout_id}`}>
      <KindBadge kind={q.kind} />
      <h2 id={`question-${q.callout_id}`}>{q.incident || t("mine.question")}</h2>
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
          <Field label={t("mine.minutes")} type="number" inputMode="numeric" min={0} max={1440} value={minutes} onInput={(e) => setMinutes(e.currentTarget.value)} error={wrong ? t("mine.minutes_wrong") : act.problem?.field("eta_minutes")} />
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

export function Questions({ items }: { items: Question[] }) {
  return (
    <>
      {items.map((q, i) =>
        i > 0 && settled.includes(q.state) ? (
          <details key={q.callout_id} class="question-settled">
            <summary>
              {q.incident || t("mine.question")} <span class="quiet">{word("my_state", q.state)}</span>
            </summary>
            <QuestionCard q={q} />
          </details>
        ) : (
          <QuestionCard key={q.callout_id} q={q} />
        ),
      )}
    </>
  );
}
