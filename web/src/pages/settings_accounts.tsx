// SPDX-License-Identifier: EUPL-1.2
// Who may sign in, and as what. An account is made and invited; nobody but the person knows the password.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Role = Schemas["Role"];
const roles: Role[] = ["coordinator", "dispatcher", "member", "auditor", "administrator"];
const again = () => void queries.invalidateQueries({ queryKey: ["accounts"] });

function AccountDialog({ onClose, onInvite }: { onClose: () => void; onInvite: (id: number) => void }) {
  const people = usePeople().data ?? [];
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("coordinator");
  const [person, setPerson] = useState(0);
  const act = useAct();
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    await act.run(async (key) => {
      const made = await take(api.POST("/api/v1/accounts", { params: { header: { "Idempotency-Key": key } }, body: { name, role, ...(person ? { person_id: person } : {}) } as never }));
      again();
      onClose();
      onInvite(made.id ?? 0);
    });
  };
  return (
    <Dialog open title={t("accounts.add")} onClose={onClose}>
      <form onSubmit={(e) => void save(e)}>
        <Field label={t("accounts.name")} help={t("accounts.name_help")} required autoComplete="off" autoCapitalize="none" value={name} onInput={(e) => setName(e.currentTarget.value)} error={act.problem?.field("name")} />
        <Choice label={t("accounts.role")} value={role} onChange={(e) => setRole(e.currentTarget.value as Role)} error={act.problem?.field("role")}>
          {roles.map((r) => (
            <option key={r} value={r}>
              {word("role", r)}
            </option>
          ))}
        </Choice>
        <Choice label={t("accounts.person")} value={person || ""} onChange={(e) => setPerson(Number(e.currentTarget.value))} error={act.problem?.field("person_id")}>
          <option value="">{t("accounts.no_person")}</option>
          {people.map((p) => (
            <option key={p.id} value={p.id}>
              {p.display_name}
            </option>
          ))}
        </Choice>
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("accounts.make")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

export function Accounts() {
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const act = useAct();
  const list = useQuery({ queryKey: ["accounts"], queryFn: () => all((cursor) => take(api.GET("/api/v1/accounts", { params: { query: { limit: 1000, cursor } } }))) });
  const invite = (id: number) =>
    void act.run(async () => {
      const reply = await take(api.POST("/api/v1/accounts/{id}/invitation", { params: { path: { id } }, body: {} as never }));
      setLink(`${location.origin}/invitation#${encodeURIComponent((reply as { invitation: string }).invitation)}`);
    });
  const toggle = (a: Schemas["Account"]) =>
    void act.run(async () => {
      await take(api.PATCH("/api/v1/accounts/{id}", { params: { path: { id: a.id ?? 0 }, header: ifMatch(a.version) }, body: { active: !a.active } as never }));
      again();
    });
  return (
    <section aria-labelledby="accounts">
      <div class="page-head">
        <h2 id="accounts">{t("accounts.title")}</h2>
        <Button onClick={() => setAdding(true)}>{t("accounts.add")}</Button>
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
          <Table caption={t("accounts.title")} head={[t("accounts.name"), t("accounts.role"), t("accounts.second"), t("accounts.last"), t("board.state"), t("change")]}>
            {items.map((a) => (
              <tr key={a.id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  {a.name}
                </th>
                <td class="utrecht-table__cell">{word("role", a.role)}</td>
                <td class="utrecht-table__cell">{a.second_factor ? t("yes") : "–"}</td>
                <td class="utrecht-table__cell numeric">{a.signed_in_at ? dateTime(a.signed_in_at) : "–"}</td>
                <td class="utrecht-table__cell">{a.active ? (a.has_password ? t("accounts.active") : t("accounts.invited")) : t("accounts.off")}</td>
                <td class="utrecht-table__cell">
                  <button type="button" class="tool" onClick={() => invite(a.id ?? 0)}>
                    {t("accounts.invite")}
                    <span class="visually-hidden"> {a.name}</span>
                  </button>
                  <button type="button" class="tool" onClick={() => toggle(a)}>
                    {a.active ? t("accounts.switch_off") : t("accounts.switch_on")}
                    <span class="visually-hidden"> {a.name}</span>
                  </button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {adding && <AccountDialog onClose={() => setAdding(false)} onInvite={invite} />}
    </section>
  );
}
