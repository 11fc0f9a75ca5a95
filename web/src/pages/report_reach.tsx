// SPDX-License-Identifier: EUPL-1.2
// What the law asks of a call-out, and how people were reached: by which channel and provider, and
// how they answered.
import type { Schemas } from "../api/client";
import { t, word } from "../i18n";
import { timeSeconds } from "../i18n/dates";
import { Table } from "../parts/table";

type Report = Schemas["Report"];

function kept(rule: NonNullable<Report["rules"]>[number]): { tone: string; text: string } {
  if (rule.kept === true) return { tone: "approved", text: t("report.kept") };
  if (rule.kept === false) return { tone: "warning", text: t("report.not_kept") };
  return { tone: "open", text: t("report.not_known") };
}

export function Rules({ r }: { r: Report }) {
  const rules = r.rules ?? [];
  if (rules.length === 0) return null;
  return (
    <>
      <h2>{t("report.rules")}</h2>
      <Table caption={t("report.rules")} head={[t("report.rule"), t("report.article"), t("report.limit"), t("report.at"), t("report.outcome")]}>
        {rules.map((rule) => (
          <tr key={rule.rule} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {word("report_rule", rule.rule)}
            </th>
            <td class="utrecht-table__cell">{rule.article}</td>
            <td class="utrecht-table__cell numeric">{t("report.minutes", { n: (rule.limit_seconds ?? 0) / 60 })}</td>
            <td class="utrecht-table__cell numeric">{rule.at ? `${timeSeconds(rule.at)} (${t("report.seconds", { n: rule.seconds ?? 0 })})` : "–"}</td>
            <td class="utrecht-table__cell">
              <span class={`state state-${kept(rule).tone}`}>{kept(rule).text}</span>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

export function Channels({ r }: { r: Report }) {
  const channels = r.channels ?? [];
  const ways = Object.entries(r.answers_by ?? {}).filter(([, n]) => n > 0);
  if (channels.length === 0 && ways.length === 0) return null;
  return (
    <>
      <h2>{t("report.channels")}</h2>
      {channels.length > 0 && (
        <Table caption={t("report.channels")} head={[t("gateways.channel"), t("report.gateway"), t("report.asked"), t("report.reached"), t("report.messages"), t("report.delivered"), t("report.failed")]}>
          {channels.map((c) => (
            <tr key={`${c.channel} ${c.gateway}`} class="utrecht-table__row">
              <th scope="row" class="utrecht-table__cell">
                {word("channel", c.channel)}
              </th>
              <td class="utrecht-table__cell">{c.gateway ?? "–"}</td>
              <td class="utrecht-table__cell numeric">{c.people}</td>
              <td class="utrecht-table__cell numeric">
                {c.people_reached} ({c.reached_percent} %)
              </td>
              <td class="utrecht-table__cell numeric">{c.messages}</td>
              <td class="utrecht-table__cell numeric">{c.delivered}</td>
              <td class="utrecht-table__cell numeric">{c.failed}</td>
            </tr>
          ))}
        </Table>
      )}
      {ways.length > 0 && <p>{t("report.answers_by", { ways: ways.map(([way, n]) => `${word("via", way)} ${n}`).join(", ") })}</p>}
    </>
  );
}
