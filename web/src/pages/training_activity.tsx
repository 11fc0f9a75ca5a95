// SPDX-License-Identifier: EUPL-1.2
// One activity: making it, and its attendance list. A record is never changed: a correction is a new
// one that says why.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { fromLocal, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useAssignments, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Activity = Schemas["Activity"];
type Result = Schemas["Attendance"]["result"];
const kinds: Activity["kind"][] = ["course", "training", "exercise", "system_test", "deployment"];
const results: Result[] = ["present", "absent", "excused", "passed", "failed"];

export function ActivityDialog({ onClose }: { onClose: () => void }) {
  const functions = useFunctions().data ?? [];
  const [a, setA] = useState({ title: "", kind: "training" as Activity["kind"], starts: `${isoDay(Date.now())}T09:00`, ends: `${isoDay(Date.now())}T12:00`, location: "", function_id: 0 });
  const set = (to: Partial<typeof a>) => setA({ ...a, ...to });
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const body = { kind: a.kind, title: a.title, starts_at: fromLocal(a.starts).toISOString(), ends_at: fromLocal(a.ends).toISOString(), location: a.location, ...(a.function_id ? { function_ids: [a.function_id] } : {}) };
    if (await act.run((key) => take(api.POST("/api/v1/activities", { params: { header: { "Idempotency-Key": key } }, body })))) {
      void queries.invalidateQueries({ queryKey: ["activities"] });
      onClose();
    }
  };
  return (
    <Dialog open title={t("training.add")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <Field label={t("training.title")} required maxLength={160} value={a.title} onInput={(e) => set({ title: e.currentTarget.value })} error={act.problem?.field("title")} />
        <Choice label={t("kind")} value={a.kind} onChange={(e) => set({ kind: e.currentTarget.value as Activity["kind"] })}>
          {kinds.map((k) => (
            <option key={k} value={k}>
              {word("activity", k)}
            </option>
          ))}
        </Choice>
        <Field label={t("from")} type="datetime-local" required value={a.starts} onInput={(e) => set({ starts: e.currentTarget.value })} error={act.problem?.field("starts_at")} />
        <Field label={t("until")} type="datetime-local" required value={a.ends} onInput={(e) => set({ ends: e.currentTarget.value })} error={act.problem?.field("ends_at")} />
        <Field label={t("training.where")} maxLength={200} value={a.location} onInput={(e) => set({ location: e.currentTarget.value })} error={act.problem?.field("location")} />
        <Choice label={t("training.for")} value={a.function_id || ""} onChange={(e) => set({ function_id: Number(e.currentTarget.value) })}>
          <option value="">{t("training.all")}</option>
          {functions.map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("save")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

export function AttendanceDialog({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  const id = activity.id ?? 0;
  const people = byId(usePeople().data);
  const assignments = useAssignments().data ?? [];
  const [chosen, setChosen] = useState<Record<number, Result | "">>({});
  const [reason, setReason] = useState("");
  const act = useAct();
  const records = useQuery({
    queryKey: ["attendance", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/activities/{id}/attendance", { params: { path: { id }, query: { limit: 1000, cursor } } }))),
  });
  const wanted = new Set(activity.function_ids ?? []);
  const invited = new Set(assignments.filter((a) => wanted.has(a.function_id)).map((a) => a.person_id));
  const now = new Map((records.data ?? []).filter((r) => !r.replaced_by && !r.withdrawn).map((r) => [r.person_id, r]));
  const ids = [...new Set([...invited, ...now.keys()])].sort((a, b) => (people.get(a)?.family_name ?? "").localeCompare(people.get(b)?.family_name ?? ""));
  const changes = Object.entries(chosen).filter(([p, r]) => r !== "" && now.get(Number(p))?.result !== r);
  const corrects = changes.some(([p]) => now.has(Number(p)));

  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    const items = changes.map(([p, result]) => {
      const old = now.get(Number(p));
      return { person_id: Number(p), result: result as Result, ...(old ? { replaces: old.id, reason } : {}) };
    });
    if (await act.run((key) => take(api.POST("/api/v1/activities/{id}/attendance", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { items } })))) {
      setChosen({});
      void queries.invalidateQueries({ queryKey: ["attendance"] });
      void queries.invalidateQueries({ queryKey: ["compliance"] });
    }
  };
  return (
    <Dialog open wide title={`${t("training.attendance")}: ${activity.title}`} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <Loaded query={records}>
          {() =>
            ids.length === 0 ? (
              <Notice tone="info" title={t("training.nobody")} />
            ) : (
              <Table caption={t("training.attendance")} head={[t("name"), t("training.result")]}>
                {ids.map((p) => (
                  <tr key={p} class="utrecht-table__row">
                    <th scope="row" class="utrecht-table__cell">
                      {people.get(p)?.display_name ?? `#${p}`}
                    </th>
                    <td class="utrecht-table__cell">
                      {mayPlan.value ? (
                        <select class="utrecht-select" aria-label={`${t("training.result")} ${people.get(p)?.display_name ?? p}`} value={chosen[p] ?? now.get(p)?.result ?? ""} onChange={(e) => setChosen({ ...chosen, [p]: e.currentTarget.value as Result })}>
                          <option value="">–</option>
                          {results.map((r) => (
                            <option key={r} value={r}>
                              {word("result", r)}
                            </option>
                          ))}
                        </select>
                      ) : (
                        word("result", now.get(p)?.result) || "–"
                      )}
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
        {corrects && <Field label={t("training.reason")} help={t("training.reason_help")} required maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} error={act.problem?.field("reason")} />}
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          {mayPlan.value && (
            <Button kind="primary" type="submit" busy={act.busy} disabled={changes.length === 0}>
              {t("save")}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {t("close")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
