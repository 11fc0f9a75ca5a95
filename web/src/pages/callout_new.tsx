// SPDX-License-Identifier: EUPL-1.2
// Starting a call-out: choose, look who will be called, confirm. Three presses from any page
// (Start, the scenario, confirm); the last one says in words what it does.
import { useLocation } from "preact-iso";
import type { Schemas } from "../api/client";
import { t, tn } from "../i18n";
import { KindBadge, kinds } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { useScenarios } from "../parts/names";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { StartForm } from "./callout_form";
import "../style/callout_new.css";

type Scenario = Schemas["Scenario"];

function Card({ s }: { s: Scenario }) {
  const places = s.slots.reduce((n, slot) => n + slot.need, 0);
  return (
    <li>
      <a class={`scenario-card kind-edge-${s.kind}`} href={`/callouts/new?scenario=${s.id}`}>
        <strong>{s.name}</strong>
        <span>
          {tn("start.functions", s.slots.length)}, {tn("start.places", places)}
        </span>
      </a>
      {s.kind === "real" && (
        <a class="utrecht-link as-exercise" href={`/callouts/new?scenario=${s.id}&kind=exercise`}>
          {t("start.as_exercise")}
          <span class="visually-hidden"> {s.name}</span>
        </a>
      )}
    </li>
  );
}

function Scenarios({ items }: { items: Scenario[] }) {
  return (
    <>
      {kinds.map((kind) => {
        const these = items.filter((s) => s.kind === kind);
        if (these.length === 0) return null;
        return (
          <section key={kind} class="scenario-group" aria-labelledby={`kind-${kind}`}>
            <h2 id={`kind-${kind}`}>
              <KindBadge kind={kind} /> <span class="quiet">{t(`start.kind_${kind}` as const)}</span>
            </h2>
            <ul class="scenario-cards">
              {these.map((s) => (
                <Card key={s.id} s={s} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

export default function CalloutNew() {
  const { query } = useLocation();
  useTitle(t("nav.start"));
  const scenarios = useScenarios();
  const none = (
    <Notice tone="info" title={t("start.no_scenarios")}>
      <p>
        <a class="utrecht-link" href="/scenarios">
          {t("start.make_scenario")}
        </a>
      </p>
    </Notice>
  );
  const chosen = scenarios.data?.find((s) => String(s.id) === query.scenario);
  if (chosen) return <StartForm key={`${chosen.id} ${query.kind}`} scenario={chosen} kind={kinds.find((k) => k === query.kind) ?? chosen.kind} />;
  return (
    <>
      <h1>{t("nav.start")}</h1>
      <Loaded query={scenarios} isEmpty={(d) => d.length === 0} empty={none}>
        {(items) => (
          <>
            <p>{t("start.choose")}</p>
            <Scenarios items={items} />
            <p class="record-link">
              <a class="utrecht-link" href="/callouts/record">
                {t("record.link")}
              </a>
            </p>
          </>
        )}
      </Loaded>
    </>
  );
}
