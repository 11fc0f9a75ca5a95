// SPDX-License-Identifier: EUPL-1.2
// Everybody: found without accents; functions beside the name. The search stands in the address.
import { useMemo } from "preact/hooks";
import { mayPlan } from "../app/session";
import { t, tn, word } from "../i18n";
import { isoDay } from "../i18n/dates";
import { Button } from "../parts/button";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Loaded } from "../parts/loaded";
import { byId, useAssignments, useFunctions, useMunicipalities, usePeople, type Person } from "../parts/names";
import { Notice } from "../parts/notice";
import { fold } from "../parts/search";
import { useTitle } from "../parts/title";
import { VirtualTable } from "../parts/virtual";
import { ImportDialog } from "./import_dialog";
import { importKinds } from "./import_kinds";

/* "Berg, van den, Anne": as lists of names are sorted in the Netherlands. */
function sortName(p: Person): string {
  return fold([p.family_name, p.given_name, p.infix].join(" "));
}

export default function People() {
  const { query, filter } = useFilters();
  const people = usePeople();
  const functions = byId(useFunctions());
  const municipalities = byId(useMunicipalities());
  const assignments = useAssignments();
  useTitle(t("nav.people"));

  const held = useMemo(() => {
    const today = isoDay(Date.now());
    const map = new Map<number, { id: number; status: string }[]>();
    for (const a of assignments.data ?? [])
      if (a.from <= today && (a.until === null || a.until === undefined || a.until > today)) map.set(a.person_id, [...(map.get(a.person_id) ?? []), { id: a.function_id, status: a.status }]);
    return map;
  }, [assignments.data]);

  const importing = mayPlan.value ? importKinds.find((k) => k === query.import) : undefined;
  const text = query.q ?? "";
  const functionId = Number(query.function ?? 0);
  const shown = useMemo(() => {
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    return (people.data ?? [])
      .filter((p) => {
        if (functionId !== 0 && !(held.get(p.id ?? 0) ?? []).some((f) => f.id === functionId)) return false;
        const name = fold(`${p.display_name} ${p.external_id ?? ""}`);
        return wanted.every((w) => name.includes(w));
      })
      .sort((a, b) => sortName(a).localeCompare(sortName(b)));
  }, [people.data, text, functionId, held]);

  return (
    <>
      <div class="page-head">
        <h1>{t("nav.people")}</h1>
        {mayPlan.value && (
          <p class="actions">
            <a class="utrecht-button utrecht-button--secondary-action" href="/people/new">
              {t("people.add")}
            </a>
            <Button onClick={() => filter({ import: "people" })}>{t("people.import")}</Button>
          </p>
        )}
      </div>
      <div class="filters">
        <Field label={t("people.search")} type="search" value={text} onInput={(e) => filter({ q: e.currentTarget.value })} />
        <Choice label={t("function")} value={functionId || ""} onChange={(e) => filter({ function: e.currentTarget.value })}>
          <option value="">{t("all")}</option>
          {[...functions.values()].map((f) => (
            <option key={f.id} value={f.id}>
              {f.code} {f.name}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded
        query={people}
        isEmpty={(d) => d.length === 0}
        empty={
          <Notice tone="info" title={t("people.none")}>
            <p>{t("people.none_help")}</p>
          </Notice>
        }
      >
        {() => (
          <>
            <p class="quiet" role="status">
              {tn("people", shown.length)}
            </p>
            {shown.length === 0 ? (
              <Notice tone="info" title={t("people.not_found")} />
            ) : (
              <VirtualTable
                label={t("nav.people")}
                head={[t("name"), t("people.functions"), t("people.municipality"), t("people.contacts")]}
                items={shown}
                columns="minmax(0, 1.2fr) minmax(0, 1.3fr) minmax(0, 0.8fr) minmax(0, 1.1fr)"
                rowHeight={48}
                stacked={196}
                id={(p) => p.id ?? 0}
                cells={(p) => [
                  <a class="utrecht-link" href={`/people/${p.id}`}>
                    {p.display_name}
                  </a>,
                  <span class="two-lines">{(held.get(p.id ?? 0) ?? []).map((f) => `${functions.get(f.id)?.code ?? ""}${f.status === "qualified" ? "" : ` (${word("assignment", f.status)})`}`).join(", ") || "–"}</span>,
                  municipalities.get(p.municipality_id)?.name ?? "",
                  (p.contacts ?? []).length === 0 ? <span class="state state-exhausted">! {t("people.no_contact")}</span> : <span class="two-lines">{(p.contacts ?? []).map((c) => word("contact", c.kind)).join(", ")}</span>,
                ]}
              />
            )}
          </>
        )}
      </Loaded>
      {importing && <ImportDialog first={importing} onClose={() => filter({ import: "" })} />}
    </>
  );
}
