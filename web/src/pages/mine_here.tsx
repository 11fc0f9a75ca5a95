// SPDX-License-Identifier: EUPL-1.2
// On the day of an activity that I was invited to: the code on the door, and I am there. The QR code on
// the door leads here too, invited or not, with the code filled in (?here=12-ABCD2345).
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { all, api, take, type Schemas } from "../api/client";
import { session } from "../app/session";
import { t } from "../i18n";
import { addDays, dayTime, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { Kept } from "../parts/kept";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

type Activity = Schemas["Activity"];
const afterwards = 12 * 3_600_000;

/* From the day itself until twelve hours after the end. */
function isOpen(a: Activity, now: number): boolean {
  return !a.cancelled && a.kind !== "deployment" && isoDay(Date.parse(a.starts_at)) <= isoDay(now) && Date.parse(a.ends_at) + afterwards > now;
}

/* a: undefined when I was not invited, and came by the QR code. */
function SignIn({ id, a, code: given }: { id: number; a: Activity | undefined; code: string }) {
  const [code, setCode] = useState(given);
  const [done, setDone] = useState(false);
  const act = useAct();
  const title = a?.title ?? t("here.other");
  const send = async (e: SubmitEvent) => {
    e.preventDefault();
    if (await act.run(() => take(api.POST("/api/v1/activities/{id}/sign-in", { params: { path: { id } }, body: { code } })))) setDone(true);
  };
  return (
    <li class="card">
      <p>
        <b>{title}</b>
        {a && (
          <>
            <br />
            <span class="numeric">{dayTime(a.starts_at)}</span> {a.location}
          </>
        )}
      </p>
      {done ? (
        <div role="status">
          <Notice tone="ok" title={t("here.done")} />
        </div>
      ) : (
        <form onSubmit={(e) => void send(e)}>
          <Field label={t("here.code")} help={t("here.text")} required maxLength={20} autoComplete="off" autoCapitalize="characters" spellcheck={false} value={code} onInput={(e) => setCode(e.currentTarget.value)} error={act.problem?.field("code")} />
          <div role="alert">{act.problem && !act.problem.field("code") && <Notice tone="error" title={sentence(act.problem)} />}</div>
          <p class="actions">
            <Button kind="primary" type="submit" busy={act.busy}>
              {t("here.do")}
              <span class="visually-hidden"> {title}</span>
            </Button>
          </p>
        </form>
      )}
    </li>
  );
}

export function HereToday() {
  const [number, code = ""] = (useLocation().query.here ?? "").split("-");
  const scanned = Number(number) || 0;
  const activities = useQuery({
    queryKey: ["activities", "today"],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/activities", { params: { query: { from: addDays(isoDay(Date.now()), -1), limit: 1000, cursor } } }))),
    enabled: session.value?.role === "member",
  });
  const open = (items: Activity[]) => items.filter((a) => isOpen(a, Date.now()) && a.id !== scanned);
  const nothing = activities.data === undefined ? !activities.isError : open(activities.data).length === 0;
  if (nothing && scanned === 0) return null;
  return (
    <section aria-labelledby="here">
      <h2 id="here">{t("here.title")}</h2>
      {scanned !== 0 && (
        <ul class="plain">
          <SignIn key={scanned} id={scanned} a={activities.data?.find((a) => a.id === scanned)} code={code} />
        </ul>
      )}
      <Kept path="/activities" />
      {activities.isEnabled && (
        <Loaded query={activities} what={t("here.unread")}>
          {(items) => (
            <ul class="plain">
              {open(items).map((a) => (
                <SignIn key={a.id} id={a.id ?? 0} a={a} code="" />
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </section>
  );
}
