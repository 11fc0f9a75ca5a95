// SPDX-License-Identifier: EUPL-1.2
// Who may sign in, and as what. An account is made and invited; nobody but the person knows the password.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Ask } from "../parts/ask";
import { Button } from "../parts/button";
import { Loaded, sentence } from "../parts/loaded";
import { byId, useMunicipalities } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";
import { AccountDialog, type Account, type AccountAct } from "./account_form";

const again = () => void queries.invalidateQueries({ queryKey: ["accounts"] });

export function Accounts() {
  const [edit, setEdit] = useState<Account | "new" | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ a: Account; what: AccountAct } | null>(null);
  const municipalities = byId(useMunicipalities());
  const act = useAct();
  const list = useQuery({ queryKey: ["accounts"], queryFn: () => all((cursor) => take(api.GET("/api/v1/accounts", { params: { query: { limit: 1000, cursor } } }))) });
  const makeLink = async (id: number) => {
    const reply = await take(api.POST("/api/v1/accounts/{id}/invitation", { params: { path: { id } }, body: {} as never }));
    setLink(`${location.origin}/invitation#${encodeURIComponent((reply as { invitation: string }).invitation)}`);
  };
  const set = async (a: Account, active: boolean) => {
    await take(api.PATCH("/api/v1/accounts/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) }, body: { active } as never }));
    again();
  };
  const invite = (id: number) => void act.run(() => makeLink(id));
  const path = (a: Account) => ({ params: { path: { id: a.id ?? 0 } } });
  const acts: Record<AccountAct, (a: Account) => Promise<unknown>> = {
    off: (a) => set(a, false),
    invite: (a) => makeLink(a.id ?? 0),
    factor: (a) => take(api.DELETE("/api/v1/accounts/{id}/second-factor", path(a))).then(again),
    sessions: (a) => take(api.DELETE("/api/v1/accounts/{id}/sessions", path(a))),
  };
  const toggle = (a: Account) => void act.run(() => set(a, !a.active));
  return (
    <section aria-labelledby="accounts">
      <div class="page-head">
        <h2 id="accounts">{t("accounts.title")}</h2>
        <Button onClick={() => setEdit("new")}>{t("accounts.add")}</Button>
      </div>
      {link !== null && (
        <Notice tone="ok" title={t("accounts.link")}>
          <p class="wrap">
            <code>{link}</code>
          </p>
        </Notice>
      )}
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("accounts.none")} />}>
        {(items) => (
          <Table caption={t("accounts.title")} head={[t("accounts.name"), t("accounts.role"), t("accounts.second"), t("accounts.last"), t("board.state")]} acts={t("change")}>
            {items.map((a) => (
              <tr key={a.id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  {a.name}
                </th>
                <td class="utrecht-table__cell">
                  {word("role", a.role)} {(a.municipality_ids ?? []).length > 0 && <small>{a.municipality_ids?.map((id) => municipalities.get(id)?.name ?? "").join(", ")}</small>}
                </td>
                <td class="utrecht-table__cell">{a.second_factor ? t("yes") : "–"}</td>
                <td class="utrecht-table__cell numeric">{a.signed_in_at ? dateTime(a.signed_in_at) : "–"}</td>
                <td class="utrecht-table__cell">{a.active ? (a.has_password || a.signed_in_at ? t("accounts.active") : t("accounts.invited")) : t("accounts.off")}</td>
                <td class="utrecht-table__cell">
                  <button type="button" class="tool" onClick={() => setEdit(a)}>
                    {t("change")}
                    <span class="visually-hidden"> {a.name}</span>
                  </button>
                  <button type="button" class="tool" onClick={() => (a.has_password ? setAsked({ a, what: "invite" }) : invite(a.id ?? 0))}>
                    {t("accounts.invite")}
                    <span class="visually-hidden"> {a.name}</span>
                  </button>
                  <button type="button" class="tool" onClick={() => (a.active ? setAsked({ a, what: "off" }) : toggle(a))}>
                    {a.active ? t("accounts.switch_off") : t("accounts.switch_on")}
                    <span class="visually-hidden"> {a.name}</span>
                  </button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {asked && (
        <Ask title={t(`accounts.${asked.what}_title` as const, { name: asked.a.name })} label={t(`accounts.${asked.what}_do` as const)} danger={asked.what !== "invite"} onDo={() => acts[asked.what](asked.a)} onClose={() => setAsked(null)}>
          <p>{t(`accounts.${asked.what}_text` as const)}</p>
        </Ask>
      )}
      {edit !== null && (
        <AccountDialog
          {...(edit === "new" ? {} : { account: edit })}
          onSaved={(saved) => {
            again();
            if (edit === "new") invite(saved.id ?? 0);
          }}
          onAsk={(what) => {
            if (edit !== "new") setAsked({ a: edit, what });
            setEdit(null);
          }}
          onClose={() => setEdit(null)}
        />
      )}
    </section>
  );
}
