// SPDX-License-Identifier: EUPL-1.2
// One person: names and numbers, functions, ordinary work, duties and absences to come.
import { useQuery } from "@tanstack/preact-query";
import { useRoute } from "preact-iso";
import { all, api, take } from "../api/client";
import { mayCall, mayPlan } from "../app/session";
import { t, word } from "../i18n";
import { dateTime, dayTime } from "../i18n/dates";
import { Loaded } from "../parts/loaded";
import { byId, useFunctions, useMunicipalities, type Person } from "../parts/names";
import { Table } from "../parts/table";
import { useTitle } from "../parts/title";
import { ProvedContacts } from "./contact_proof";
import { PersonForm } from "./person_form";
import { PersonFunctions } from "./person_functions";
import { History } from "./person_history";
import { PersonWork } from "./person_work";

const AHEAD_MS = 390 * 86_400_000;

/* Who really holds them, and the drafts. */
function Duties({ id }: { id: number }) {
  const functions = byId(useFunctions());
  const duties = useQuery({
    queryKey: ["duties", "person", id],
    queryFn: async () => {
      const from = new Date().toISOString();
      const to = new Date(Date.now() + AHEAD_MS).toISOString();
      const [held, planned] = await Promise.all([
        all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: id, resolved: true, from, to, limit: 1000, cursor } } }))),
        all((cursor) => take(api.GET("/api/v1/duties", { params: { query: { person_id: id, state: "draft", from, limit: 1000, cursor } } }))),
      ]);
      return [...held, ...planned.filter((d) => d.state === "draft")].sort((a, b) => a.starts_at.localeCompare(b.starts_at));
    },
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
              <tr key={`${d.state} ${d.function_id} ${d.rank} ${d.starts_at}`} class="utrecht-table__row">
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
  const municipalities = byId(useMunicipalities());
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

/* Is each number really theirs? A code goes out to it and comes back by telephone. */
function Proofs({ id }: { id: number }) {
  return (
    <section aria-labelledby="proofs">
      <h2 id="proofs">{t("person.proofs")}</h2>
      <p>{t("person.proofs_text")}</p>
      <ProvedContacts personId={id} />
    </section>
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
      <Loaded query={person} heading={t("nav.people")}>
        {(p) => (
          <>
            <h1>{p.display_name}</h1>
            <div class="two">
              <div>
                {mayPlan.value ? <PersonForm key={p.id} person={p} /> : <Facts person={p} />}
              </div>
              <div>
                {mayCall.value && <Proofs id={id} />}
                <PersonFunctions id={id} />
                <PersonWork id={id} />
                <Duties id={id} />
              </div>
            </div>
            <History id={id} />
          </>
        )}
      </Loaded>
    </>
  );
}
