// SPDX-License-Identifier: EUPL-1.2
// The scenario is chosen: fill in what is known, see who is called, confirm.
import { useQuery } from "@tanstack/preact-query";
import { useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, take, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { queries } from "../app/queries";
import { t, tn, word } from "../i18n";
import { fromLocal, toLocal } from "../i18n/dates";
import { Area, Choice, Field } from "../parts/field";
import { KindBadge, KindOptions, type Kind } from "../parts/kind";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Preview } from "./callout_preview";
import { ConfirmButton } from "./confirm_button";

type Scenario = Schemas["Scenario"];

function bodyOf(form: HTMLFormElement | null, scenario: Scenario, kind: Kind, lists: boolean, second: boolean): Schemas["CalloutStart"] {
  const data = new FormData(form ?? undefined);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const criteria = text("criteria_met_at");
  return {
    scenario_id: scenario.id,
    kind,
    incident: text("incident"),
    location: text("location"),
    details: text("details"),
    ...(criteria ? { criteria_met_at: fromLocal(criteria).toISOString() } : {}),
    ...(lists ? { confirm_contact_lists: true } : {}),
    ...(second ? { confirm_second: true } : {}),
  };
}

export function StartForm({ scenario, kind: first }: { scenario: Scenario; kind: Kind }) {
  const { route } = useLocation();
  const [kind, setKind] = useState<Kind>(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [lists, setLists] = useState(false);
  const [second, setSecond] = useState(false); // the same scenario was started just before
  const form = useRef<HTMLFormElement>(null);
  const key = useRef(crypto.randomUUID()); // the same press twice, or a lost answer, starts one call-out
  const preview = useQuery({
    queryKey: ["preview", scenario.id],
    queryFn: () => take(api.GET("/api/v1/callouts/preview", { params: { query: { scenario_id: scenario.id ?? 0 } } })),
    staleTime: 0,
    refetchInterval: 30_000,
  });
  const askLists = lists || problem?.field("confirm_contact_lists") !== undefined;

  async function start(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const body = bodyOf(form.current, scenario, kind, lists, second);
      const callout = await take(api.POST("/api/v1/callouts", { params: { header: { "Idempotency-Key": key.current } }, body }));
      void queries.invalidateQueries({ queryKey: ["callouts"] });
      route(`/callouts/${callout.id}`, true);
    } catch (error) {
      const p = asProblem(error);
      setProblem(p);
      if (p.status !== 0 && p.status < 500) key.current = crypto.randomUUID();
      setBusy(false);
    }
  }

  const asked = preview.data?.recipients.filter((r) => r.state === "asked").length ?? 0;
  return (
    <div class={`start-page kind-page-${kind}`}>
      <header class="start-head">
        <KindBadge kind={kind} />
        <h1>{scenario.name}</h1>
        <a class="utrecht-link" href="/callouts/new">
          {t("start.other")}
        </a>
      </header>
      <div class="start-columns">
        <form ref={form} class="start-form" onSubmit={(e) => e.preventDefault()}>
          <p class="quiet">{t("start.optional")}</p>
          <Field label={t("callout.incident")} name="incident" maxLength={200} autoComplete="off" error={problem?.field("incident")} />
          <Field label={t("callout.location")} name="location" maxLength={200} autoComplete="off" error={problem?.field("location")} />
          <Area label={t("callout.details")} help={t("start.details_help")} name="details" rows={3} maxLength={1000} error={problem?.field("details")} />
          <Choice label={t("kind")} value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)} error={problem?.field("kind")}>
            <KindOptions />
          </Choice>
          <Field label={t("callout.criteria")} help={t("start.criteria_help")} name="criteria_met_at" type="datetime-local" max={toLocal(Date.now())} error={problem?.field("criteria_met_at")} />
          {askLists && (
            <label class="check">
              <input type="checkbox" class="utrecht-checkbox" checked={lists} onChange={(e) => setLists(e.currentTarget.checked)} /> {t("start.lists")}
            </label>
          )}
        </form>
        <section class="start-preview" aria-labelledby="preview-title">
          <h2 id="preview-title">{t("start.preview")}</h2>
          <Loaded query={preview}>{(p) => <Preview preview={p} />}</Loaded>
        </section>
      </div>
      <div class="start-confirm">
        <div role="alert">{problem && <Notice tone="error" title={sentence(problem)} />}</div>
        {(second || problem?.field("confirm_second") !== undefined) && (
          <label class="check">
            <input type="checkbox" class="utrecht-checkbox" checked={second} onChange={(e) => setSecond(e.currentTarget.checked)} /> {t("start.second")}
          </label>
        )}
        <ConfirmButton kind={kind} ready={preview.data !== undefined || preview.isError} busy={busy} onConfirm={() => void start()}>
          {preview.isError && preview.data === undefined ? t("start.confirm_unseen", { kind: word("kind", kind) }) : preview.data === undefined ? t("loading") : t("start.confirm", { kind: word("kind", kind), people: tn("people", asked) })}
        </ConfirmButton>
        <p>{preview.data !== undefined && tn("start.messages", preview.data.messages_at_once)}</p>
      </div>
    </div>
  );
}
