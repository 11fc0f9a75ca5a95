// SPDX-License-Identifier: EUPL-1.2
// The tables of a person's history, the newest first.
import { useQuery } from "@tanstack/preact-query";
import { all, api, take } from "../api/client";
import { t, word } from "../i18n";
import { date, dateTime, dayTime } from "../i18n/dates";
import { number } from "../i18n/numbers";
import { actorInWords } from "../parts/actor";
import { KindBadge } from "../parts/kind";
import { Loaded } from "../parts/loaded";
import { byId, called, useFunctions } from "../parts/names";
import { Table } from "../parts/table";
import { actionInWords } from "./audit_words";
import { useActivities } from "./learning_form";
import { dutyTimes } from "./roster_grid";

const MOST = 20;
const YEAR_MS = 365 * 86_400_000;
const Empty = () => <p class="quiet">{t("history.none")}</p>;

export function CallsOf({ id }: { id: number }) {
  const list = useQuery({
    queryKey: ["callouts", "person", id],
    queryFn: async () => (await take(api.GET("/api/v1/callouts", { params: { query: { person_id: id, limit: MOST } } }))).items,
  });
  return (
    <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Empty />}>
      {(items) => (
        <Table caption={t("history.calls")} head={[t("callout.started"), t("callout.incident"), t("function"), t("board.state"), t("board.answered")]}>
          {items.map(({ recipient: r, ...c }) => (
            <tr key={c.id} class="utrecht-table__row">
              <td class="utrecht-table__cell numeric">{dateTime(c.started_at ?? "")}</td>
              <th scope="row" class="utrecht-table__cell">
                <KindBadge kind={c.kind ?? "real"} />{" "}
                <a class="utrecht-link" href={`/callouts/${c.id}`}>
                  {c.incident || t("callout.number", { id: c.id })}
                </a>
              </th>
              <td class="utrecht-table__cell">{r?.function ?? "–"}</td>
              <td class="utrecht-table__cell">
                <span class={`state state-${r?.state}`}>{word("recipient_state", r?.state)}</span>
              </td>
              <td class="utrecht-table__cell numeric">{r?.answered_at ? dayTime(r.answered_at) : "–"}</td>
            </tr>
          ))}
        </Table>
      )}
    </Loaded>
  );
}

/* Who really held them; of who has left, and so holds nothing any more, what was planned. */
export function DutiesOf({ id }: { id: number }) {
  const functions = byId(useFunctions());
  const active = useQuery({ queryKey: ["person", id], queryFn: () => take(api.GET("/api/v1/people/{id}", { params: { path: { id } } })) }).data?.active;
  const list = useQuery({
    queryKey: ["duties", "past", id, active],
    enabled: active !== undefined,
    queryFn: async () => {
      const now = Date.now();
      const period = { from: new Date(now - YEAR_MS).toISOString(), to: new Date(now).toISOString() };
      const duties = await all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: id, state: "published", resolved: active, limit: 1000, cursor, ...period } } })));
      return duties.filter((d) => Date.parse(d.ends_at) <= now).reverse();
    },
  });
  return (
    <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Empty />}>
      {(items) => (
        <Table caption={t("history.duties")} head={[t("function"), t("changes.when"), t("history.origin")]}>
          {items.map((d) => (
            <tr key={`${d.function_id} ${d.rank} ${d.starts_at}`} class="utrecht-table__row">
              <th scope="row" class="utrecht-table__cell">
                {functions.get(d.function_id)?.code}
              </th>
              <td class="utrecht-table__cell numeric">{dutyTimes(d.starts_at, d.ends_at)}</td>
              <td class="utrecht-table__cell">{word("origin", d.origin)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Loaded>
  );
}

export function TrainingOf({ id }: { id: number }) {
  const activities = byId(useActivities());
  const list = useQuery({
    queryKey: ["attendance", "person", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/attendance", { params: { query: { person_id: id, limit: 1000, cursor } } }))),
  });
  return (
    <>
      <p>
        <a class="utrecht-link" href={`/api/v1/people/${id}/training?format=html`} target="_blank" rel="noreferrer">
          {t("history.file")}
        </a>
      </p>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Empty />}>
        {(items) => (
          <Table caption={t("history.training")} head={[t("training.when"), t("training.title"), t("training.result"), t("history.hours")]}>
            {[...items]
              .filter((r) => !r.replaced_by && !r.withdrawn)
              .sort((a, b) => (activities.get(b.activity_id ?? 0)?.starts_at ?? "").localeCompare(activities.get(a.activity_id ?? 0)?.starts_at ?? ""))
              .map((r) => {
                const a = activities.get(r.activity_id ?? 0);
                return (
                  <tr key={r.id} class="utrecht-table__row">
                    <td class="utrecht-table__cell numeric">{a ? date(a.starts_at) : "–"}</td>
                    <th scope="row" class="utrecht-table__cell">
                      {called(activities, r.activity_id, "title")} <small>{a && word("activity", a.kind)}</small>
                    </th>
                    <td class="utrecht-table__cell">{word("result", r.result)}</td>
                    <td class="utrecht-table__cell numeric">{r.hours ? number(r.hours, 1) : "–"}</td>
                  </tr>
                );
              })}
          </Table>
        )}
      </Loaded>
    </>
  );
}

export function MessagesOf({ id }: { id: number }) {
  const list = useQuery({ queryKey: ["notices", id], queryFn: () => take(api.GET("/api/v1/notices", { params: { query: { person_id: id, limit: 50 } } })) });
  return (
    <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<Empty />}>
      {(d) => (
        <Table caption={t("history.messages")} head={[t("changes.when"), t("history.subject"), t("gateways.channel"), t("board.state")]}>
          {d.items.map((n) => (
            <tr key={n.id} class="utrecht-table__row">
              <td class="utrecht-table__cell numeric">{dateTime(n.created_at ?? "")}</td>
              <th scope="row" class="utrecht-table__cell">
                {n.subject}
              </th>
              <td class="utrecht-table__cell">{n.channel ? word("channel", n.channel) : "–"}</td>
              <td class="utrecht-table__cell">
                {word("attempt_state", n.state)} {n.reason && <small>{n.reason}</small>}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Loaded>
  );
}

export function ChangesOf({ id }: { id: number }) {
  const list = useQuery({
    queryKey: ["audit", "person", id],
    queryFn: async () => (await take(api.GET("/api/v1/audit", { params: { query: { order: "newest", object: `person/${id}`, limit: 100 } } }))).items,
    staleTime: 30_000,
  });
  return (
    <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Empty />}>
      {(items) => (
        <Table caption={t("history.changes")} head={[t("audit.at"), t("audit.actor"), t("audit.action"), t("audit.number")]}>
          {items.map((r) => (
            <tr key={r.seq} class="utrecht-table__row">
              <td class="utrecht-table__cell numeric">{dateTime(r.at)}</td>
              <td class="utrecht-table__cell">{actorInWords(r.actor)}</td>
              <th scope="row" class="utrecht-table__cell">
                {actionInWords(r.action ?? "")}
              </th>
              <td class="utrecht-table__cell numeric">
                <a class="utrecht-link" href={`/audit?object=person/${id}&q=${r.seq}`}>
                  {r.seq}
                </a>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Loaded>
  );
}
