// SPDX-License-Identifier: EUPL-1.2
// On the day: the poster for the door, and who says to be there. It becomes attendance when confirmed.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, tn, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type SignIns = Schemas["SignIns"];

/* Everybody is chosen until somebody is taken off. */
function Confirm({ id, list }: { id: number; list: SignIns }) {
  const people = byId(usePeople());
  const [off, setOff] = useState<ReadonlySet<number>>(new Set());
  const [made, setMade] = useState<number | null>(null);
  const act = useAct();
  const name = (person: number) => called(people, person, "display_name");
  const person_ids = list.items.filter((s) => !s.confirmed && !off.has(s.person_id)).map((s) => s.person_id);
  const put = (person: number, there: boolean) => setOff(new Set(there ? [...off].filter((p) => p !== person) : [...off, person]));
  const confirm = async () => {
    setMade(null);
    await act.run(async (key) => setMade((await take(api.POST("/api/v1/activities/{id}/sign-in/confirm", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { person_ids } }))).confirmed));
    for (const key of ["sign-ins", "attendance", "compliance"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  return (
    <>
      <Table caption={t("sign_in_day.title")} head={[t("name"), t("sign_in_day.at"), t("sign_in_day.via"), t("sign_in_day.there")]}>
        {list.items.map((s) => (
          <tr key={s.person_id} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {name(s.person_id)}
            </th>
            <td class="utrecht-table__cell numeric">{dateTime(s.signed_at)}</td>
            <td class="utrecht-table__cell">{word("signed", s.via)}</td>
            <td class="utrecht-table__cell">
              {s.confirmed ? (
                <span class="state state-filled">{t("sign_in_day.confirmed")}</span>
              ) : (
                <input type="checkbox" class="utrecht-checkbox" aria-label={`${t("sign_in_day.there")} ${name(s.person_id)}`} checked={!off.has(s.person_id)} onChange={(e) => put(s.person_id, e.currentTarget.checked)} />
              )}
            </td>
          </tr>
        ))}
      </Table>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <div role="status">{made !== null && <Notice tone="ok" title={tn("sign_in_day.made", made)} />}</div>
      <p class="actions">
        <Button kind="primary" busy={act.busy} disabled={person_ids.length === 0} onClick={() => void confirm()}>
          {tn("sign_in_day.confirm", person_ids.length)}
        </Button>
      </p>
    </>
  );
}

export function SignInDialog({ activity, onClose }: { activity: Schemas["Activity"]; onClose: () => void }) {
  const id = activity.id ?? 0;
  const list = useQuery({ queryKey: ["sign-ins", id], queryFn: () => take(api.GET("/api/v1/activities/{id}/sign-in", { params: { path: { id } } })), refetchInterval: 10_000 });
  return (
    <Dialog open wide title={`${t("sign_in_day.title")}: ${activity.title}`} onClose={onClose}>
      <p>
        <a class="utrecht-link" href={`/api/v1/activities/${id}/sign-in/poster`} target="_blank" rel="noreferrer">
          {t("sign_in_day.poster")}
        </a>
      </p>
      <Loaded query={list}>
        {(d) => (
          <>
            {!d.open && <p class="quiet">{t("sign_in_day.closed")}</p>}
            {d.items.length === 0 ? <Notice tone="info" title={t("sign_in_day.none")} /> : <Confirm id={id} list={d} />}
          </>
        )}
      </Loaded>
      <p class="actions">
        <Button kind="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </p>
    </Dialog>
  );
}
