// SPDX-License-Identifier: EUPL-1.2
// The gateways' health, out of the same figures that the service gives to its watchers.
import { useQuery } from "@tanstack/preact-query";
import { Problem } from "../api/problem";
import { t } from "../i18n";
import { Loaded } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

interface Gateway {
  name: string;
  usable: boolean;
  sent: number;
  retry: number;
  failed: number;
}

export function gatewaysOf(metrics: string): Gateway[] {
  const found = new Map<string, Gateway>();
  const of = (name: string) => {
    const g = found.get(name) ?? { name, usable: false, sent: 0, retry: 0, failed: 0 };
    found.set(name, g);
    return g;
  };
  for (const line of metrics.split("\n")) {
    const usable = /^paraat_gateway_usable\{gateway="([^"]+)"\} (\d)/.exec(line);
    if (usable?.[1]) of(usable[1]).usable = usable[2] === "1";
    const messages = /^paraat_messages_total\{gateway="([^"]+)",outcome="(sent|retry|failed)"\} (\d+)/.exec(line);
    if (messages?.[1]) of(messages[1])[messages[2] as "sent" | "retry" | "failed"] = Number(messages[3]);
  }
  return [...found.values()];
}

export function Gateways() {
  const health = useQuery({
    queryKey: ["gateways"],
    queryFn: async () => {
      const [metrics, ready] = await Promise.all([fetch("/metrics"), fetch("/readyz")]);
      if (!metrics.ok) throw new Problem(metrics.status, await metrics.text());
      return { gateways: gatewaysOf(await metrics.text()), ready: ready.ok, why: (await ready.text()).trim() };
    },
    refetchInterval: 15_000,
  });
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{t("gateways.title")}</h2>
      <Loaded query={health}>
        {(h) => (
          <>
            <Notice tone={h.ready ? "ok" : "error"} title={h.ready ? t("gateways.ready") : t("attention.gateways", { why: h.why })} />
            <Table caption={t("gateways.title")} head={[t("name"), t("board.state"), t("gateways.sent"), t("gateways.retry"), t("gateways.failed")]}>
              {h.gateways.map((g) => (
                <tr key={g.name} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell">
                    {g.name}
                  </th>
                  <td class="utrecht-table__cell">
                    <span class={`state ${g.usable ? "state-filled" : "state-exhausted"}`}>{g.usable ? `✓ ${t("gateways.works")}` : `! ${t("gateways.broken")}`}</span>
                  </td>
                  <td class="utrecht-table__cell numeric">{g.sent}</td>
                  <td class="utrecht-table__cell numeric">{g.retry}</td>
                  <td class="utrecht-table__cell numeric">{g.failed}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Loaded>
      <p class="quiet">{t("gateways.help")}</p>
    </section>
  );
}
