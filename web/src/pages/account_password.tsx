// SPDX-License-Identifier: EUPL-1.2
// Another password for oneself: who knows the present one chooses it. Everywhere else one is signed out.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { queries } from "../app/queries";
import { session } from "../app/session";
import { t } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

const empty = { current: "", password: "" };

export function Password() {
  const [typed, setTyped] = useState(empty);
  const [done, setDone] = useState(false);
  const act = useAct();
  const set = (to: Partial<typeof empty>) => {
    setDone(false);
    setTyped({ ...typed, ...to });
  };
  const save = async (e: SubmitEvent) => {
    e.preventDefault();
    if (!(await act.run(() => take(api.POST("/api/v1/me/password", { body: typed }))))) return;
    setTyped(empty);
    setDone(true);
    for (const where of ["my-sessions", "my-devices"]) void queries.invalidateQueries({ queryKey: [where] });
  };
  return (
    <section aria-labelledby="password">
      <h2 id="password">{t("password.title")}</h2>
      <p>{t("password.text")}</p>
      <form class="column" onSubmit={(e) => void save(e)}>
        <input type="text" name="username" autoComplete="username" value={session.value?.username} readOnly hidden />
        <Field label={t("password.current")} type="password" autoComplete="current-password" required value={typed.current} onInput={(e) => set({ current: e.currentTarget.value })} error={act.problem?.field("current")} />
        <Field label={t("invitation.password")} help={t("invitation.help")} type="password" autoComplete="new-password" required value={typed.password} onInput={(e) => set({ password: e.currentTarget.value })} error={act.problem?.field("password")} />
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <div role="status">{done && <Notice tone="ok" title={t("password.done")} />}</div>
        <p class="actions">
          <Button kind="primary" type="submit" busy={act.busy}>
            {t("password.change")}
          </Button>
        </p>
      </form>
    </section>
  );
}
