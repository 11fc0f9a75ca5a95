// SPDX-License-Identifier: EUPL-1.2
// One scenario: its places and texts; how long the SMS is, how it sounds, and who would be called.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayCall, mayPlan } from "../app/session";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Conflict, differences } from "../parts/conflict";
import { Check, Choice, Field } from "../parts/field";
import { KindBadge, KindOptions, kinds, type Kind } from "../parts/kind";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { PaperLink } from "../parts/paper";
import { useSaving } from "../parts/theirs";
import { useTitle } from "../parts/title";
import { useUnsaved } from "../parts/unsaved";
import { Preview } from "./callout_preview";
import { ScenarioSlots } from "./scenario_slots";
import { ScenarioTexts } from "./scenario_texts";
import { scenarioInWords } from "./scenario_words";
import "../style/scenario.css";

type Scenario = Schemas["Scenario"];
const empty: Scenario = { code: "", name: "", kind: "exercise", text: { sms: "Oproep {spoken_function}. {incident}, {location}. Antwoord {word} of {link}", voice: "", email: "" }, slots: [], path_seconds: 60, rounds: 3, t0: "criteria" };

function TryOut({ id }: { id: number }) {
  const preview = useQuery({ queryKey: ["preview", id], queryFn: () => take(api.GET("/api/v1/callouts/preview", { params: { query: { scenario_id: id } } })), staleTime: 0 });
  return (
    <section aria-labelledby="try">
      <h2 id="try">{t("scenario.try")}</h2>
      <p class="quiet">{t("scenario.try_text")}</p>
      {mayCall.value && (
        <p>
          <PaperLink plain path={`/print/scenarios/${id}`}>
            {t("paper.calls")}
          </PaperLink>
        </p>
      )}
      <Loaded query={preview}>{(p) => <Preview preview={p} />}</Loaded>
    </section>
  );
}

function Form({ scenario, kind = "exercise" }: { scenario?: Scenario; kind?: Kind }) {
  const { route } = useLocation();
  const [s, setS] = useState<Scenario>(scenario ?? { ...empty, kind });
  const [stand, setStand] = useState<"" | "typed" | "saved">("");
  useUnsaved(stand === "typed");
  const functions = byId(useFunctions());
  const { act, theirs, drop, save: keep } = useSaving(() => take(api.GET("/api/v1/scenarios/{id}", { params: { path: { id: scenario?.id ?? 0 } } })));
  const set = (to: Partial<Scenario>) => {
    setStand("typed");
    setS({ ...s, ...to });
  };
  async function save(version: number | undefined): Promise<void> {
    const { id: _, version: __, ...body } = s;
    const done = await keep(async (key) => {
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
    if (done) setStand("saved");
  }
  const inWords = (x: Scenario) => scenarioInWords(x, (id) => called(functions, id, "code"));
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
            <KindOptions />
          </Choice>
        </div>
      </fieldset>
      <ScenarioSlots slots={s.slots} onChange={(slots) => set({ slots })} problem={act.problem} readOnly={off} />
      <fieldset class="bare" disabled={off}>
        <ScenarioTexts text={s.text} kind={s.kind} plain={s.plain_letters === true} onChange={(text) => set({ text })} problem={act.problem} />
        <Check label={t("scenario.plain_letters")} checked={s.plain_letters === true} onChange={(to) => set({ plain_letters: to })} />
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
          changes={differences(inWords(s), inWords(theirs))}
          onMine={() => void save(theirs.version)}
          onTheirs={() => {
            setS(theirs);
            setStand("");
            drop();
          }}
        />
      ) : (
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      )}
      {!off && (
        <p class="actions sticky-end">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("save")}
          </Button>
          <span role="status">{stand === "saved" && `✓ ${t("saved")}`}</span>
        </p>
      )}
    </form>
  );
}

export default function ScenarioPage() {
  const { id: word_ } = useRoute().params;
  const { query } = useLocation();
  const kind = kinds.find((k) => k === query.kind);
  const isNew = word_ === "new";
  const id = Number(word_);
  const scenario = useQuery({ queryKey: ["scenario", id], queryFn: () => take(api.GET("/api/v1/scenarios/{id}", { params: { path: { id } } })), enabled: !isNew });
  useTitle(isNew ? t("scenario.add") : (scenario.data?.name ?? t("nav.scenarios")));
  if (isNew)
    return (
      <>
        <h1>{t("scenario.add")}</h1>
        <Form {...(kind ? { kind } : {})} />
      </>
    );
  return (
    <>
      <p>
        <a class="utrecht-link" href="/scenarios">
          ← {t("nav.scenarios")}
        </a>
      </p>
      <Loaded query={scenario} heading={t("nav.scenarios")}>
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
