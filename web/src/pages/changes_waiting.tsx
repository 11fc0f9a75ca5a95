// SPDX-License-Identifier: EUPL-1.2
// Above the roster: swaps that wait for the coordinator, and where they are decided.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take } from "../api/client";
import { t, tn } from "../i18n";
import { Notice } from "../parts/notice";

export function ChangesWaiting() {
  const { data } = useQuery({ queryKey: ["swaps"], queryFn: () => all((cursor) => take(api.GET("/api/v1/swaps", { params: { query: { limit: 1000, cursor } } }))) });
  const agreed = (data ?? []).filter((s) => s.state === "agreed"); // as on the first page
  if (agreed.length === 0) return null;
  return (
    <div class="no-print one-line">
      <Notice tone="info" title={tn("changes.waiting", agreed.length)}>
        <p>
          <a class="utrecht-link" href="/roster/changes">
            {t("changes.go")}
          </a>
        </p>
      </Notice>
    </div>
  );
}
