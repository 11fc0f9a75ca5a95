// SPDX-License-Identifier: EUPL-1.2
// The attendance list of one activity. A record is never changed: a correction is a new one that
// says why, and both stay visible.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { dateTime, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, useAssignments, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Entry = Schemas["Attendance"];
type Result = Entry["result"];
const results: Result[] = ["present", "absent", "excused", "passed", "failed"];

/* What is filled in of one person in one function; what is not touched stays as it is recorded. */
interface Draft {
  function_id?: number;
  result?: Result;
  hours?: string;
  role?: string;
  assessor?: string;
  remarks?: string;
  withdrawn?: boolean;
}
/* A line of the list: a record that holds, or somebody who may get one. */
interface Line {
  key: string;
  person: number;
  now: Entry | undefined;
}
const texts = ["role", "assessor", "remarks"] as const;

/* What must be recorded anew; null: nothing. Hours that are not given are those of the activity. */
function itemOf(line: Line, draft: Draft, reason: string): Entry | null {
  const old = line.now;
  const result = draft.result ?? old?.result;
  if (result === undefined) return null;
  const replaces = old?.id ? { replaces: old.id, reason } : {};
  if (old && draft.withdrawn) return { person_id: line.person, result: old.result, withdrawn: true, ...replaces };
  const item: Entry = { person_id: line.person, result };
  if (!old && draft.function_id) item.function_id = draft.function_id;
  if (draft.hours !== undefined && draft.hours !== "" && Number(draft.hours) !== old?.hours) item.hours = Number(draft.hours);
  for (const field of texts) {
    const to = draft[field];
    if (to !== undefined && to !== (old?.[field] ?? "")) item[field] = to;
  }
  if (old && result === old.result && Object.keys(item).length === 2) return null;
  return { ...item, ...replaces };
}

interface RowProps {
  name: string;
  line: Line;
  draft: Draft;
  functions: Schemas["Function"][];
  set: (to: Draft) => void;
}

/* In which function: of a record that stands it cannot be changed. */
function InFunction({ name, line, draft, functions, set }: RowProps) {
  const code = functions.find((f) => f.id === line.now?.function_id)?.code;
  if (line.now || !mayPlan.value) return <>{code ?? t("training.all")}</>;
  return (
    <select class="utrecht-select" aria-label={`${t("training.in_function")} ${name}`} value={draft.function_id ?? ""} onChange={(e) => set({ ...draft, function_id: Number(e.currentTarget.value) })}>
      <option value="">{t("training.all")}</option>
      {functions.map((f) => (
        <option key={f.id} value={f.id}>
          {f.code}
        </option>
      ))}
    </select>
  );
}

function Row(props: RowProps) {
  const { name, line, draft, set } = props;
  const result = draft.result ?? line.now?.result;
  const off = result === undefined || draft.withdrawn === true;
  const text = (field: (typeof texts)[number], most: number) => (
    <input class="utrecht-textbox" maxLength={most} aria-label={`${t(`training.${field}` as const)} ${name}`} placeholder={t(`training.${field}` as const)} disabled={off} value={draft[field] ?? line.now?.[field] ?? ""} onInput={(e) => set({ ...draft, [field]: e.currentTarget.value })} />
  );
  return (
    <tr class="utrecht-table__row">
      <th scope="row" class="utrecht-table__cell">
        {name}
        <span class="block">
          <InFunction {...props} />
        </span>
      </th>
      {mayPlan.value ? (
        <>
          <td class="utrecht-table__cell">
            <select class="utrecht-select" aria-label={`${t("training.result")} ${name}`} disabled={draft.withdrawn} value={result ?? ""} onChange={(e) => set(e.currentTarget.value === "" ? {} : { ...draft, result: e.currentTarget.value as Result })}>
              <option value="">–</option>
              {results.map((r) => (
                <option key={r} value={r}>
                  {word("result", r)}
                </option>
              ))}
            </select>
          </td>
          <td class="utrecht-table__cell">
            <input class="utrecht-textbox" type="number" min={0} max={10000} step="any" size={5} aria-label={`${t("training.hours")} ${name}`} disabled={off} value={draft.hours ?? line.now?.hours ?? ""} onInput={(e) => set({ ...draft, hours: e.currentTarget.value })} />
          </td>
          <td class="utrecht-table__cell attendance-texts">
            {text("role", 120)}
            {text("assessor", 120)}
          </td>
          <td class="utrecht-table__cell">{text("remarks", 1000)}</td>
          <td class="utrecht-table__cell">{line.now && <input type="checkbox" class="utrecht-checkbox" aria-label={`${t("training.withdraw")} ${name}`} checked={draft.withdrawn ?? false} onChange={(e) => set({ ...draft, withdrawn: e.currentTarget.checked })} />}</td>
        </>
      ) : (
        <>
          <td class="utrecht-table__cell">{word("result", line.now?.result) || "–"}</td>
          <td class="utrecht-table__cell numeric">{line.now?.hours ?? "–"}</td>
          <td class="utrecht-table__cell">{[line.now?.role, line.now?.assessor].filter(Boolean).join("; ") || "–"}</td>
          <td class="utrecht-table__cell">{line.now?.remarks || "–"}</td>
        </>
      )}
    </tr>
  );
}

/* Who is not in the list yet, or a second function of somebody who is. */
function AddPerson({ add }: { add: (person: number) => void }) {
  const people = [...(usePeople().data ?? [])].filter((p) => p.active !== false).sort((a, b) => a.family_name.localeCompare(b.family_name));
  return (
    <Choice
      label={t("training.add_person")}
      value=""
      onChange={(e) => {
        if (e.currentTarget.value !== "") add(Number(e.currentTarget.value));
        e.currentTarget.value = "";
      }}
    >
      <option value="">{t("training.choose")}</option>
      {people.map((p) => (
        <option key={p.id} value={p.id}>
          {p.display_name}
        </option>
      ))}
    </Choice>
  );
}

/* What stood before, and who corrected it when and why. */
function Replaced({ records, name }: { records: Entry[]; name: (person: number) => string }) {
  const newer = byId(records);
  const past = records.filter((r) => r.replaced_by);
  if (past.length === 0) return null;
  return (
    <Table showCaption caption={t("training.replaced")} head={[t("name"), t("training.result"), t("training.hours"), t("training.remarks"), t("training.replaced_why")]}>
      {past.map((r) => {
        const by = newer.get(r.replaced_by ?? 0);
        return (
          <tr key={r.id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {name(r.person_id)}
            </th>
            <td class="utrecht-table__cell">{word("result", r.result)}</td>
            <td class="utrecht-table__cell numeric">{r.hours ?? "–"}</td>
            <td class="utrecht-table__cell">{r.remarks || "–"}</td>
            <td class="utrecht-table__cell">
              {by?.recorded_at && dateTime(by.recorded_at)} {by?.recorded_by}: {by?.reason} {by?.withdrawn && <span class="state state-warning">{t("training.withdrawn")}</span>}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/* Records that hold; who holds one of its functions that day or said to come, and has none; and who was
 * added. */
function linesOf(records: Entry[], expected: Iterable<number>, added: number[], familyName: (person: number) => string): Line[] {
  const lines: Line[] = records.filter((r) => !r.replaced_by && !r.withdrawn).map((r) => ({ key: `r${r.id}`, person: r.person_id, now: r }));
  const there = new Set(lines.map((l) => l.person));
  for (const person of expected) if (!there.has(person)) lines.push({ key: `p${person}`, person, now: undefined });
  lines.sort((a, b) => familyName(a.person).localeCompare(familyName(b.person)));
  return [...lines, ...added.map((person, i) => ({ key: `a${i}`, person, now: undefined }))];
}

export function AttendanceDialog({ activity, onClose }: { activity: Schemas["Activity"]; onClose: () => void }) {
  const id = activity.id ?? 0;
  const people = byId(usePeople());
  const assignments = useAssignments().data ?? [];
  const all_functions = useFunctions().data ?? [];
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [added, setAdded] = useState<number[]>([]);
  const [reason, setReason] = useState("");
  const act = useAct();
  const records = useQuery({
    queryKey: ["attendance", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/activities/{id}/attendance", { params: { path: { id }, query: { limit: 1000, cursor } } }))),
  });
  const wanted = new Set(activity.function_ids ?? []);
  const functions = all_functions.filter((f) => wanted.size === 0 || wanted.has(f.id ?? 0));
  const invitations = useQuery({
    queryKey: ["invitations", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/activities/{id}/invitations", { params: { path: { id }, query: { limit: 1000, cursor } } }))),
  });
  const day = isoDay(Date.parse(activity.starts_at));
  const holders = assignments.filter((a) => wanted.has(a.function_id) && a.from <= day && (!a.until || a.until > day)).map((a) => a.person_id);
  const coming = (invitations.data ?? []).filter((i) => i.state === "accepted").map((i) => i.person_id);
  const expected = new Set([...holders, ...coming]);
  const name = (person: number) => called(people, person, "display_name");
  const lines = linesOf(records.data ?? [], expected, added, (p) => people.get(p)?.family_name ?? "");
  const items = lines.flatMap((line) => itemOf(line, drafts[line.key] ?? {}, reason) ?? []);
  const corrects = items.some((i) => i.replaces);

  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    if (await act.run((key) => take(api.POST("/api/v1/activities/{id}/attendance", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { items } })))) {
      setDrafts({});
      setAdded([]);
      setReason("");
      void queries.invalidateQueries({ queryKey: ["attendance"] });
      void queries.invalidateQueries({ queryKey: ["compliance"] });
    }
  };
  return (
    <Dialog open wide saved={Object.keys(drafts).length === 0} title={`${t("training.attendance")}: ${activity.title}`} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <Loaded query={records}>
          {(list) => (
            <>
              {lines.length === 0 ? (
                <Notice tone="info" title={t("training.nobody")} />
              ) : (
                <div class="attendance">
                  <Table caption={t("training.attendance")} head={[t("training.name_function"), t("training.result"), t("training.hours"), t("training.role_assessor"), t("training.remarks"), ...(mayPlan.value ? [t("training.withdraw")] : [])]}>
                    {lines.map((line) => (
                      <Row key={line.key} name={name(line.person)} line={line} functions={line.now ? all_functions : functions} draft={drafts[line.key] ?? {}} set={(to) => setDrafts({ ...drafts, [line.key]: to })} />
                    ))}
                  </Table>
                </div>
              )}
              {mayPlan.value && <AddPerson add={(person) => setAdded([...added, person])} />}
              <Replaced records={list} name={name} />
            </>
          )}
        </Loaded>
        {items.some((i) => i.withdrawn) && <p class="quiet">{t("training.withdraw_help")}</p>}
        {corrects && <Field label={t("training.reason")} help={t("training.reason_help")} required maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} error={act.problem?.field("reason")} />}
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          {mayPlan.value && (
            <Button kind="primary" type="submit" busy={act.busy} disabled={items.length === 0}>
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
