// SPDX-License-Identifier: EUPL-1.2
// My duties in the telephone's own calendar: a secret link, shown once, taken back at any time.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take } from "../api/client";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { date } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Kept } from "../parts/kept";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Remove } from "../parts/remove";

/* A browser may refuse it, or not have it. */
const copy = async (text: string) => navigator.clipboard.writeText(text);

export function CalendarLink() {
  const [url, setUrl] = useState<string | null>(null);
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const [gone, setGone] = useState<{ id?: number; version?: number } | null>(null);
  const act = useAct();
  const list = useQuery({ queryKey: ["calendar-tokens"], queryFn: () => all((cursor) => take(api.GET("/api/v1/calendar-tokens", { params: { query: { limit: 1000, cursor } } }))) });
  const again = () => void queries.invalidateQueries({ queryKey: ["calendar-tokens"] });
  const make = () =>
    void act.run(async (key) => {
      const made = await take(api.POST("/api/v1/calendar-tokens", { params: { header: { "Idempotency-Key": key } }, body: {} }));
      setUrl(made.url ?? "");
      setCopied(null);
      again();
    });
  const removed = () => {
    setUrl(null);
    again();
  };
  return (
    <section aria-labelledby="calendar">
      <h2 id="calendar">{t("calendar.title")}</h2>
      <p>{t("calendar.text")}</p>
      {url !== null && (
        <Notice tone="ok" title={t("calendar.once")}>
          <p>
            <code class="wrap">{url}</code>
          </p>
          <p>
            <Button
              onClick={() =>
                void copy(url).then(
                  () => setCopied("yes"),
                  () => setCopied("no"),
                )
              }
            >
              {t("copy")}
            </Button>{" "}
            <span role="status">
              {copied === "yes" && `✓ ${t("copied")}`}
              {copied === "no" && t("copy.refused")}
            </span>
          </p>
        </Notice>
      )}
      <Kept path="/calendar-tokens" />
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={null}>
        {(items) => (
          <ul class="duty-list">
            {items.map((c) => (
              <li key={c.id}>
                {t("calendar.since", { date: date(c.created_at ?? "") })}
                <button type="button" class="tool" onClick={() => setGone(c)}>
                  {t("calendar.remove")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Button busy={act.busy} onClick={make}>
        {t("calendar.make")}
      </Button>
      {gone && (
        <Remove path="/calendar-tokens" item={gone} title={t("calendar.remove_title")} label={t("calendar.remove")} onDone={removed} onClose={() => setGone(null)}>
          <p>{t("calendar.remove_text")}</p>
        </Remove>
      )}
    </section>
  );
}
