// SPDX-License-Identifier: EUPL-1.2
// My account: another password, how I am reached, and where I am signed in, which can be ended from here.
import { useQuery } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { api, take } from "../api/client";
import { queries } from "../app/queries";
import { session } from "../app/session";
import { t } from "../i18n";
import { date, dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { Password } from "./account_password";
import { Me } from "./mine_numbers";

interface RowProps {
  cells: string[];
  current?: boolean | undefined;
  label: string;
  onEnd?: (() => void) | undefined;
}

function Row({ cells, current, label, onEnd }: RowProps) {
  const [first, ...rest] = cells;
  return (
    <tr class="utrecht-table__row">
      <th scope="row" class="utrecht-table__cell numeric">
        {first} {current && <small>{t("account.here")}</small>}
      </th>
      {rest.map((cell, i) => (
        <td key={i} class="utrecht-table__cell numeric">
          {cell}
        </td>
      ))}
      <td class="utrecht-table__cell">
        {onEnd && (
          <button type="button" class="tool" onClick={onEnd}>
            {label}
            <span class="visually-hidden"> {cells.join(", ")}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

interface Where {
  id?: number;
}
interface PlacesProps<T> {
  name: "sessions" | "devices";
  since: string; // above the second column
  read: () => Promise<{ items: T[] }>;
  end: (id: number) => Promise<unknown>;
  row: (item: T, end: () => void) => ComponentChildren;
}

/* A list of places of which each can be ended. */
function Places<T extends Where>({ name, since, read, end, row }: PlacesProps<T>) {
  const act = useAct();
  const queryKey = [`my-${name}`];
  const list = useQuery({ queryKey, queryFn: read });
  const ended = (item: T) =>
    void act.run(async () => {
      await end(item.id ?? 0);
      await queries.invalidateQueries({ queryKey });
    });
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{t(`account.${name}`)}</h2>
      <p>{t(`account.${name}_text`)}</p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<p class="quiet">{t(`account.no_${name}`)}</p>}>
        {(d) => (
          <Table caption={t(`account.${name}`)} head={[t("account.since"), since, t("account.from")]} acts={t("change")}>
            {d.items.map((item) => row(item, () => ended(item)))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

const path = (id: number) => ({ params: { path: { id } } });

function Sessions() {
  return (
    <Places
      name="sessions"
      since={t("account.seen")}
      read={() => take(api.GET("/api/v1/me/sessions"))}
      end={(id) => take(api.DELETE("/api/v1/me/sessions/{id}", path(id)))}
      row={(s, end) => <Row key={s.id} cells={[dateTime(s.created_at ?? ""), dateTime(s.seen_at ?? ""), s.origin ?? ""]} current={s.current} label={t("sign_out")} onEnd={s.current ? undefined : end} />}
    />
  );
}

function Devices() {
  return (
    <Places
      name="devices"
      since={t("account.until")}
      read={() => take(api.GET("/api/v1/me/devices"))}
      end={(id) => take(api.DELETE("/api/v1/me/devices/{id}", path(id)))}
      row={(d, end) => <Row key={d.id} cells={[d.created_at ? dateTime(d.created_at) : "–", date(d.expires_at), d.origin ?? "–"]} current={d.current} label={t("account.forget")} onEnd={end} />}
    />
  );
}

export default function Account() {
  useTitle(t("nav.account"));
  return (
    <>
      <h1>{t("nav.account")}</h1>
      <Password />
      {session.value?.person_id != null && <Me personId={session.value.person_id} />}
      <Sessions />
      <Devices />
    </>
  );
}
