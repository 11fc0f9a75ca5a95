// SPDX-License-Identifier: EUPL-1.2
// From an empty database to the first test alarm: what is done, and what comes next. It stands on
// Now until a call-out was ever started, or until it is put away.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take } from "../api/client";
import { t, type Key } from "../i18n";
import { Button } from "../parts/button";
import { useAssignments, useFunctions, useMunicipalities, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { useReady } from "../parts/ready";

type Step = "municipalities" | "functions" | "people" | "assignments" | "gateway" | "duty" | "scenario" | "test";
interface State {
  step: Step;
  done: boolean;
  href: string;
}

/* null: not all of it is known yet. */
function useSteps(): State[] | null {
  const municipalities = useMunicipalities().data;
  const functions = useFunctions().data;
  const people = usePeople().data;
  const assignments = useAssignments().data;
  const scenarios = useQuery({ queryKey: ["scenarios"], queryFn: () => all((cursor) => take(api.GET("/api/v1/scenarios", { params: { query: { limit: 1000, cursor } } }))) }).data;
  const onDuty = useQuery({ queryKey: ["on-duty"], queryFn: () => take(api.GET("/api/v1/on-duty")) }).data;
  const ready = useReady().data;
  if (!municipalities || !functions || !people || !assignments || !scenarios || !onDuty || !ready) return null;
  const test = scenarios.find((s) => s.kind === "test");
  return [
    { step: "municipalities", done: municipalities.length > 0, href: "/settings" },
    { step: "functions", done: functions.length > 0, href: "/settings" },
    { step: "people", done: people.length > 0, href: "/people?import=people" },
    { step: "assignments", done: assignments.length > 0, href: "/people?import=assignments" },
    { step: "gateway", done: ready.ok, href: "/settings" },
    { step: "duty", done: (onDuty.functions ?? []).some((f) => (f.people ?? []).length > 0), href: "/rotations" },
    { step: "scenario", done: test !== undefined, href: "/scenarios/new?kind=test" },
    { step: "test", done: false, href: `/callouts/new${test ? `?scenario=${test.id}` : ""}` },
  ];
}

export function FirstSteps() {
  const [away, setAway] = useState(localStorage.getItem("first-steps") === "away");
  const steps = useSteps();
  if (away || steps === null) return null;
  const next = steps.find((s) => !s.done);
  if (next?.step === "test")
    return (
      <section aria-label={t("first.title")} class="now-wide">
        <Notice tone="info" title={t("first.ready")}>
          <p>
            <a class="utrecht-link" href={next.href}>
              {t("first.test")}
            </a>
          </p>
        </Notice>
      </section>
    );
  return (
    <section aria-labelledby="first-steps" class="card first-steps now-wide">
      <h2 id="first-steps">{t("first.title")}</h2>
      <p>{t("first.text", { done: steps.filter((s) => s.done).length, of: steps.length })}</p>
      <ol>
        {steps.map((s) => (
          <li key={s.step} class={s.done ? "done" : s === next ? "next" : ""} aria-current={s === next ? "step" : undefined}>
            <span class={`state ${s.done ? "state-filled" : ""}`}>{s.done ? `✓ ${t("first.done")}` : t("first.todo")}</span>
            <span>
              <a class="utrecht-link" href={s.href}>
                {t(`first.${s.step}` as Key)}
              </a>
              {!s.done && <small>{t(`first.${s.step}_help` as Key)}</small>}
            </span>
          </li>
        ))}
      </ol>
      <Button
        kind="quiet"
        onClick={() => {
          localStorage.setItem("first-steps", "away");
          setAway(true);
        }}
      >
        {t("first.away")}
      </Button>
    </section>
  );
}
