// SPDX-License-Identifier: EUPL-1.2
// A forgotten password: a link goes by mail. The answer never says whether the name exists.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Notice } from "../parts/notice";

export function Forgot({ username, why }: { username: () => string; why: (status: number) => string }) {
  const [said, setSaid] = useState<{ tone: "ok" | "error"; title: string } | null>(null);

  async function ask(): Promise<void> {
    const name = username();
    if (name === "") return setSaid({ tone: "error", title: t("sign_in.forgot_name") });
    try {
      await take(api.POST("/api/v1/password-reset", { body: { username: name } }));
      setSaid({ tone: "ok", title: t("sign_in.forgot_sent") });
    } catch (error) {
      setSaid({ tone: "error", title: why(asProblem(error).status) });
    }
  }
  return (
    <>
      <Button kind="quiet" onClick={() => void ask()}>
        {t("sign_in.forgot")}
      </Button>
      <div role="status">{said && <Notice tone={said.tone} title={said.title} />}</div>
    </>
  );
}
