// SPDX-License-Identifier: EUPL-1.2
// The chain checked in this browser, and the export to keep.
import { useState } from "preact/hooks";
import { raw } from "../api/client";
import { t, tn, word } from "../i18n";
import { addDays, isoDay } from "../i18n/dates";
import { verifyAudit, type Verdict } from "../live/verify_audit";
import { Button } from "../parts/button";
import { Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";

export function Chain() {
  const today = isoDay(Date.now());
  const [from, setFrom] = useState(addDays(today, -365));
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [wrong, setWrong] = useState("");
  const path = `/audit/export?from=${from}&to=${addDays(today, 1)}`;

  async function check(): Promise<void> {
    setBusy(t("audit.reading"));
    setVerdict(null);
    setWrong("");
    try {
      const text = await (await raw(path)).text();
      setVerdict(await verifyAudit(text, (done, of) => setBusy(t("audit.checking", { percent: Math.round((done / of) * 100) }))));
    } catch (error) {
      setWrong(sentence(error));
    } finally {
      setBusy(null);
    }
  }
  async function keep(): Promise<void> {
    const { save } = await import("../parts/download");
    await save(await raw(path), `paraat-audit-${from}.jsonl`);
  }
  return (
    <section aria-labelledby="chain" class="card chain">
      <h2 id="chain">{t("audit.chain")}</h2>
      <p>{t("audit.chain_text")}</p>
      <div class="filters">
        <Field label={t("audit.since")} type="date" value={from} max={today} onInput={(e) => setFrom(e.currentTarget.value)} />
        <p class="actions">
          <Button kind="primary" busy={busy !== null} onClick={() => void check()}>
            {t("audit.check")}
          </Button>
          <Button onClick={() => void keep()}>{t("audit.export")}</Button>
        </p>
      </div>
      <div role="status">
        {busy}
        {verdict?.ok && (
          <Notice tone="ok" title={t("audit.whole", { records: tn("audit.count", verdict.records), seals: tn("audit.seals", verdict.seals) })}>
            <p class="wrap">
              {t("audit.head")} <code>{verdict.head}</code>
              <br />
              {t("audit.key")} <code>{verdict.key}</code>
            </p>
            {!verdict.signatures && <p>{t("audit.no_ed25519")}</p>}
          </Notice>
        )}
      </div>
      <div role="alert">
        {verdict?.wrong && <Notice tone="error" title={t("audit.broken", { seq: verdict.wrong.seq, what: word("audit_wrong", verdict.wrong.what) })} />}
        {wrong !== "" && <Notice tone="error" title={wrong} />}
      </div>
    </section>
  );
}
