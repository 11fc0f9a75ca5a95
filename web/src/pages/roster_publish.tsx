// SPDX-License-Identifier: EUPL-1.2
// Publishing the drafts of a function: first who stands where instead of whom, what it causes and
// how many people are told; then for real.
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, tn } from "../i18n";
import { addDays } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { byId, called, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { Problems } from "./roster_cell";
import { dutyTimes } from "./roster_grid";

type Publication = Schemas["Publication"];

function Outcome({ p }: { p: Publication }) {
  const people = byId(usePeople());
  const name = (id: number | null) => (id === null ? t("roster.nobody") : called(people, id, "display_name"));
  return (
    <>
      <p>{t("publish.outcome", { published: p.published, replaced: p.replaced ?? 0, told: p.told ?? 0 })}</p>
      <Problems problems={p.caused} />
      {p.changes.length > 0 && (
        <Table caption={t("publish.changes")} head={[t("publish.when"), t("publish.was"), t("publish.becomes")]}>
          {p.changes.slice(0, 100).map((c) => (
            <tr key={`${c.from}${c.rank}`} class="utrecht-table__row">
              <th scope="row" class="utrecht-table__cell numeric">
                {dutyTimes(c.from, c.until)}
              </th>
              <td class="utrecht-table__cell">{name(c.from_person_id)}</td>
              <td class="utrecht-table__cell">{name(c.to_person_id)}</td>
            </tr>
          ))}
        </Table>
      )}
      {p.changes.length > 100 && <p>{tn("publish.more", p.changes.length - 100)}</p>}
    </>
  );
}

export function PublishDialog({ from, weeks, functionId: first, onClose }: { from: string; weeks: number; functionId?: number; onClose: () => void }) {
  const functions = (useFunctions().data ?? []).filter((f) => f.regime === "H");
  const [functionId, setFunctionId] = useState(first ?? 0);
  const [begin, setBegin] = useState(from);
  const [end, setEnd] = useState(addDays(from, weeks * 7));
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState<Publication | null>(null);
  const act = useAct();
  const send = async (dry: boolean) => {
    await act.run(async () => {
      const body = { function_id: functionId, from: begin, to: end, dry_run: dry, ...(reason ? { reason } : {}) };
      setOutcome(await take(api.POST("/api/v1/duties/publish", { body })));
      if (!dry) void queries.invalidateQueries({ queryKey: ["duties"] });
    });
  };
  const again = <T,>(set: (to: T) => void) => (to: T) => {
    setOutcome(null);
    set(to);
  };
  return (
    <Dialog open wide saved={outcome !== null && !outcome.dry_run} title={t("publish.title")} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void send(outcome === null);
        }}
      >
        <div class="filters">
          <Choice label={t("function")} required value={functionId || ""} onChange={(e) => again(setFunctionId)(Number(e.currentTarget.value))} error={act.problem?.field("function_id")}>
            <option value="">{t("choose")}</option>
            {functions.map((f) => (
              <option key={f.id} value={f.id}>
                {f.code} {f.name}
              </option>
            ))}
          </Choice>
          <Field label={t("from")} type="date" required value={begin} onInput={(e) => again(setBegin)(e.currentTarget.value)} error={act.problem?.field("from")} />
          <Field label={t("until")} type="date" required value={end} onInput={(e) => again(setEnd)(e.currentTarget.value)} error={act.problem?.field("to")} />
        </div>
        <div role="status">{outcome && <Outcome p={outcome} />}</div>
        {outcome?.dry_run && outcome.needs_reason && <Field label={t("publish.reason")} help={t("publish.reason_help")} required maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} error={act.problem?.field("reason")} />}
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          {outcome === null && (
            <Button kind="primary" type="submit" busy={act.busy}>
              {t("publish.look")}
            </Button>
          )}
          {outcome?.dry_run && (
            <Button kind="primary" type="submit" busy={act.busy} disabled={outcome.published === 0}>
              {t("publish.do")}
            </Button>
          )}
          {outcome && !outcome.dry_run && <Notice tone="ok" title={t("publish.done")} />}
          <Button kind="quiet" onClick={onClose}>
            {t("close")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
