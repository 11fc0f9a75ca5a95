// SPDX-License-Identifier: EUPL-1.2
// One scenario: its places and texts; how long the SMS is, how it sounds, and who would be called.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Conflict, differences } from "../parts/conflict";
import { Choice, Field } from "../parts/field";
import { KindBadge, type Kind } from "../parts/kind";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { Preview } from "./callout_preview";
import { ScenarioSlots } from "./scenario_slots";
import { ScenarioTexts } from "./scenario_texts";
import "../style/scenario.css";

type Scenario = Schemas["Scenario"];
const kinds: Kind[] = ["real", "exercise", "test", "reachability"];
const empty: Scenario = { code: "", name: "", kind: "exercise", text: { sms: "Oproep {spoken_function}. {incident}, {location}. Antwoord {word} of {link}", voice: "", email: "" }, slots: [], path_seconds: 60, rounds: 3, t0: "criteria" };

function TryOut({ id }: { id: number }) {
  const preview = useQuery({ queryKey: ["preview", id], queryFn: () => take(api.GET("/api/v1/callouts/preview", { params: { query: { scenario_id: id } } })), staleTime: 0 });
  return (
    <section aria-labelledby="try">
      <h2 id="try">{t("scenario.try")}</h2>
      <p class="quiet">{t("scenario.try_text")}</p>
      <Loaded query={preview}>{(p) => <Preview preview={p} />}</Loaded>
    </section>
  );
}

function Form({ scenario }: { scenario?: Scenario }) {
  const { route } = useLocation();
  const [s, setS] = useState<Scenario>(scenario ?? empty);
  const [theirs, setTheirs] = useState<Scenario | null>(null);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const set = (to: Partial<Scenario>) => {
    setSaved(false);
    setS({ ...s, ...to });
  };
  async function save(version: number | undefined): Promise<void> {
    const { id: _, version: __, ...body } = s;
    const done = await act.run(async (key) => {
      if (scenario === undefined) {
        const made = await take(api.POST("/api/v1/scenarios", { params: { header: { "Idempotency-Key": key } }, body }));
        route(`/scenarios/${made.id}`, true);
      } else {
        const now = await take(api.PUT("/api/v1/scenarios/{id}", { params: { path: { id: scenario.id ?? 0 }, header: ifMatch(version) }, body }));
        queries.setQueryData(["scenario", scenario.id], now);
        setS(now);
        void queries.invalidateQueries({ queryKey: ["preview", scenario.id] });
      }
      void queries.invalidateQueries({ queryKey: ["scenarios"] });
    });
    setSaved(done);
    if (done) setTheirs(null);
    else if (scenario !== undefined && act.last.current?.status === 412) setTheirs(await take(api.GET("/api/v1/scenarios/{id}", { params: { path: { id: scenario.id ?? 0 } } })));
  }
  const off = !mayPlan.value;
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void save(s.version);
      }}
    >
      <fieldset class="bare" disabled={off}>
        <div class="scenario-top">
          <Field label={t("name")} required value={s.name} onInput={(e) => set({ name: e.currentTarget.value })} error={act.problem?.field("name")} />
          <Field label={t("scenario.code")} required value={s.code} onInput={(e) => set({ code: e.currentTarget.value })} error={act.problem?.field("code")} />
          <Choice label={t("kind")} value={s.kind} onChange={(e) => set({ kind: e.currentTarget.value as Kind })}>
            {kinds.map((k) => (
              <option key={k} value={k}>
                {word("kind", k)}
              </option>
            ))}
          </Choice>
        </div>
      </fieldset>
      <ScenarioSlots slots={s.slots} onChange={(slots) => set({ slots })} problem={act.problem} readOnly={off} />
      <fieldset class="bare" disabled={off}>
        <ScenarioTexts text={s.text} kind={s.kind} onChange={(text) => set({ text })} problem={act.problem} />
        <h2>{t("scenario.order")}</h2>
        <div class="scenario-top">
          <Field label={t("scenario.path_seconds")} help={t("scenario.path_help")} type="number" min={5} value={s.path_seconds} onInput={(e) => set({ path_seconds: Number(e.currentTarget.value) })} error={act.problem?.field("path_seconds")} />
          <Field label={t("scenario.rounds")} help={t("scenario.rounds_help")} type="number" min={1} value={s.rounds} onInput={(e) => set({ rounds: Number(e.currentTarget.value) })} error={act.problem?.field("rounds")} />
          <Choice label={t("scenario.t0")} value={s.t0} onChange={(e) => set({ t0: e.currentTarget.value as "criteria" | "start" })}>
            <option value="criteria">{t("scenario.t0_criteria")}</option>
            <option value="start">{t("scenario.t0_start")}</option>
          </Choice>
        </div>
      </fieldset>
      {theirs !== null ? (
        <Conflict
          changes={differences(s, theirs, { name: t("name"), code: t("scenario.code"), kind: t("kind"), text: t("scenario.texts"), slots: t("scenario.slots"), path_seconds: t("scenario.path_seconds"), rounds: t("scenario.rounds"), t0: t("scenario.t0") })}
          onMine={() => void save(theirs.version)}
          onTheirs={() => {
            setS(theirs);
            setTheirs(null);
            act.clear();
          }}
        />
      ) : (
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      )}
      {!off && (
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("save")}
          </Button>
          <span role="status">{saved && `✓ ${t("saved")}`}</span>
        </p>
      )}
    </form>
  );
}

export default function ScenarioPage() {
  const { id: word_ } = useRoute().params;
  const isNew = word_ === "new";
  const id = Number(word_);
  const scenario = useQuery({ queryKey: ["scenario", id], queryFn: () => take(api.GET("/api/v1/scenarios/{id}", { params: { path: { id } } })), enabled: !isNew });
  useTitle(isNew ? t("scenario.add") : (scenario.data?.name ?? t("nav.scenarios")));
  if (isNew)
    return (
      <>
        <h1>{t("scenario.add")}</h1>
        <Form />
      </>
    );
  return (
    <>
      <p>
        <a class="utrecht-link" href="/scenarios">
          ← {t("nav.scenarios")}
        </a>
      </p>
      <Loaded query={scenario}>
        {(s) => (
          <>
            <header class="start-head">
              <KindBadge kind={s.kind} />
              <h1>{s.name}</h1>
            </header>
            <Form key={s.id} scenario={s} />
            <TryOut id={id} />
          </>
        )}
      </Loaded>
    </>
  );
}
