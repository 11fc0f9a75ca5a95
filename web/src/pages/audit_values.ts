// SPDX-License-Identifier: EUPL-1.2
// What stood in a field before and after, for people to read: names for numbers, the time here for
// instants, yes and no, words for codes. What has no words stays as it is. Pure but for the language.
import { t, word } from "../i18n";
import { date, dateTime, timeSeconds } from "../i18n/dates";
import type { NameOf } from "./audit_names";
import { fieldInWords } from "./audit_words";

/* The words of a code, by the kind of record and the field; of a list in a field, by that field's name. */
const codes: Record<string, string> = {
  "activity.kind": "activity",
  "requirement.kind": "requirement",
  "scenario.kind": "kind",
  "alarm_rule.kind": "kind",
  "callout.kind": "kind",
  "contacts.kind": "contact",
  "person.kind": "contact",
  "caused.kind": "problem",
  "swap.kind": "problem",
  "handover.weekday": "weekday",
  "swap.state": "swap",
  "learning_point.state": "learning_state",
  "invitation.state": "invited",
  "duty.origin": "origin",
  "attendance.result": "result",
  "account.role": "role",
  "token.role": "role",
  "matches.is": "alarm_is",
  "slots.mode": "mode",
  "slots.fallback": "mode",
  "assignment.status": "assignment",
};
const codesAnywhere: Record<string, string> = { regime: "regime", weekday: "weekday", via: "via", channel: "channel" };
/* Codes that nothing else on the screens has words for. */
const plain = new Set(["duty.state", "callout.origin", "callout.answer", "scenario.t0", "period.unit", "repeat.unit", "person.language", "attendance.source", "certificate.source"]);

/* "from_person_id", "function_ids", "people": of what the number is. */
const called: Record<string, string> = { people: "person", repeats: "learning_point", seen_again_ids: "learning_point", replaces: "", replaced_by: "" };
export function kindOfId(kind: string, field: string): string | undefined {
  const own = called[field];
  if (own !== undefined) return own === "" ? kind : own;
  return /(?:^|_)(person|function|municipality|scenario|activity|requirement|rotation|callout|duty)_ids?$/.exec(field)?.[1];
}

/* To the second only where there are any: the log is exact, a roster is not. */
function moment(at: string | number): string {
  return new Date(at).getTime() % 60_000 < 1_000 ? dateTime(at) : `${date(at)} ${timeSeconds(at)}`;
}
const LONG_AGO_MS = 1e11; // a number of milliseconds since 1970, not a count

function numberInWords(kind: string, field: string, value: number, nameOf: NameOf): string {
  const of = kindOfId(kind, field);
  if (of !== undefined && !(kind === "callout" && field === "people")) return nameOf(of, value);
  if (value > LONG_AGO_MS) return moment(value);
  if (field === "weekday") return word("weekday", String(value));
  return String(value);
}

function textInWords(kind: string, field: string, value: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return moment(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return date(value);
  if (/^[0-9a-f]{64,}$/.test(value)) return t("audit.fingerprint", { hash: value.slice(0, 12) });
  const group = plain.has(`${kind}.${field}`) ? "audit_value" : (codes[`${kind}.${field}`] ?? codesAnywhere[field]);
  const said = group === undefined ? value : word(group, value);
  return group === "kind" ? said.toLowerCase() : said;
}

/* Empty for what was not there. A list of more than single values takes a line for each. */
export function valueInWords(kind: string, field: string, value: unknown, nameOf: NameOf): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return numberInWords(kind, field, value, nameOf);
  if (typeof value === "string") return textInWords(kind, field, value);
  if (Array.isArray(value)) {
    const said = value.map((v) => valueInWords(kind, field, v, nameOf));
    return value.some((v) => typeof v === "object") ? said.map((one, i) => `${i + 1}. ${one}`).join("\n") : said.join(", ");
  }
  return Object.entries(value)
    .map(([name, v]) => [fieldInWords(field, name), valueInWords(field, name, v, nameOf)])
    .filter(([, said]) => said !== "")
    .map(([name, said]) => `${name}: ${said}`)
    .join("; ");
}
