// SPDX-License-Identifier: EUPL-1.2
// Courses, trainings, exercises: what is nearest to now first, the rest on request. What is looked for
// stands in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { date, dayTime } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { NoHits } from "../parts/no_hits";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { ImportDialog } from "./import_dialog";
import { ActivityDialog } from "./training_activity";
import { AttendanceDialog } from "./training_attendance";
import { ActivityCalendar } from "./training_calendar";
import { chosen, Find, soughtOf } from "./training_find";
import { InvitationsDialog } from "./training_invitations";
import { SignInDialog } from "./training_sign_in";

type Activity = Schemas["Activity"];
type Opened = { a: Activity; as: "list" | "edit" | "invitations" | "sign-in" };
const PAGE = 25;

function Row({ a, functions, open }: { a: Activity; functions: string; open: (as: Opened["as"]) => void }) {
  const tool = (as: Opened["as"], label: string) => (
    <button type="button" class="tool" onClick={() => open(as)}>
      {label}
      <span class="visually-hidden"> {a.title}</span>
    </button>
  );
  return (
    <tr class="utrecht-table__row">
      <td class="utrecht-table__cell numeric">
        {date(a.starts_at)} <small>{dayTime(a.starts_at)}</small>
      </td>
      <th scope="row" class="utrecht-table__cell">
        {a.title} {a.cancelled && <span class="state state-warning">{t("training.cancelled")}</span>} <small>{[a.location, a.series].filter(Boolean).join("; ")}</small>
      </th>
      <td class="utrecht-table__cell">{word("activity", a.kind)}</td>
      <td class="utrecht-table__cell">{functions || t("training.all")}</td>
      <td class="utrecht-table__cell">
        {tool("list", t("training.attendance"))}
        {tool("invitations", t("invite.title"))}
        {mayPlan.value && tool("sign-in", t("sign_in_day.title"))}
        {mayPlan.value && tool("edit", t("change"))}
      </td>
    </tr>
  );
}

function Opening({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  if (opened.as === "edit") return <ActivityDialog activity={opened.a} onClose={onClose} />;
  if (opened.as === "list") return <AttendanceDialog activity={opened.a} onClose={onClose} />;
  if (opened.as === "invitations") return <InvitationsDialog activity={opened.a} onClose={onClose} />;
  return <SignInDialog activity={opened.a} onClose={onClose} />;
}

/* As a list, what is nearest to now first, and more on request. */
function List({ shown, open }: { shown: Activity[]; open: (o: Opened) => void }) {
  const functions = byId(useFunctions());
  const [most, setMost] = useState(PAGE);
  return (
    <>
      <Table caption={t("training.activities")} head={[t("training.when"), t("training.title"), t("kind"), t("training.for")]} acts={t("training.list")}>
        {shown.slice(0, most).map((a) => (
          <Row key={a.id} a={a} functions={(a.function_ids ?? []).map((f) => functions.get(f)?.code ?? "").join(", ")} open={(as) => open({ a, as })} />
        ))}
      </Table>
      {shown.length > most && (
        <p class="actions">
          <Button onClick={() => setMost(most + 4 * PAGE)}>{t("training.more", { n: shown.length - most })}</Button>
        </p>
      )}
    </>
  );
}

export function Activities() {
  const { query, filter } = useFilters();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const asMonth = query.activities === "month";
  const activities = useQuery({ queryKey: ["activities"], queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { limit: 1000, cursor } } }))) });
  const q = soughtOf(query);
  return (
    <section aria-labelledby="activities">
      <div class="page-head">
        <h2 id="activities">{t("training.activities")}</h2>
        {mayPlan.value && (
          <p class="actions">
            <Button onClick={() => setImporting(true)}>{t("import.title")}</Button>
            <Button onClick={() => setAdding(true)}>{t("training.add")}</Button>
          </p>
        )}
      </div>
      <Find items={activities.data ?? []} q={q} set={(name, value) => filter({ [name]: value })}>
        <Choice label={t("training.as")} value={asMonth ? "month" : ""} onChange={(e) => filter({ activities: e.currentTarget.value })}>
          <option value="">{t("training.as_list")}</option>
          <option value="month">{t("training.as_month")}</option>
        </Choice>
      </Find>
      <Loaded query={activities} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("training.none")} />}>
        {(items) => {
          const shown = chosen(items, q);
          return (
            <>
              <p class="quiet" role="status">
                {tn("training.found", shown.length)}
              </p>
              {shown.length === 0 && <NoHits onClear={() => filter({ activity: "", kind: "", when: "", for: "", series: "" })} />}
              {shown.length > 0 && !asMonth && <List key={JSON.stringify(q)} shown={shown} open={setOpened} />}
              {shown.length > 0 && asMonth && <ActivityCalendar items={shown} open={(a) => setOpened({ a, as: mayPlan.value ? "edit" : "list" })} />}
            </>
          );
        }}
      </Loaded>
      {importing && <ImportDialog first="attendance" onClose={() => setImporting(false)} />}
      {adding && <ActivityDialog onClose={() => setAdding(false)} />}
      {opened && <Opening opened={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}
