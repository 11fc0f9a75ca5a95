// SPDX-License-Identifier: EUPL-1.2
// A person's numbers and addresses, and the proof that each is theirs: a code goes out to it, and
// comes back by hand.
import { useQuery } from "@tanstack/preact-query";
import { useEffect, useRef, useState } from "preact/hooks";
import { all, api, take, type Schemas } from "../api/client";
import type { Problem } from "../api/problem";
import { online } from "../app/offline";
import { queries } from "../app/queries";
import { session } from "../app/session";
import { t, tn, word } from "../i18n";
import { date } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

type Contact = Schemas["ProvedContact"];
const DIGITS = 6;

function refusal(problem: Problem): string {
  if (problem.status === 429) return t("proof.wait");
  if (problem.status === 409) return t("proof.too_old");
  if (problem.field("kind") !== undefined) return t("proof.no_channel");
  return sentence(problem);
}

/* Asks for the code that was sent; a wrong one may be tried again. */
function EnterCode({ personId, n, own, onDone, onAgain }: { personId: number; n: number; own: boolean; onDone: () => void; onAgain: () => void }) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<{ left: number } | null>(null);
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const digits = code.replace(/\D/g, "");
  const confirm = async (e: SubmitEvent) => {
    e.preventDefault();
    setWrong(null);
    let said: { verified: boolean; tries_left?: number } = { verified: false };
    const done = await act.run(async (key) => {
      const path = { id: personId, n };
      said = await take(api.POST("/api/v1/people/{id}/contacts/{n}/confirm", { params: { path, header: { "Idempotency-Key": key } }, body: { code: digits } }));
    });
    if (!done) return;
    if (said.verified) return onDone();
    setWrong({ left: said.tries_left ?? 0 });
    form.current?.querySelector("input")?.select();
  };
  return (
    <form ref={form} class="code-form" onSubmit={(e) => void confirm(e)}>
      <Field
        label={t("proof.code")}
        help={t(own ? "proof.sent" : "proof.sent_other")}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={12}
        value={code}
        onInput={(e) => setCode(e.currentTarget.value)}
        error={wrong ? (wrong.left > 0 ? tn("proof.wrong", wrong.left) : t("proof.too_many")) : undefined}
      />
      <div role="alert">{act.problem && <Notice tone="error" title={refusal(act.problem)} />}</div>
      <p class="actions">
        <Button kind="primary" type="submit" busy={act.busy} disabled={digits.length !== DIGITS || wrong?.left === 0}>
          {t("proof.confirm")}
        </Button>
        <Button kind="quiet" onClick={onAgain}>
          {t("proof.again")}
        </Button>
      </p>
    </form>
  );
}

function Row({ personId, c }: { personId: number; c: Contact }) {
  const [entering, setEntering] = useState(false);
  const [proved, setProved] = useState(false);
  const act = useAct();
  const address = c.address ?? c.address_hint ?? "";
  const send = async () => {
    const path = { id: personId, n: c.n };
    if (await act.run((key) => take(api.POST("/api/v1/people/{id}/contacts/{n}/verify", { params: { path, header: { "Idempotency-Key": key } }, body: {} })))) setEntering(true);
  };
  const done = () => {
    setEntering(false);
    setProved(true);
    void queries.invalidateQueries({ queryKey: ["contacts", personId] });
  };
  return (
    <li>
      <span class="whole-line">
        {word("contact", c.kind)}: {address}
      </span>
      {c.verified_at !== null ? <span class="state state-filled">✓ {t("proof.since", { date: date(c.verified_at) })}</span> : <span class="state state-warning">{t("proof.not_yet")}</span>}
      <span class="visually-hidden" role="status">
        {proved && t("proof.done", { address })}
      </span>
      {c.kind === "landline" ? (
        <small class="quiet whole-line">{t("proof.landline")}</small>
      ) : (
        !entering && (
          <Button busy={act.busy} disabled={!online.value} onClick={() => void send()}>
            {t("proof.test")}
            <span class="visually-hidden"> {address}</span>
          </Button>
        )
      )}
      {act.problem && (
        <div role="alert" class="whole-line">
          <Notice tone="error" title={refusal(act.problem)} />
        </div>
      )}
      {entering && <EnterCode personId={personId} n={c.n} own={personId === session.value?.person_id} onDone={done} onAgain={() => void send()} />}
    </li>
  );
}

export function ProvedContacts({ personId }: { personId: number }) {
  const contacts = useQuery({
    queryKey: ["contacts", personId],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/people/{id}/contacts", { params: { path: { id: personId }, query: { limit: 1000, cursor } } }))),
  });
  return (
    <Loaded query={contacts} isEmpty={(d) => d.length === 0} empty={<Notice tone="warning" title={t("proof.none")} />}>
      {(items) => (
        <ul class="proof-list">
          {items.map((c) => (
            <Row key={`${c.n} ${c.address ?? c.address_hint}`} personId={personId} c={c} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}
