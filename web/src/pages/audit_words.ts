// SPDX-License-Identifier: EUPL-1.2
// What the audit log says in codes ("callout.start", "person/17", "refused: …"), for people to read.
// What has no words yet stays as it is. The codes are what is searched for, and stay in the exports.
import { language, t, word } from "../i18n";
import { dutch } from "../i18n/problems_nl";

export const kinds = ["callout", "person", "assignment", "working_week", "duty", "duty_ack", "override", "rotation", "swap", "absence", "handover", "scenario", "test_schedule", "alarm_rule", "activity", "invitation", "attendance", "certificate", "learning_point", "requirement", "function", "function_pair", "municipality", "holiday", "notice", "calendar_token", "gateway", "retention", "account", "token", "session", "device", "audit", "audit_seal", "database"];

export function actionInWords(action: string): string {
  const [kind = "", verb] = action.split(/\.(.*)/s);
  return verb === undefined ? word("audit_kind", kind) : `${word("audit_kind", kind)}: ${word("audit_verb", verb)}`;
}

/* "person/17", "audit/3-5", "GET /api/v1/people/17". */
export function objectInWords(object: string): string {
  const [, method, path] = /^([A-Z]+) \/api\/v1(\/.*)$/.exec(object) ?? [];
  if (method !== undefined) return `${word("audit_method", method)}: ${path}`;
  const [, kind = "", which = ""] = /^([a-z_]+)\/([^/]+)$/.exec(object) ?? [];
  return kind === "" ? word("audit_kind", object) : `${word("audit_kind", kind)}${which === "0" ? "" : ` ${which}`}`;
}

export function originInWords(origin: string): string {
  if (origin === "local") return t("audit.by_hand");
  if (origin === "simulator") return t("audit.by_simulator");
  return origin.replace(/^gateway:/, "gateway ");
}

export function resultInWords(result: string): string {
  if (result === "ok") return t("audit.done");
  if (language.value !== "nl") return result;
  const whole = dutch.sentence(result);
  return whole.replace(/^refused: (.*)$/s, (_, why: string) => t("audit.refused", { why }));
}

const many: Record<string, string> = { person_ids: "people", municipality_ids: "municipalities" };
function english(name: string): string {
  return (many[name] ?? name.replace(/_id(s?)$/, "$1")).replaceAll("_", " ");
}
/* The name of a field in before and after; of a kind of record its own, where the same name means something else. */
export function fieldInWords(kind: string, name: string): string {
  const own = `${kind}.${name}`;
  const said = word("audit_field", own);
  if (said !== own) return said;
  return language.value === "nl" ? dutch.field(name) : english(name);
}
