// SPDX-License-Identifier: EUPL-1.2
// Where I am signed in, and which browsers need no code of my telephone: each can be ended from here.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { date, dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";

const path = (id?: number) => ({ params: { path: { id: id ?? 0 } } });

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

function Sessions() {
  const act = useAct();
  const list = useQuery({ queryKey: ["my-sessions"], queryFn: () => take(api.GET("/api/v1/me/sessions")) });
  const end = (id?: number) =>
    void act.run(async () => {
      await take(api.DELETE("/api/v1/me/sessions/{id}", path(id)));
      await queries.invalidateQueries({ queryKey: ["my-sessions"] });
    });
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t("account.sessions")}</h2>
      <p>{t("account.sessions_text")}</p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<p class="quiet">{t("account.no_sessions")}</p>}>
        {(d) => (
          <Table caption={t("account.sessions")} head={[t("account.since"), t("account.seen"), t("account.from")]} acts={t("change")}>
            {d.items.map((s) => (
              <Row key={s.id} cells={[dateTime(s.created_at ?? ""), dateTime(s.seen_at ?? ""), s.origin ?? ""]} current={s.current} label={t("sign_out")} onEnd={s.current ? undefined : () => end(s.id)} />
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

function Devices() {
  const act = useAct();
  const list = useQuery({ queryKey: ["my-devices"], queryFn: () => take(api.GET("/api/v1/me/devices")) });
  const forget = (id: number) =>
    void act.run(async () => {
      await take(api.DELETE("/api/v1/me/devices/{id}", path(id)));
      await queries.invalidateQueries({ queryKey: ["my-devices"] });
    });
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{t("account.devices")}</h2>
      <p>{t("account.devices_text")}</p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={list} isEmpty={(d) => d.items.length === 0} empty={<p class="quiet">{t("account.no_devices")}</p>}>
        {(d) => (
          <Table caption={t("account.devices")} head={[t("account.since"), t("account.until"), t("account.from")]} acts={t("change")}>
            {d.items.map((device) => (
              <Row
                key={device.id}
                cells={[device.created_at ? dateTime(device.created_at) : "–", date(device.expires_at), device.origin ?? "–"]}
                current={device.current}
                label={t("account.forget")}
                onEnd={() => forget(device.id)}
              />
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

export default function Account() {
  useTitle(t("nav.account"));
  return (
    <>
      <h1>{t("nav.account")}</h1>
      <Sessions />
      <Devices />
    </>
  );
}
