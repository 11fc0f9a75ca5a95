// SPDX-License-Identifier: EUPL-1.2
// A scenario in words, to lay two versions side by side: everything that its form can change, and
// what only the API can.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import type { InWords } from "../parts/conflict";

type Scenario = Schemas["Scenario"];
type Slot = Schemas["ScenarioSlot"];

function slotInWords(s: Slot): string {
  return [
    `${t("preview.need")}: ${s.need}`,
    word("mode", s.mode ?? "pool"),
    `${t("scenario.wave_size")}: ${s.wave_size ?? 0}`,
    `${t("scenario.wave_seconds")}: ${s.wave_seconds ?? 180}`,
    `${t("callout.norm")}: ${s.norm_minutes ?? t("scenario.norm_own")}`,
    ...(s.overbook_percent ? [t("scenario.overbook", { n: s.overbook_percent })] : []),
    ...(s.fallback === "none" ? [t("scenario.no_fallback")] : []),
  ].join(", ");
}

export function scenarioInWords(x: Scenario, codeOf: (functionId: number) => string): InWords {
  return [
    [t("name"), x.name],
    [t("scenario.code"), x.code],
    [t("kind"), word("kind", x.kind)],
    ...x.slots.map((s): InWords[number] => [`${t("function")} ${codeOf(s.function_id)}`, slotInWords(s)]),
    [t("scenario.sms"), x.text?.sms],
    [t("scenario.voice"), x.text?.voice],
    [t("scenario.email"), x.text?.email],
    [t("scenario.plain"), t(x.plain_letters === true ? "yes" : "no")],
    [t("scenario.path_seconds"), x.path_seconds],
    [t("scenario.rounds"), x.rounds],
    [t("scenario.t0"), t(x.t0 === "start" ? "scenario.t0_start" : "scenario.t0_criteria")],
  ];
}
