// SPDX-License-Identifier: EUPL-1.2
// After the call-out: norm times kept, reached, answered, filled; per place and person. Prints well.
import { useQuery } from "@tanstack/preact-query";
import { useRoute } from "preact-iso";
import { api, raw, take, type Schemas } from "../api/client";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { date, dateTime, time } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { save } from "../parts/download";
import { KindBadge } from "../parts/kind";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { PrintedAt } from "../parts/paper";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { MakeActivity } from "./report_activity";
import { Channels, Rules } from "./report_reach";

type Report = Schemas["Report"];

/* The clock; with its day when that is another. */
function untilOf(r: Report): string {
  if (!r.closed_at) return t("report.running");
  return date(r.closed_at) === date(r.started_at ?? "") ? time(r.closed_at) : dateTime(r.closed_at);
}

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
        <KindBadge kind={r.kind ?? "real"} /> {r.location} {t("report.span", { from: dateTime(r.started_at ?? ""), until: untilOf(r) })}
        {r.origin === "manual" && ` · ${t("record.badge")}`}
      </p>
      <Totals r={r} />
      {mayPlan.value && r.started_at && r.state !== "active" && <MakeActivity id={r.id ?? 0} startedAt={r.started_at} />}
      <Rules r={r} />
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
            <td class="utrecht-table__cell numeric">
              {s.norm_minutes ? `${s.norm_minutes} min` : "–"}
              {s.article && <small class="block">{s.article}</small>}
            </td>
            <td class="utrecht-table__cell">
              <span class={`state state-${s.state}`}>{word("slot_state", s.state)}</span>
            </td>
          </tr>
        ))}
      </Table>
      <h2>{t("report.people")}</h2>
      <Table caption={t("report.people")} head={[t("name"), t("function"), t("board.state"), t("report.asked"), t("board.answered"), t("board.expected"), t("board.arrived"), t("report.why")]}>
        {r.people.map((p) => (
          <tr key={p.person_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {p.display_name}
            </th>
            <td class="utrecht-table__cell">{p.function ?? "–"}</td>
            <td class="utrecht-table__cell">{p.left_at && p.arrived_at ? t("home.went", { time: time(p.left_at) }) : word("recipient_state", p.state)}</td>
            <td class="utrecht-table__cell numeric">
              {p.first_asked_at ? time(p.first_asked_at) : "–"}
              {p.first_asked_via && <small class="block">{word("channel", p.first_asked_via)}</small>}
            </td>
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
      <Channels r={r} />
      <p class="no-print">
        <a class="utrecht-link" href={`/callouts/${r.id}?tab=timeline`}>
          {t("report.timeline")}
        </a>
      </p>
    </>
  );
}

export default function ReportPage() {
  const id = Number(useRoute().params.id);
  const report = useQuery({ queryKey: ["callouts", id, "report"], queryFn: async () => (await take(api.GET("/api/v1/callouts/{id}/report", { params: { path: { id } } }))) as Report });
  const title = report.data?.incident || t("callout.number", { id });
  useTitle(`${t("nav.report")} ${title}`);
  const act = useAct();
  const fetchAs = (type: string, ending: string) => void act.run(async () => save(await raw(`/callouts/${id}/report`, { headers: { Accept: type } }), `verslag-${id}.${ending}`));
  return (
    <>
      <p class="no-print">
        <a class="utrecht-link" href={`/callouts/${id}`}>
          ← {t("report.back")}
        </a>
      </p>
      <div class="page-head">
        <h1>
          {t("nav.report")}: {title}
        </h1>
        <p class="actions no-print">
          <Button onClick={() => print()}>{t("print")}</Button>
          <Button busy={act.busy} onClick={() => fetchAs("text/csv", "csv")}>
            {t("csv")}
          </Button>
        </p>
      </div>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <PrintedAt>{t("paper.printed", { at: dateTime(Date.now()) })}</PrintedAt>
      <Loaded query={report}>{(r) => <Body r={r} />}</Loaded>
      <details class="no-print">
        <summary>{t("more")}</summary>
        <p class="quiet">{t("report.signed_help")}</p>
        <p class="actions">
          <Button busy={act.busy} onClick={() => fetchAs("text/html", "html")}>
            {t("report.signed_page")}
          </Button>
          <Button busy={act.busy} onClick={() => fetchAs("application/json", "json")}>
            {t("report.signed_data")}
          </Button>
        </p>
      </details>
    </>
  );
}
