// SPDX-License-Identifier: EUPL-1.2
// One person: names and numbers, functions, duties and absences to come.
import { useQuery } from "@tanstack/preact-query";
import { useRoute } from "preact-iso";
import { all, api, take } from "../api/client";
import { mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { dateTime, dayTime } from "../i18n/dates";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions, useMunicipalities, type Person } from "../parts/names";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { PersonForm } from "./person_form";
import { PersonFunctions } from "./person_functions";

function Duties({ id }: { id: number }) {
  const functions = byId(useFunctions().data);
  const from = new Date().toISOString();
  const duties = useQuery({
    queryKey: ["duties", "person", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: id, from, limit: 1000, cursor } } }))),
  });
  const absences = useQuery({
    queryKey: ["absences", id],
    queryFn: () => all((cursor) => take(api.GET("/api/v1/absences", { params: { query: { person_id: id, limit: 1000, cursor } } }))),
  });
  return (
    <>
      <h2>{t("person.duties")}</h2>
      <Loaded query={duties} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("person.no_duties")}</p>}>
        {(items) => (
          <Table caption={t("person.duties")} head={[t("function"), t("from"), t("until")]}>
            {items.slice(0, 20).map((d) => (
              <tr key={d.id} class="utrecht-table__row">
                <th scope="row" class="utrecht-table__cell">
                  {functions.get(d.function_id)?.code} {d.state === "draft" && <span class="state">{t("roster.draft")}</span>}
                </th>
                <td class="utrecht-table__cell numeric">{dayTime(d.starts_at)}</td>
                <td class="utrecht-table__cell numeric">{dayTime(d.ends_at)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      <h2>{t("person.absences")}</h2>
      <Loaded query={absences} isEmpty={(d) => d.length === 0} empty={<p class="quiet">{t("person.no_absences")}</p>}>
        {(items) => (
          <ul>
            {items.map((a) => (
              <li key={a.id}>
                {dateTime(a.from)} – {dateTime(a.until)} {a.note && <span class="quiet">({a.note})</span>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

function Facts({ person }: { person: Person }) {
  const municipalities = byId(useMunicipalities().data);
  return (
    <dl class="facts">
      <dt>{t("people.municipality")}</dt>
      <dd>{municipalities.get(person.municipality_id)?.name}</dd>
      {(person.contacts ?? []).map((c) => (
        <>
          <dt>{word("contact", c.kind)}</dt>
          <dd>{c.address ?? c.address_hint}</dd>
        </>
      ))}
    </dl>
  );
}

export default function PersonPage() {
  const { id: word_ } = useRoute().params;
  const isNew = word_ === "new";
  const id = Number(word_);
  const person = useQuery({ queryKey: ["person", id], queryFn: () => take(api.GET("/api/v1/people/{id}", { params: { path: { id } } })), enabled: !isNew });
  const name = isNew ? t("people.add") : (person.data?.display_name ?? "");
  useTitle(name || t("nav.people"));
  if (isNew)
    return (
      <>
        <h1>{name}</h1>
        <PersonForm />
      </>
    );
  return (
    <>
      <p>
        <a class="utrecht-link" href="/people">
          ← {t("nav.people")}
        </a>
      </p>
      <Loaded query={person}>
        {(p) => (
          <>
            <h1>{p.display_name}</h1>
            <div class="two">
              <div>{mayPlan.value ? <PersonForm key={p.version} person={p} /> : <Facts person={p} />}</div>
              <div>
                <PersonFunctions id={id} />
                <Duties id={id} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}
