// SPDX-License-Identifier: EUPL-1.2
// My training: what still holds and until when, why not, which planned activity fills the gap, and
// what I was invited to, and what I did before.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { language, t, tn, word } from "../i18n";
import { date, dayTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Kept } from "../parts/kept";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";

type Competence = Schemas["Compliance"]["people"][number];
type Gap = Schemas["TrainingTable"]["items"][number];
type Planned = NonNullable<NonNullable<Schemas["TrainingFile"]["sections"]>[number]["rows"]>[number];

function Filler({ gap }: { gap: Gap }) {
  if (!gap.activity) return <span class="state state-warning">{t("mine.no_activity")}</span>;
  return (
    <span>
      {t("mine.filled_by")} <b>{gap.activity}</b>, <span class="numeric">{dayTime(gap.starts_at ?? "")}</span>
      {typeof gap.seats_left === "number" && ` (${tn("mine.seats", gap.seats_left)})`}
    </span>
  );
}

function FunctionCard({ c, name, gaps }: { c: Competence; name: string; gaps: Gap[] }) {
  const why = [...c.missing, ...(c.expiring ?? [])];
  return (
    <li class="card training-card">
      <p>
        <b>{name}</b> <span class={`state state-${c.status}`}>{word("compliance", c.status)}</span>
      </p>
      {c.lapsed_since ? <p>{t("mine.lapsed_since", { date: date(c.lapsed_since) })}</p> : c.expires_on && <p>{t("training.until", { date: date(c.expires_on) })}</p>}
      {gaps.length > 0 ? (
        <ul>
          {gaps.map((g) => (
            <li key={g.requirement_id}>
              {g.words}
              <br />
              <Filler gap={g} />
            </li>
          ))}
        </ul>
      ) : (
        why.length > 0 && <p>{why.join("; ")}</p>
      )}
    </li>
  );
}

function Done({ personId }: { personId: number }) {
  const attended = useQuery({
    queryKey: ["attendance", "mine", personId],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/attendance", { params: { query: { person_id: personId, latest: true, limit: 1000, cursor } } }))),
  });
  const activities = byId(
    useQuery({ queryKey: ["activities"], queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { limit: 1000, cursor } } }))), enabled: (attended.data ?? []).length > 0 }).data,
  );
  return (
    <Loaded query={attended} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("mine.nothing_done")}</p>}>
      {(items) => (
        <details>
          <summary>{tn("mine.done", items.length)}</summary>
          <ul class="duty-list">
            {items
              .map((r) => ({ r, a: activities.get(r.activity_id ?? 0) }))
              .sort((x, y) => (y.a?.starts_at ?? "").localeCompare(x.a?.starts_at ?? ""))
              .map(({ r, a }) => (
                <li key={r.id}>
                  <span>
                    {a && <span class="numeric">{date(a.starts_at)} </span>}
                    {a?.title}
                  </span>
                  <span>
                    {word("result", r.result)}
                    {r.hours ? `, ${t("mine.hours", { n: r.hours })}` : ""}
                  </span>
                </li>
              ))}
          </ul>
        </details>
      )}
    </Loaded>
  );
}

const answers = ["yes", "no"] as const;
const standing: Record<string, string> = { invited: "state-open", accepted: "state-filled", waiting: "state-warning" };

/* Until it begins the answer can change. An act of its own: a key of one answer is not used for another. */
function Invitation({ p, personId }: { p: Planned; personId: number }) {
  const act = useAct();
  const answer = async (answer: "yes" | "no") => {
    const path = { id: p.activity_id ?? 0 };
    await act.run((key) => take(api.POST("/api/v1/activities/{id}/answer", { params: { path, header: { "Idempotency-Key": key } }, body: { answer, person_id: personId } })), answer);
    for (const key of ["invitations", "gaps"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  return (
    <li class="card">
      <p>
        <b>{p.title}</b> <span class={`state ${standing[p.state ?? ""] ?? ""}`}>{word("invited", p.state)}</span>
        <br />
        <span class="numeric">{dayTime(p.starts_at ?? "")}</span> {p.location}
      </p>
      {Date.parse(p.starts_at ?? "") > Date.now() && (
        <p class="actions">
          {answers.map((a) => (
            <Button key={a} kind="secondary" busy={act.busy} onClick={() => void answer(a)}>
              {t(`mine.answer_${a}` as const)}
              <span class="visually-hidden"> {p.title}</span>
            </Button>
          ))}
        </p>
      )}
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
    </li>
  );
}

/* What I was invited to and is not over. */
function Invited({ personId }: { personId: number }) {
  const file = useQuery({
    queryKey: ["invitations", "mine", personId],
    queryFn: async () => (await take(api.GET("/api/v1/people/{id}/training", { params: { path: { id: personId } } }))) as Schemas["TrainingFile"],
    select: (d) => (d.sections ?? []).find((s) => s.name === "planned")?.rows ?? [],
  });
  if (file.data === undefined ? !file.isError : file.data.length === 0) return null;
  return (
    <>
      <h3>{t("mine.invited")}</h3>
      <Loaded query={file} what={t("mine.invited_unread")}>
        {(planned) => (
          <ul class="plain">
            {planned.map((p) => (
              <Invitation key={p.activity_id} p={p} personId={personId} />
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

export function MyTraining({ personId }: { personId: number }) {
  const functions = byId(useFunctions());
  const headers = { "Accept-Language": language.value };
  const query = { person_id: personId };
  const mine = useQuery({ queryKey: ["compliance", "mine", personId, language.value], queryFn: () => take(api.GET("/api/v1/compliance", { params: { query }, headers })) });
  const gaps = useQuery({ queryKey: ["gaps", "mine", personId, language.value], queryFn: async () => ((await take(api.GET("/api/v1/training/{view}", { params: { path: { view: "gaps" }, query }, headers }))) as Schemas["TrainingTable"]).items });
  return (
    <section aria-labelledby="training">
      <h2 id="training">{t("mine.training")}</h2>
      {gaps.isError && (
        <Loaded query={gaps} what={t("mine.gaps_unread")}>
          {() => null}
        </Loaded>
      )}
      <Kept path="/compliance" />
      <Loaded query={mine} isEmpty={(d) => d.people.length === 0} empty={<p class="quiet">{t("training.nothing_asked")}</p>}>
        {(d) => (
          <ul class="plain">
            {d.people.map((c) => (
              <FunctionCard key={c.function_id} c={c} name={functions.get(c.function_id)?.name ?? ""} gaps={(gaps.data ?? []).filter((g) => g.function_id === c.function_id)} />
            ))}
          </ul>
        )}
      </Loaded>
      <Invited personId={personId} />
      <Kept path="/attendance" />
      <Done personId={personId} />
    </section>
  );
}
