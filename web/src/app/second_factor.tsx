// SPDX-License-Identifier: EUPL-1.2
// First sign-in of who steers others: a code of the telephone from now on.
import { useEffect, useState } from "preact/hooks";
import { encode } from "uqr";
import { api, take } from "../api/client";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { findSession, signOut } from "./session";

function Code({ text }: { text: string }) {
  const { data, size } = encode(text);
  let d = "";
  data.forEach((row, y) => row.forEach((dark, x) => (d += dark ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg class="qr" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label={t("second.qr")}>
      <rect x="-2" y="-2" width={size + 4} height={size + 4} fill="#fff" />
      <path d={d} fill="#000" />
    </svg>
  );
}

export default function SecondFactor() {
  const [secret, setSecret] = useState<{ secret?: string; uri?: string } | null>(null);
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const [wrong, setWrong] = useState("");
  useTitle(t("second.title"));
  useEffect(() => {
    take(api.POST("/api/v1/me/second-factor"))
      .then(setSecret)
      .catch((e: unknown) => setWrong(asProblem(e).message));
  }, []);

  async function confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget as HTMLFormElement).get("code")).replace(/\s/g, "");
    try {
      const reply = await take(api.POST("/api/v1/me/second-factor/confirm", { body: { code } }));
      setRecovery(reply.recovery_codes ?? []);
    } catch (error) {
      setWrong(asProblem(error).field("code") ?? asProblem(error).message);
    }
  }

  return (
    <div class="alone">
      <main class="card" id="main">
        <h1>{t("second.title")}</h1>
        {recovery !== null ? (
          <>
            <p>{t("second.recovery")}</p>
            <ul class="recovery">
              {recovery.map((code) => (
                <li key={code}>
                  <code>{code}</code>
                </li>
              ))}
            </ul>
            <Button kind="primary" onClick={() => void findSession()}>
              {t("second.done")}
            </Button>
          </>
        ) : (
          <form onSubmit={(e) => void confirm(e)}>
            <p>{t("second.text")}</p>
            {secret?.uri && <Code text={secret.uri} />}
            {secret?.secret && (
              <p>
                {t("second.by_hand")} <code class="secret">{secret.secret.replace(/(.{4})/g, "$1 ")}</code>
              </p>
            )}
            <Field label={t("sign_in.code")} name="code" inputMode="numeric" autoComplete="one-time-code" required error={wrong || undefined} />
            <Button kind="primary" type="submit">
              {t("second.confirm")}
            </Button>{" "}
            <Button kind="quiet" onClick={() => void signOut()}>
              {t("sign_out")}
            </Button>
          </form>
        )}
        {wrong !== "" && secret === null && <Notice tone="error" title={wrong} />}
      </main>
    </div>
  );
}
