// SPDX-License-Identifier: EUPL-1.2
// Entering a call-out that was made outside Paraat (by pager, by telephone). Nobody is called.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { fromLocal, toLocal } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Area, Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { FormEnd } from "../parts/form_end";
import { KindOptions, type Kind } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions, useScenarios } from "../parts/names";
import { useTitle } from "../parts/title";
import { mayLeave, useUnsaved } from "../parts/unsaved";
import { beganAt, newDraft, personOf, type Draft, type Times } from "./record_model";
import { RecordFunction } from "./record_people";
import "../style/callout_record.css";

type Scenario = Schemas["Scenario"];

/* Who had duty when it began, in the functions of the scenario, and is not there yet. */
async function onDutyThen(scenario: Scenario, at: string, drafts: Draft[]): Promise<Draft[]> {
  const then = await take(api.GET("/api/v1/on-duty", { params: { query: { at } } }));
  const there = new Set(drafts.map((d) => d.person_id));
  const found: Draft[] = [];
  for (const f of then.functions)
    for (const p of f.people ?? []) {
      const person = p.person_id ?? 0;
      const slot = scenario.slots.find((s) => s.function_id === f.function_id);
      if (slot === undefined || there.has(person)) continue;
      there.add(person);
      found.push(newDraft(person, slot.function_id));
    }
  return found;
}

function RecordForm({ scenario, onOther }: { scenario: Scenario; onOther: () => void }) {
  const { route } = useLocation();
  const functions = byId(useFunctions());
  const [kind, setKind] = useState<Kind>(scenario.kind);
  const [what, setWhat] = useState({ incident: "", location: "", details: "" });
  const [times, setTimes] = useState<Times>({ started: "", closed: "" });
  const [criteria, setCriteria] = useState("");
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const [none, setNone] = useState(false); // nobody had duty then
  const [done, setDone] = useState(false);
  useUnsaved(!done && (drafts.length > 0 || [...Object.values(what), ...Object.values(times), criteria].some((typed) => typed !== "")));
  const act = useAct();
  const duty = useAct();
  const problem = act.problem;
  const now = toLocal(Date.now());
  const began = beganAt(times.started);

  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const body: Schemas["CalloutStart"] = {
      scenario_id: scenario.id ?? 0,
      origin: "manual",
      kind,
      ...what,
      started_at: fromLocal(times.started).toISOString(),
      ...(times.closed ? { closed_at: fromLocal(times.closed).toISOString() } : {}),
      ...(criteria ? { criteria_met_at: fromLocal(criteria).toISOString() } : {}),
      people: drafts.map((d) => personOf(d, times.started)),
    };
    let id = 0;
    const entered = await act.run(async (key) => {
      id = (await take(api.POST("/api/v1/callouts", { params: { header: { "Idempotency-Key": key } }, body }))).id ?? 0;
    });
    if (!entered) return;
    setDone(true);
    void queries.invalidateQueries({ queryKey: ["callouts"] });
    route(`/callouts/${id}/report`, true);
  };
  const addDuty = () =>
    duty.run(async () => {
      const found = await onDutyThen(scenario, began ?? "", drafts);
      setNone(found.length === 0);
      setDrafts((was) => [...was, ...found.filter((f) => !was.some((d) => d.person_id === f.person_id))]);
    });
  return (
    <form class="record-form" onSubmit={(e) => void save(e)}>
      <p>
        {t("callout.scenario")}: <b>{scenario.name}</b>{" "}
        <button type="button" class="tool" onClick={() => mayLeave() && onOther()}>
          {t("start.other")}
        </button>
      </p>
      <div class="pair">
        <Field label={t("record.started")} type="datetime-local" required max={now} value={times.started} onInput={(e) => setTimes({ ...times, started: e.currentTarget.value })} error={problem?.field("started_at")} />
        <Field label={t("record.closed")} help={t("record.closed_help")} type="datetime-local" min={times.started || undefined} max={now} value={times.closed} onInput={(e) => setTimes({ ...times, closed: e.currentTarget.value })} error={problem?.field("closed_at")} />
        <Field label={t("callout.criteria")} help={t("start.criteria_help")} type="datetime-local" max={now} value={criteria} onInput={(e) => setCriteria(e.currentTarget.value)} error={problem?.field("criteria_met_at")} />
        <Choice label={t("kind")} value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)} error={problem?.field("kind")}>
          <KindOptions />
        </Choice>
      </div>
      <div class="pair">
        <Field label={t("record.incident")} maxLength={200} autoComplete="off" value={what.incident} onInput={(e) => setWhat({ ...what, incident: e.currentTarget.value })} error={problem?.field("incident")} />
        <Field label={t("record.location")} maxLength={200} autoComplete="off" value={what.location} onInput={(e) => setWhat({ ...what, location: e.currentTarget.value })} error={problem?.field("location")} />
      </div>
      <Area label={t("callout.details")} rows={2} maxLength={1000} value={what.details} onInput={(e) => setWhat({ ...what, details: e.currentTarget.value })} error={problem?.field("details")} />
      <h2>{t("record.who")}</h2>
      <p class="quiet">{t("record.who_help")}</p>
      <p class="actions">
        <Button busy={duty.busy} disabled={began === null} onClick={() => void addDuty()}>
          {t("record.add_duty")}
        </Button>
        <span role="status">{began === null ? t("record.first_when") : none ? t("record.no_duty") : ""}</span>
      </p>
      {scenario.slots.map((slot) => (
        <RecordFunction key={slot.function_id} slot={slot} fn={functions.get(slot.function_id)} drafts={drafts} times={times} problem={problem} onDrafts={setDrafts} />
      ))}
      <FormEnd act={act} label={t("record.save")} onClose={() => mayLeave() && route("/callouts")} />
    </form>
  );
}

export default function CalloutRecord() {
  const { query, filter } = useFilters();
  useTitle(t("nav.record"));
  const scenarios = useScenarios();
  return (
    <>
      <h1>{t("nav.record")}</h1>
      <p>{t("record.intro")}</p>
      <Loaded query={scenarios} isEmpty={(d) => d.length === 0} empty={<p>{t("start.no_scenarios")}</p>}>
        {(items) => {
          const chosen = items.find((s) => String(s.id) === query.scenario);
          if (chosen) return <RecordForm key={chosen.id} scenario={chosen} onOther={() => filter({ scenario: "" })} />;
          return (
            <form
              onSubmit={(e) => {
                e.preventDefault(); // not at each choice: with the keyboard one passes by all before it
                filter({ scenario: new FormData(e.currentTarget).get("scenario") as string });
              }}
            >
              <Choice label={t("record.scenario")} name="scenario" required>
                <option value="">{t("choose")}</option>
                {items.map((s) => (
                  <option key={s.id} value={s.id}>
                    {s.name} ({word("kind", s.kind)})
                  </option>
                ))}
              </Choice>
              <Button kind="primary" type="submit">
                {t("record.go_on")}
              </Button>
            </form>
          );
        }}
      </Loaded>
    </>
  );
}
