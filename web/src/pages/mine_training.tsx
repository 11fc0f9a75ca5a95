// SPDX-License-Identifier: EUPL-1.2
// My training: what still holds, until when, and what is missing.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { t, word } from "../i18n";
import { date } from "../i18n/dates";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";

export function MyTraining({ personId }: { personId: number }) {
  const functions = byId(useFunctions().data);
  const mine = useQuery({ queryKey: ["compliance", "mine", personId], queryFn: () => take(api.GET("/api/v1/compliance", { params: { query: { person_id: personId } } })) });
  return (
    <section aria-labelledby="training">
      <h2 id="training">{t("mine.training")}</h2>
      <Loaded query={mine} isEmpty={(d) => d.people.length === 0} empty={<p class="quiet">{t("training.nothing_asked")}</p>}>
        {(d) => (
          <ul class="duty-list">
            {d.people.map((p) => (
              <li key={p.function_id}>
                <b>{functions.get(p.function_id)?.code}</b> <span class={`state state-${p.status}`}>{word("compliance", p.status)}</span>
                {p.expires_on && <span>{t("training.until", { date: date(p.expires_on) })}</span>}
                {p.missing.length > 0 && <span>{p.missing.join("; ")}</span>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
