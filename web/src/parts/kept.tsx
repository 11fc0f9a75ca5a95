// SPDX-License-Identifier: EUPL-1.2
// How old an answer is that the telephone had kept, beside what it says: each answer has an age of its own.
import { useEffect } from "preact/hooks";
import { keptAt } from "../app/offline";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { dateTime } from "../i18n/dates";
import { shows } from "../live/events";

/* The connection is back: what the telephone gave meanwhile is read again. */
let before = 0;
keptAt.subscribe((at) => {
  const kept = Object.keys(at).length;
  if (kept > 0 && kept < before) void queries.invalidateQueries({}, { cancelRefetch: false });
  before = kept;
});

/* The oldest of the answers of this path, whatever its query. */
function oldest(path: string): number | undefined {
  const ages = Object.entries(keptAt.value).filter(([asked]) => asked.split("?")[0] === path);
  return ages.length === 0 ? undefined : Math.min(...ages.map(([, at]) => at));
}

/* When the answer came that is shown of this path of the API; undefined: it is the service's own of just now. */
export function useKept(path: string): number | undefined {
  useEffect(() => shows(() => oldest(path) ?? null), [path]);
  return oldest(path);
}

export function Kept({ path }: { path: string }) {
  const at = useKept(path);
  return at === undefined ? null : (
    <p class="quiet">
      <span aria-hidden="true">▲</span> {t("stale.title", { time: dateTime(at) })}
    </p>
  );
}
