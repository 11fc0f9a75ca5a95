// SPDX-License-Identifier: EUPL-1.2
// How old the picture is. A picture that may be wrong says so, in words, once.
import { useComputed } from "@preact/signals";
import { t } from "../i18n";
import { span, timeSeconds } from "../i18n/dates";
import { now, seenAt, STALE_MS } from "../live/events";
import { online } from "./offline";

export const isStale = () => !online.value || now.value - seenAt.value > STALE_MS;

export function Freshness() {
  const stale = useComputed(isStale);
  return (
    <p class={`freshness ${stale.value ? "stale" : ""}`}>
      {stale.value ? <span aria-hidden="true">⚠ </span> : <span class="pulse" aria-hidden="true" />}
      <span role="status">{stale.value ? t(online.value ? "fresh.stale" : "fresh.offline") : ""}</span>{" "}
      <span class="seen">{stale.value ? t("fresh.age", { age: span(now.value - seenAt.value) }) : t("fresh.at", { time: timeSeconds(seenAt.value) })}</span>
    </p>
  );
}
