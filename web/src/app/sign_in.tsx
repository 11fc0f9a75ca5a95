// SPDX-License-Identifier: EUPL-1.2
// Name and password; the code of the telephone is asked when the service asks for it.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, take, type Schemas } from "../api/client";
import { asProblem } from "../api/problem";
import { language, setLanguage, t, word, type Key } from "../i18n";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { Forgot } from "./forgot";
import { accept, signIn } from "./session";

function why(status: number): string {
  const known: Record<number, Key> = { 0: "unreachable", 401: "sign_in.wrong", 429: "sign_in.wait", 422: "sign_in.wrong" };
  const key = known[status];
  return key ? t(key) : t("problem.status", { status });
}

/* One press in a demonstration; the service knows these only in a database made with --demo. */
function DemoSignIns() {
  const [roles, setRoles] = useState<Schemas["Role"][]>([]);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    take(api.GET("/api/v1/demo"))
      .then((demo) => setRoles(demo.roles))
      .catch(() => undefined);
  }, []);
  if (roles.length === 0) return null;
  const go = (role: Schemas["Role"]) =>
    take(api.POST("/api/v1/demo/session", { body: { role } }))
      .then(accept)
      .catch((e: unknown) => setWrong(why(asProblem(e).status)));
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("demo.title")}</h2>
      <p>{t("demo.text")}</p>
      <div class="demo-roles">
        {roles.map((role) => (
          <Button key={role} onClick={() => void go(role)}>
            {word("role", role)}
          </Button>
        ))}
      </div>
      {wrong !== "" && <Notice tone="error" title={wrong} />}
    </section>
  );
}

export function SignIn() {
  const [wrong, setWrong] = useState("");
  const [askCode, setAskCode] = useState<"no" | "may" | "must">("no");
  const [busy, setBusy] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const username = () => (fields.current ? String(new FormData(fields.current).get("username")).trim() : "");
  useTitle(t("sign_in"));

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const code = String(form.get("code") ?? "").trim();
    setBusy(true);
    setWrong("");
    try {
      await signIn({
        username: String(form.get("username")).trim(),
        password: String(form.get("password")),
        ...(code === "" ? {} : { code, remember: form.get("remember") === "on" }),
      });
    } catch (error) {
      const problem = asProblem(error);
      if (problem.field("code") !== undefined) {
        setAskCode(problem.status === 429 ? "may" : "must");
        setWrong(t(problem.status === 429 ? "sign_in.wait_or_code" : "sign_in.code_needed"));
      } else setWrong(why(problem.status));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="alone">
      <header class="alone-head">
        <span class="brand">
          <img src="/icon.svg" alt="" width="40" height="40" /> Paraat
        </span>
        <button type="button" class="tool" lang={language.value === "nl" ? "en" : "nl"} onClick={() => void setLanguage(language.value === "nl" ? "en" : "nl")}>
          {language.value === "nl" ? "English" : "Nederlands"}
        </button>
      </header>
      <main class="card" id="main">
        <h1>{t("sign_in")}</h1>
        <form ref={fields} onSubmit={(e) => void submit(e)}>
          <Field label={t("sign_in.name")} name="username" autoComplete="username" autoCapitalize="none" spellcheck={false} required />
          <Field label={t("sign_in.password")} name="password" type="password" autoComplete="current-password" required />
          {askCode !== "no" && (
            <>
              <Field label={t("sign_in.code")} name="code" autoComplete="one-time-code" inputMode="numeric" required={askCode === "must"} autoFocus />
              <label class="check">
                <input type="checkbox" class="utrecht-checkbox" name="remember" /> {t("sign_in.remember")}
              </label>
            </>
          )}
          <div role="alert">{wrong !== "" && <Notice tone="error" title={wrong} />}</div>
          <Button kind="primary" type="submit" busy={busy}>
            {t("sign_in")}
          </Button>
        </form>
        <Forgot username={username} why={why} />
        <DemoSignIns />
      </main>
    </div>
  );
}
