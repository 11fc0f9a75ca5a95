// SPDX-License-Identifier: EUPL-1.2
// A call-out that is over becomes an activity, once: who came gets the hours that they were there.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

/* It keeps the moment at which the call-out began, so that one day before it is early enough. */
const dayBefore = (at: string) => new Date(Date.parse(at) - 86_400_000).toISOString();

export function MakeActivity({ id, startedAt }: { id: number; startedAt: string }) {
  const act = useAct();
  const since = useQuery({ queryKey: ["activities", "since", startedAt], queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { from: dayBefore(startedAt), limit: 1000, cursor } } }))) });
  const make = async () => {
    await act.run((key) => take(api.POST("/api/v1/activities/from-callout", { params: { header: { "Idempotency-Key": key } }, body: { callout_id: id } })));
    for (const key of ["activities", "attendance", "compliance"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  const madeOf = (items: Schemas["Activity"][]) => items.find((a) => a.callout_id === id);
  return (
    <div class="no-print">
      <Loaded query={since}>
        {(items) =>
          madeOf(items) ? (
            <p role="status">
              {t("report.is_activity")}{" "}
              <a class="utrecht-link" href="/training">
                {madeOf(items)?.title}
              </a>
            </p>
          ) : (
            <p class="actions">
              <Button busy={act.busy} onClick={() => void make()}>
                {t("report.make_activity")}
              </Button>
            </p>
          )
        }
      </Loaded>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
    </div>
  );
}
