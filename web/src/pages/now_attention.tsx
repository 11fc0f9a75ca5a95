// SPDX-License-Identifier: EUPL-1.2
// What somebody should do something about, most urgent first; nothing is a good sign and says so.
import { useQuery } from "@tanstack/preact-query";
import { useOpenCallouts } from "../app/open_callouts";
import { t, tn } from "../i18n";

interface Item {
  key: string;
  tone: "error" | "warning";
  text: string;
  href: string;
}

/* Gateways: the service itself says whether calls can be made. */
function useReady() {
  return useQuery({
    queryKey: ["ready"],
    queryFn: async () => {
      const reply = await fetch("/readyz");
      return { ok: reply.ok, text: await reply.text() };
    },
    refetchInterval: 30_000,
  });
}

export function Attention({ gaps }: { gaps: number }) {
  const ready = useReady();
  const short = useOpenCallouts().filter((c) => c.state === "exhausted");
  const items: Item[] = [];
  if (ready.data && !ready.data.ok) items.push({ key: "ready", tone: "error", text: t("attention.gateways", { why: ready.data.text.trim() }), href: "/settings" });
  for (const c of short) items.push({ key: `short-${c.id}`, tone: "error", text: t("attention.short", { what: c.incident || t("callout.number", { id: c.id }) }), href: `/callouts/${c.id}` });
  if (gaps > 0) items.push({ key: "gaps", tone: "error", text: tn("attention.gaps", gaps), href: "/roster" });
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">{t("attention.title")}</h2>
      {items.length === 0 ? (
        <p class="quiet">
          <span class="state state-filled" aria-hidden="true">
            ✓
          </span>{" "}
          {t("attention.none")}
        </p>
      ) : (
        <ul class="attention">
          {items.map((i) => (
            <li key={i.key}>
              <a href={i.href} class={`attention-item tone-${i.tone}`}>
                <span aria-hidden="true" class="notice-shape">
                  !
                </span>
                {i.text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
