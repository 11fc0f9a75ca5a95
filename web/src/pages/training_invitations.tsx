// SPDX-License-Identifier: EUPL-1.2
// Who was invited to an activity and what they said; inviting, and noting an answer by phone.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { dateTime } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { PersonChoice } from "../parts/person_choice";
import { Table } from "../parts/table";

type Activity = Schemas["Activity"];
type Invitation = Schemas["Invitation"];
const answers = ["yes", "no"] as const;
const standing: Record<Invitation["state"], string> = { invited: "state-open", accepted: "state-filled", waiting: "state-warning", declined: "" };

const changed = (id: number) => void queries.invalidateQueries({ queryKey: ["invitations", id] });

/* One person by name, or everybody that the activity is for. */
function Invite({ id }: { id: number }) {
  const [person, setPerson] = useState(0);
  const [sent, setSent] = useState<{ invited: number; invited_before: number } | null>(null);
  const act = useAct();
  const invite = async (body: { person_ids?: number[] }) => {
    setSent(null);
    await act.run(async (key) => setSent(await take(api.POST("/api/v1/activities/{id}/invitations", { params: { path: { id }, header: { "Idempotency-Key": key } }, body }))));
    changed(id);
  };
  return (
    <>
      <p class="quiet">{t("invite.help")}</p>
      <div class="filters">
        <PersonChoice label={t("invite.whom")} value={person} onChange={setPerson} nobody={t("invite.everybody")} />
      </div>
      <p class="actions">
        <Button kind="primary" busy={act.busy} onClick={() => void invite(person === 0 ? {} : { person_ids: [person] })}>
          {t("invite.send")}
        </Button>
      </p>
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <div role="status">{sent && <Notice tone="ok" title={`${tn("invite.sent", sent.invited)}${sent.invited_before > 0 ? ` ${tn("invite.before", sent.invited_before)}` : ""}`} />}</div>
    </>
  );
}

function Row({ i, name, open, onAnswer }: { i: Invitation; name: string; open: boolean; onAnswer: (answer: "yes" | "no") => void }) {
  return (
    <tr class="utrecht-table__row">
      <th scope="row" class="utrecht-table__cell">
        {name}
      </th>
      <td class="utrecht-table__cell">
        <span class={`state ${standing[i.state]}`}>{word("invited", i.state)}</span>
      </td>
      <td class="utrecht-table__cell numeric">{i.answered_at ? dateTime(i.answered_at) : "–"}</td>
      {open && (
        <td class="utrecht-table__cell">
          {answers.map((a) => (
            <button key={a} type="button" class="tool" onClick={() => onAnswer(a)}>
              {t(`invite.said_${a}` as const)}
              <span class="visually-hidden"> {name}</span>
            </button>
          ))}
        </td>
      )}
    </tr>
  );
}

export function InvitationsDialog({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  const id = activity.id ?? 0;
  const people = byId(usePeople());
  const act = useAct();
  const list = useQuery({
    queryKey: ["invitations", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/activities/{id}/invitations", { params: { path: { id }, query: { limit: 1000, cursor } } }))),
  });
  const open = mayPlan.value && !activity.cancelled && Date.parse(activity.starts_at) > Date.now();
  const name = (person: number) => called(people, person, "display_name");
  const note = async (person_id: number, answer: "yes" | "no") => {
    await act.run((key) => take(api.POST("/api/v1/activities/{id}/answer", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { person_id, answer } })), `${person_id} ${answer}`);
    changed(id);
  };
  return (
    <Dialog open wide title={`${t("invite.title")}: ${activity.title}`} onClose={onClose}>
      {open ? <Invite id={id} /> : <p class="quiet">{t("invite.closed")}</p>}
      <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      <Loaded query={list} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("invite.none")} />}>
        {(items) => (
          <Table caption={t("invite.title")} head={[t("name"), t("invite.answer"), t("invite.answered_at")]} acts={open && t("invite.by_phone")}>
            {[...items]
              .sort((a, b) => name(a.person_id).localeCompare(name(b.person_id)))
              .map((i) => (
                <Row key={i.id} i={i} name={name(i.person_id)} open={open} onAnswer={(a) => void note(i.person_id, a)} />
              ))}
          </Table>
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
