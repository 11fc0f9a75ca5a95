// SPDX-License-Identifier: EUPL-1.2
// The link of an invitation: the secret stands behind the #, which no server or log sees.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";

export default function Invitation() {
  const [done, setDone] = useState(false);
  const [wrong, setWrong] = useState<ReturnType<typeof asProblem> | null>(null);
  useTitle(t("invitation.title"));

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await take(api.POST("/api/v1/invitation", { body: { invitation: decodeURIComponent(location.hash.slice(1)), password: String(form.get("password")) } }));
      setDone(true);
    } catch (error) {
      setWrong(asProblem(error));
    }
  }
  return (
    <div class="alone">
      <main class="card" id="main">
        <h1>{t("invitation.title")}</h1>
        {done ? (
          <Notice tone="ok" title={t("invitation.done")}>
            <p>
              <a class="utrecht-link" href="/">
                {t("sign_in")}
              </a>
            </p>
          </Notice>
        ) : (
          <form onSubmit={(e) => void submit(e)}>
            <Field label={t("invitation.password")} help={t("invitation.help")} name="password" type="password" autoComplete="new-password" required error={wrong?.field("password")} />
            <div role="alert">{wrong && <Notice tone="error" title={wrong.message} />}</div>
            <Button kind="primary" type="submit">
              {t("invitation.save")}
            </Button>
          </form>
        )}
      </main>
    </div>
  );
}
