// SPDX-License-Identifier: EUPL-1.2
// For who must be able to trust the record: search, before and after, the chain checked in this
// browser, the export to keep. The filters stand in the address; the service searches.
import { useState } from "preact/hooks";
import { t, tn, word } from "../i18n";
import { date, dateTime, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { actorInWords } from "../parts/actor";
import { Button } from "../parts/button";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded, sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { useTitle } from "../parts/title";
import { useTyped } from "../parts/typed";
import { VirtualTable } from "../parts/virtual";
import { Chain } from "./audit_chain";
import { RecordDialog, type AuditRecord } from "./audit_record";
import { useAudit, wholeAudit, type AuditFilter } from "./audit_search";
import { Seals } from "./audit_seals";
import { actionInWords, kinds, objectInWords, resultInWords } from "./audit_words";

/* What was searched for, for a spreadsheet; the chain is in the other export. */
async function keepFound(records: AuditRecord[]): Promise<void> {
  const [{ csvOf }, { save }] = await Promise.all([import("../parts/csv"), import("../parts/download")]);
  const text = (v: unknown) => (v === null || v === undefined ? "" : JSON.stringify(v));
  const rows = records.map((r): (string | number)[] => [r.seq, r.at, r.actor ?? "", r.origin ?? "", r.action ?? "", r.object ?? "", r.result ?? "", text(r.before), text(r.after), r.hash ?? ""]);
  await save(new Response(csvOf(["seq", "at", "actor", "origin", "action", "object", "result", "before", "after", "hash"], rows)), `paraat-audit-${isoDay(Date.now())}.csv`);
}

function Filters({ f, set }: { f: AuditFilter; set: (changes: Partial<AuditFilter>) => void }) {
  const [q, setQ] = useTyped(f.q, (v) => set({ q: v }));
  const [who, setWho] = useTyped(f.who, (v) => set({ who: v }));
  const [kind = "", id = ""] = f.object.split(/\/(.*)/s);
  const [number, setNumber] = useTyped(id, (v) => set({ object: v === "" ? kind : `${kind}/${v}` }));
  return (
    <div class="filters" role="search" aria-label={t("audit.records")}>
      <Field label={t("audit.search")} help={t("audit.search_help")} type="search" maxLength={200} value={q} onInput={(e) => setQ(e.currentTarget.value)} />
      <Field label={t("audit.actor")} type="search" maxLength={79} value={who} onInput={(e) => setWho(e.currentTarget.value)} />
      <Choice label={t("audit.object")} value={kind} onChange={(e) => set({ object: e.currentTarget.value })}>
        <option value="">{t("audit.anything")}</option>
        {kinds.map((k) => (
          <option key={k} value={k}>
            {word("audit_kind", k)}
          </option>
        ))}
        {kind !== "" && !kinds.includes(kind) && <option value={kind}>{kind}</option>}
      </Choice>
      {kind !== "" && <Field label={t("audit.of_number")} inputMode="numeric" maxLength={40} value={number} onInput={(e) => setNumber(e.currentTarget.value.trim())} />}
      <Field label={t("from")} type="date" value={f.from} onInput={(e) => set({ from: e.currentTarget.value })} />
      <Field label={t("audit.through")} type="date" value={f.until} onInput={(e) => set({ until: e.currentTarget.value })} />
    </div>
  );
}

function Records({ f }: { f: AuditFilter }) {
  const [open, setOpen] = useState<AuditRecord | null>(null);
  const [kept, setKept] = useState(0);
  const { pages, records, searching, reached } = useAudit(f);
  const act = useAct();
  return (
    <>
      <Loaded query={pages} isEmpty={() => records?.length === 0 && !searching} empty={<Notice tone="info" title={t(Object.values(f).some(Boolean) ? "audit.not_found" : "audit.none")} />}>
        {() => (
          <>
            <div class="page-head">
              <p class="quiet" role="status">
                {tn("audit.count", records?.length ?? 0)}
                {reached !== null && <span> {t(searching ? "audit.searching" : "audit.more", { seq: reached })}</span>}
              </p>
              <Button busy={act.busy} onClick={() => void act.run(async () => keepFound(await wholeAudit(f, setKept)))}>
                {act.busy ? tn("audit.keeping", kept) : t("audit.csv")}
              </Button>
            </div>
            <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
            <VirtualTable
              label={t("audit.records")}
              head={[t("audit.number"), t("audit.at"), t("audit.actor"), t("audit.action"), t("audit.object"), t("audit.result")]}
              acts={t("audit.look")}
              items={records ?? []}
              columns="4rem 10.25rem minmax(0, 1.9fr) minmax(0, 1.2fr) minmax(0, 1.1fr) 5.75rem 5.5rem"
              rowHeight={44}
              stacked={248}
              id={(r) => r.seq}
              onEnd={() => pages.hasNextPage && !pages.isFetching && void pages.fetchNextPage()}
              cells={(r) => [
                <span class="numeric">{r.seq}</span>,
                <span class="numeric two-lines">
                  {date(r.at)} {dateTime(r.at).slice(-5)}
                </span>,
                <span class="two-lines" title={r.actor}>
                  {actorInWords(r.actor)}
                </span>,
                <span class="two-lines" title={r.action}>
                  {actionInWords(r.action ?? "")}
                </span>,
                <span class="wraps" title={r.object}>
                  {objectInWords(r.object ?? "")}
                </span>,
                <span class="wraps" title={r.result}>
                  {resultInWords(r.result ?? "")}
                </span>,
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

export default function Audit() {
  const { query, filter } = useFilters();
  useTitle(t("nav.audit"));
  const f: AuditFilter = { q: query.q ?? "", who: query.who ?? "", object: query.object ?? "", from: query.from ?? "", until: query.until ?? "" };
  return (
    <>
      <h1>{t("nav.audit")}</h1>
      <Chain />
      <Seals />
      <h2>{t("audit.records")}</h2>
      <Filters f={f} set={filter} />
      <Records f={f} />
    </>
  );
}
