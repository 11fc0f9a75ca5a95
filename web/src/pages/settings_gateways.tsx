// SPDX-License-Identifier: EUPL-1.2
// The gateways: which work, what the daily test said, and what went over each since the start.
import { useQuery } from "@tanstack/preact-query";
import { api, take, type Schemas } from "../api/client";
import { patientFetch } from "../api/patience";
import { Problem } from "../api/problem";
import { useGateways } from "../app/gateways";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { dayTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { readyInWords, useReady } from "../parts/ready";
import { Table } from "../parts/table";

type Gateway = Schemas["Gateways"]["gateways"][number];
interface Counts {
  sent: number;
  retry: number;
  failed: number;
}

export function countsOf(metrics: string): Map<string, Counts> {
  const found = new Map<string, Counts>();
  for (const line of metrics.split("\n")) {
    const m = /^paraat_messages_total\{gateway="([^"]+)",outcome="(sent|retry|failed)"\} (\d+)/.exec(line);
    if (!m?.[1]) continue;
    const counts = found.get(m[1]) ?? { sent: 0, retry: 0, failed: 0 };
    counts[m[2] as keyof Counts] = Number(m[3]);
    found.set(m[1], counts);
  }
  return found;
}

function useFigures() {
  return useQuery({
    queryKey: ["gateways", "figures"],
    queryFn: async () => {
      const metrics = await patientFetch("/metrics");
      if (!metrics.ok) throw new Problem(metrics.status, await metrics.text());
      return countsOf(await metrics.text());
    },
    refetchInterval: 15_000,
  });
}

function Test({ g }: { g: Gateway }) {
  const act = useAct();
  const test = () =>
    void act.run(async (key) => {
      await take(api.POST("/api/v1/gateways/{name}/test", { params: { path: { name: g.name }, header: { "Idempotency-Key": key } } }));
      await queries.invalidateQueries({ queryKey: ["gateways"] });
    });
  return (
    <>
      {g.test_state === null ? t(g.is_tested ? "gateways.not_tested" : "gateways.no_test") : `${word("gateway_test", g.test_state)} ${g.tested_at ? dayTime(g.tested_at) : ""}`}
      {g.test_reason && <small>{g.test_reason}</small>}
      {g.is_tested && mayPlan.value && (
        <button type="button" class="tool" disabled={act.busy} onClick={test}>
          {t("gateways.test")}
          <span class="visually-hidden"> {g.name}</span>
        </button>
      )}
      {act.problem && <small role="alert">{sentence(act.problem)}</small>}
    </>
  );
}

export function Gateways() {
  const gateways = useGateways();
  const figures = useFigures().data;
  const ready = useReady().data;
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{t("gateways.title")}</h2>
      {ready && <Notice tone={ready.ok ? "ok" : "error"} title={ready.ok ? t("gateways.ready") : t("attention.gateways", { why: readyInWords(ready.text) })} />}
      <Loaded query={gateways} isEmpty={(d) => d.gateways.length === 0} empty={<Notice tone="error" title={t("gateways.none")} />}>
        {(d) => (
          <Table caption={t("gateways.title")} head={[t("name"), t("gateways.channel"), t("gateways.rank"), t("board.state"), t("gateways.daily"), t("gateways.sent"), t("gateways.retry"), t("gateways.failed")]}>
            {d.gateways.map((g) => {
              const counts = figures?.get(g.name);
              return (
                <tr key={g.name} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell">
                    {g.name} <small>{g.kind}</small>
                  </th>
                  <td class="utrecht-table__cell">{g.channel === null ? t("gateways.all_channels") : word("channel", g.channel)}</td>
                  <td class="utrecht-table__cell numeric">{g.rank}</td>
                  <td class="utrecht-table__cell">
                    <span class={`state ${g.state === "works" ? "state-filled" : "state-exhausted"}`}>{g.state === "works" ? `✓ ${t("gateways.works")}` : `! ${t("gateways.broken")}`}</span>
                    {g.changed_at && <small>{t("gateways.since", { time: dayTime(g.changed_at) })}</small>}
                  </td>
                  <td class="utrecht-table__cell">
                    <Test g={g} />
                  </td>
                  <td class="utrecht-table__cell numeric">{counts?.sent ?? 0}</td>
                  <td class="utrecht-table__cell numeric">{counts?.retry ?? 0}</td>
                  <td class="utrecht-table__cell numeric">{counts?.failed ?? 0}</td>
                </tr>
              );
            })}
          </Table>
        )}
      </Loaded>
      <p class="quiet">{t("gateways.help")}</p>
    </section>
  );
}
