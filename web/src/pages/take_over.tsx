// SPDX-License-Identifier: EUPL-1.2
// Who could take a piece of duty over, the fairest first, as the service orders them; taking over
// is an override, and can be taken back.
import { useState } from "preact/hooks";
import { api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, tn } from "../i18n";
import { number } from "../i18n/numbers";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { dutyTimes } from "./roster_grid";

export type Hit = Schemas["TakeoverHit"];
type Candidate = Hit["candidates"][number];

export const rosterChanged = () => {
  for (const key of ["duties", "on-duty", "coverage", "readiness", "swaps", "absences", "takeover"]) void queries.invalidateQueries({ queryKey: [key] });
};

function remarks(c: Candidate): string[] {
  return [...(c.absent ? [t("takeover.absent")] : []), ...(c.busy ? [t("takeover.busy")] : []), ...((c.breaches ?? 0) > 0 ? [tn("takeover.breaches", c.breaches ?? 0)] : [])];
}

export function Candidates({ hit, busy, label, onChoose }: { hit: Hit; busy: boolean; label: string; onChoose: (c: Candidate) => void }) {
  if (hit.candidates.length === 0) return <Notice tone="warning" title={t("takeover.nobody")} />;
  return (
    <Table caption={t("takeover.title")} head={[t("name"), t("takeover.can"), t("takeover.burden"), t("takeover.choose")]}>
      {hit.candidates.map((c) => (
        <tr key={c.person_id} class="utrecht-table__row">
          <th scope="row" class="utrecht-table__cell">
            {c.display_name}
          </th>
          <td class="utrecht-table__cell">
            {remarks(c).length === 0 ? <span class="state state-filled">✓ {t("takeover.free")}</span> : <span class="state state-warning">▲ {remarks(c).join(", ")}</span>}
          </td>
          <td class="utrecht-table__cell numeric">{c.burden_hours === undefined ? "–" : t("takeover.hours", { n: number(c.burden_hours) })}</td>
          <td class="utrecht-table__cell">
            <button type="button" class="tool" disabled={busy} onClick={() => onChoose(c)}>
              {label}
              <span class="visually-hidden"> {c.display_name}</span>
            </button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function TakeOver({ hit, code, reason }: { hit: Hit; code: string; reason: string }) {
  const [done, setDone] = useState<{ override: Schemas["Override"]; name: string } | null>(null);
  const act = useAct();
  const choose = (c: Candidate) =>
    void act.run(async (key) => {
      const body = { function_id: hit.function_id, person_id: c.person_id, rank: hit.rank, starts_at: hit.from, ends_at: hit.until, reason };
      const override = await take(api.POST("/api/v1/overrides", { params: { header: { "Idempotency-Key": key } }, body }));
      setDone({ override, name: c.display_name });
      rosterChanged();
    });
  const undo = () =>
    void act.run(async () => {
      await take(api.DELETE("/api/v1/overrides/{id}", { params: { path: { id: done?.override.id ?? 0 }, header: ifMatch(done?.override.version) } }));
      setDone(null);
      rosterChanged();
    });
  return (
    <>
      <h3>
        {code} <span class="numeric">{dutyTimes(hit.from, hit.until)}</span>
      </h3>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <div role="status">
        {done && (
          <Notice tone="ok" title={t("takeover.done", { name: done.name })}>
            <p>
              <Button busy={act.busy} onClick={undo}>
                {t("roster.undo")}
              </Button>
            </p>
          </Notice>
        )}
      </div>
      {done === null && <Candidates hit={hit} busy={act.busy} label={t("takeover.do")} onChoose={choose} />}
    </>
  );
}
