// SPDX-License-Identifier: EUPL-1.2
// For who must be able to trust the record: search, before and after, the chain checked in this
// browser, the export to keep. The filters stand in the address.
import { useQuery } from "@tanstack/preact-query";
import { useLocation } from "preact-iso";
import { useMemo, useState } from "preact/hooks";
import { all, api, raw, take, type Schemas } from "../api/client";
import { t, tn, word } from "../i18n";
import { addDays, date, dateTime, isoDay } from "../i18n/dates";
import { verifyAudit, type Verdict } from "../live/verify_audit";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { fold } from "../parts/search";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { VirtualTable } from "../parts/virtual";

type Record_ = Schemas["AuditRecord"];

function pairs(before: unknown, after: unknown): [string, string, string][] {
  const of = (v: unknown) => (typeof v === "object" && v !== null ? (v as Record<string, unknown>) : {});
  const text = (v: unknown) => (v === undefined ? "" : typeof v === "string" ? v : JSON.stringify(v));
  const keys = new Set([...Object.keys(of(before)), ...Object.keys(of(after))]);
  return [...keys].map((k) => [k, text(of(before)[k]), text(of(after)[k])]);
}

function RecordDialog({ r, onClose }: { r: Record_; onClose: () => void }) {
  return (
    <Dialog open wide title={t("audit.record", { seq: r.seq })} onClose={onClose}>
      <dl class="facts">
        <dt>{t("audit.at")}</dt>
        <dd>{dateTime(r.at)}</dd>
        <dt>{t("audit.actor")}</dt>
        <dd>{r.actor}</dd>
        <dt>{t("audit.origin")}</dt>
        <dd>{r.origin}</dd>
        <dt>{t("audit.action")}</dt>
        <dd>{r.action}</dd>
        <dt>{t("audit.object")}</dt>
        <dd>{r.object}</dd>
        <dt>{t("audit.result")}</dt>
        <dd>{r.result}</dd>
      </dl>
      <Table caption={t("audit.changes")} head={[t("conflict.field"), t("audit.before"), t("audit.after")]}>
        {pairs(r.before, r.after).map(([k, before, after]) => (
          <tr key={k} class={`utrecht-table__row ${before !== after ? "changed" : ""}`}>
            <th scope="row" class="utrecht-table__cell">
              {k}
            </th>
            <td class="utrecht-table__cell wrap">{before !== after && before !== "" ? <del>{before}</del> : before || "–"}</td>
            <td class="utrecht-table__cell wrap">{before !== after && after !== "" ? <ins>{after}</ins> : after || "–"}</td>
          </tr>
        ))}
      </Table>
      <p class="quiet wrap">
        {t("audit.hash")} <code>{r.hash}</code>
      </p>
    </Dialog>
  );
}

function Chain() {
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
          <Notice tone="ok" title={t("audit.whole", { records: verdict.records, seals: verdict.seals })}>
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

export default function Audit() {
  const { query, route } = useLocation();
  const [open, setOpen] = useState<Record_ | null>(null);
  useTitle(t("nav.audit"));
  const records = useQuery({ queryKey: ["audit"], queryFn: () => all((cursor) => take(api.GET("/api/v1/audit", { params: { query: { limit: 1000, cursor } } }))), staleTime: 30_000 });
  const text = query.q ?? "";
  const from = query.from ?? "";
  const until = query.until ?? "";
  const shown = useMemo(() => {
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    return [...(records.data ?? [])].reverse().filter((r) => {
      const day = isoDay(r.at);
      if ((from !== "" && day < from) || (until !== "" && day > until)) return false;
      if (wanted.length === 0) return true;
      const hay = fold(`${r.seq} ${r.actor} ${r.action} ${r.object} ${r.result} ${r.origin} ${JSON.stringify(r.before ?? "")} ${JSON.stringify(r.after ?? "")}`);
      return wanted.every((w) => hay.includes(w));
    });
  }, [records.data, text, from, until]);
  const filter = (name: string, value: string) => {
    const next = new URLSearchParams({ ...query, [name]: value });
    if (value === "") next.delete(name);
    route(`/audit?${next}`, true);
  };
  return (
    <>
      <h1>{t("nav.audit")}</h1>
      <Chain />
      <h2>{t("audit.records")}</h2>
      <div class="filters">
        <Field label={t("audit.search")} help={t("audit.search_help")} type="search" value={text} onInput={(e) => filter("q", e.currentTarget.value)} />
        <Field label={t("from")} type="date" value={from} onInput={(e) => filter("from", e.currentTarget.value)} />
        <Field label={t("audit.through")} type="date" value={until} onInput={(e) => filter("until", e.currentTarget.value)} />
      </div>
      <Loaded query={records} isEmpty={(d) => d.length === 0} empty={<Notice tone="info" title={t("audit.none")} />}>
        {() => (
          <>
            <p class="quiet" role="status">
              {tn("audit.count", shown.length)}
            </p>
            <VirtualTable
              label={t("audit.records")}
              head={[t("audit.number"), t("audit.at"), t("audit.actor"), t("audit.action"), t("audit.object"), t("audit.result"), t("audit.look")]}
              items={shown}
              rowHeight={40}
              id={(r) => r.seq}
              cells={(r) => [
                <span class="numeric">{r.seq}</span>,
                <span class="numeric">
                  {date(r.at)} {dateTime(r.at).slice(-5)}
                </span>,
                r.actor,
                r.action,
                r.object,
                r.result,
                <button type="button" class="tool" onClick={() => setOpen(r)}>
                  {t("audit.open")}
                  <span class="visually-hidden"> {r.seq}</span>
                </button>,
              ]}
            />
          </>
        )}
      </Loaded>
      {open && <RecordDialog r={open} onClose={() => setOpen(null)} />}
    </>
  );
}
