// SPDX-License-Identifier: EUPL-1.2
// After the call-out: norm times kept, reached, answered, filled; per place and person. Prints well.
import { useQuery } from "@tanstack/preact-query";
import { useRoute } from "preact-iso";
import { api, raw, take, type Schemas } from "../api/client";
import { t, word } from "../i18n";
import { dateTime, time } from "../i18n/dates";
import { Button } from "../parts/button";
import { save } from "../parts/download";
import { KindBadge } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

type Report = Schemas["Report"];

function Totals({ r }: { r: Report }) {
  const figures: [string, string][] = [
    [t("report.filled"), `${r.totals.filled} / ${r.totals.need}`],
    [t("report.asked"), String(r.totals.asked)],
    [t("report.reached"), String(r.totals.reached)],
    [t("report.answered"), String(r.totals.answered)],
    [t("report.coming"), String(r.totals.coming)],
    [t("report.on_time"), String(r.totals.on_time)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Body({ r }: { r: Report }) {
  return (
    <>
      <p>
        <KindBadge kind={r.kind ?? "real"} /> {r.location} {t("report.span", { from: dateTime(r.started_at ?? ""), until: r.closed_at ? time(r.closed_at) : t("report.running") })}
      </p>
      <Totals r={r} />
      <h2>{t("board.slots")}</h2>
      <Table caption={t("board.slots")} head={[t("function"), t("report.filled"), t("report.fill_time"), t("report.on_time"), t("callout.norm"), t("callouts.state")]}>
        {r.slots.map((s) => (
          <tr key={s.function_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              <b>{s.function}</b> <small>{s.name}</small>
            </th>
            <td class="utrecht-table__cell numeric">
              {s.accepted} / {s.need}
            </td>
            <td class="utrecht-table__cell numeric">{s.seconds_to_fill === null || s.seconds_to_fill === undefined ? "–" : t("report.seconds", { n: s.seconds_to_fill })}</td>
            <td class="utrecht-table__cell numeric">{s.on_time}</td>
            <td class="utrecht-table__cell numeric">{s.norm_minutes ? `${s.norm_minutes} min` : "–"}</td>
            <td class="utrecht-table__cell">
              <span class={`state state-${s.state}`}>{word("slot_state", s.state)}</span>
            </td>
          </tr>
        ))}
      </Table>
      <h2>{t("report.people")}</h2>
      <Table caption={t("report.people")} head={[t("name"), t("function"), t("board.state"), t("board.answered"), t("board.expected"), t("board.arrived"), t("report.why")]}>
        {r.people.map((p) => (
          <tr key={p.person_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {p.display_name}
            </th>
            <td class="utrecht-table__cell">{p.function ?? "–"}</td>
            <td class="utrecht-table__cell">{word("recipient_state", p.state)}</td>
            <td class="utrecht-table__cell numeric">{p.answered_at ? time(p.answered_at) : "–"}</td>
            <td class="utrecht-table__cell numeric">
              {p.expected_at ? time(p.expected_at) : "–"}
              {p.on_time === false && p.expected_at && <span class="state state-warning">{t("board.late")}</span>}
            </td>
            <td class="utrecht-table__cell numeric">{p.arrived_at ? time(p.arrived_at) : "–"}</td>
            <td class="utrecht-table__cell">{p.reason}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

export default function ReportPage() {
  const id = Number(useRoute().params.id);
  const report = useQuery({ queryKey: ["callouts", id, "report"], queryFn: async () => (await take(api.GET("/api/v1/callouts/{id}/report", { params: { path: { id } } }))) as Report });
  const title = report.data?.incident || t("callout.number", { id });
  useTitle(`${t("nav.report")} ${title}`);
  const csv = async () => save(await raw(`/callouts/${id}/report`, { headers: { Accept: "text/csv" } }), `verslag-${id}.csv`);
  return (
    <>
      <p class="no-print">
        <a class="utrecht-link" href={`/callouts/${id}`}>
          ← {t("report.back")}
        </a>
      </p>
      <h1>
        {t("nav.report")}: {title}
      </h1>
      <p class="actions no-print">
        <Button onClick={() => print()}>{t("print")}</Button>
        <Button onClick={() => void csv()}>{t("csv")}</Button>
      </p>
      <Loaded query={report}>{(r) => <Body r={r} />}</Loaded>
    </>
  );
}
