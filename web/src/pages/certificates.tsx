// SPDX-License-Identifier: EUPL-1.2
// Certificates: records that are only added to, each with its paper. Filters in the address.
import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { all, api, raw, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { mayPlan } from "../app/session";
import { t, tn } from "../i18n";
import { addDays, date, isoDay } from "../i18n/dates";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { save } from "../parts/download";
import { Check, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded, sentence } from "../parts/loaded";
import { byId, called, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { fold } from "../parts/search";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { PaperDialog } from "./certificate_file";
import { CertificateDialog, type Certificate } from "./certificate_form";

function Validity({ c }: { c: Certificate }) {
  const today = isoDay(Date.now());
  if (c.withdrawn) return <span class="state">{t("certificate.withdrawn")}</span>;
  if (c.replaced_by) return <span class="state">{t("certificate.replaced")}</span>;
  if (!c.valid_until) return <>{t("certificate.no_end")}</>;
  if (c.valid_until <= today) return <span class="state state-lapsed">! {t("certificate.lapsed", { date: date(c.valid_until) })}</span>;
  if (c.valid_until <= addDays(today, 90)) return <span class="state state-expiring">▲ {t("certificate.until", { date: date(c.valid_until) })}</span>;
  return <>{t("certificate.until", { date: date(c.valid_until) })}</>;
}

const endings: Record<string, string> = { "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg" };

function Paper({ c, onAdd }: { c: Certificate; onAdd: () => void }) {
  const act = useAct();
  if (!c.file)
    return mayPlan.value && !c.replaced_by && !c.withdrawn ? (
      <>
        <span class="print-only">–</span>
        <button type="button" class="tool" onClick={onAdd}>
          {t("certificate.add_file")}
          <span class="visually-hidden"> {c.title}</span>
        </button>
      </>
    ) : (
      <>–</>
    );
  const fetchIt = () => void act.run(async () => save(await raw(`/certificates/${c.id}/file`), `certificaat-${c.id}.${endings[c.file?.type ?? ""] ?? "bin"}`));
  return (
    <>
      <button type="button" class="tool" disabled={act.busy} onClick={fetchIt}>
        {t("certificate.get_file", { kind: (endings[c.file.type ?? ""] ?? "").toUpperCase(), size: Math.ceil((c.file.size ?? 0) / 1024) })}
        <span class="visually-hidden"> {c.title}</span>
      </button>
      <small title={c.file.sha256}>
        SHA-256 <code>{c.file.sha256?.slice(0, 12)}…</code>
      </small>
      {act.problem && <small role="alert">{sentence(act.problem)}</small>}
    </>
  );
}

type Open = { what: "add" } | { what: "correct" | "file"; c: Certificate } | null;

export default function Certificates() {
  const { query, filter } = useFilters();
  useTitle(t("nav.certificates"));
  const [open, setOpen] = useState<Open>(null);
  const people = byId(usePeople());
  const text = query.q ?? "";
  const past = query.past === "1";
  const list = useQuery({ queryKey: ["certificates"], queryFn: () => all((cursor) => take(api.GET("/api/v1/certificates", { params: { query: { limit: 1000, cursor } } }))) });
  const changed = () => {
    for (const key of ["certificates", "compliance"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  const name = (c: Certificate) => called(people, c.person_id, "display_name");
  const chosen = (items: Schemas["Certificate"][]) => {
    const wanted = fold(text);
    return items
      .filter((c) => (past || (!c.replaced_by && !c.withdrawn)) && (wanted === "" || fold(`${name(c)} ${c.title} ${c.issuer ?? ""} ${c.number ?? ""}`).includes(wanted)))
      .sort((a, b) => (a.valid_until ?? "9").localeCompare(b.valid_until ?? "9") || name(a).localeCompare(name(b)));
  };
  return (
    <>
      <div class="page-head">
        <h1>{t("nav.certificates")}</h1>
        {mayPlan.value && <Button onClick={() => setOpen({ what: "add" })}>{t("certificate.add")}</Button>}
      </div>
      <p>{t("certificate.text")}</p>
      <div class="filters">
        <Field label={t("audit.search")} type="search" value={text} onInput={(e) => filter({ q: e.currentTarget.value })} />
        <Check label={t("certificate.past")} checked={past} onChange={(on) => filter({ past: on ? "1" : "" })} />
      </div>
      <Loaded query={list} isEmpty={(d) => chosen(d).length === 0} empty={<Notice tone="info" title={t(text ? "certificate.none_found" : "certificate.none")} />}>
        {(items) => (
          <>
            <p class="quiet" role="status">
              {tn("certificate.count", chosen(items).length)}
            </p>
            <Table caption={t("nav.certificates")} head={[t("name"), t("certificate.title"), t("certificate.from"), t("certificate.validity"), t("certificate.paper")]} acts={mayPlan.value && t("change")}>
              {chosen(items).map((c) => (
                <tr key={c.id} class="utrecht-table__row">
                  <td class="utrecht-table__cell">
                    <a class="utrecht-link" href={`/people/${c.person_id}`}>
                      {name(c)}
                    </a>
                  </td>
                  <th scope="row" class="utrecht-table__cell">
                    {c.title} <small>{[c.issuer, c.number, c.reason].filter(Boolean).join(" · ")}</small>
                  </th>
                  <td class="utrecht-table__cell numeric">{date(c.valid_from)}</td>
                  <td class="utrecht-table__cell">
                    <Validity c={c} />
                  </td>
                  <td class="utrecht-table__cell">
                    <Paper c={c} onAdd={() => setOpen({ what: "file", c })} />
                  </td>
                  {mayPlan.value && (
                    <td class="utrecht-table__cell">
                      {!c.replaced_by && !c.withdrawn && (
                        <button type="button" class="tool" onClick={() => setOpen({ what: "correct", c })}>
                          {t("certificate.correct")}
                          <span class="visually-hidden">
                            {" "}
                            {c.title} {name(c)}
                          </span>
                        </button>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </Table>
          </>
        )}
      </Loaded>
      {open?.what === "add" && <CertificateDialog onSaved={(c) => { changed(); setOpen({ what: "file", c }); }} onClose={() => setOpen(null)} />}
      {open?.what === "correct" && <CertificateDialog old={open.c} onSaved={() => { changed(); setOpen(null); }} onClose={() => setOpen(null)} />}
      {open?.what === "file" && <PaperDialog c={open.c} whose={name(open.c)} onSaved={changed} onClose={() => setOpen(null)} />}
    </>
  );
}
