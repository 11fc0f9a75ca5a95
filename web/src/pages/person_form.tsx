// SPDX-License-Identifier: EUPL-1.2
// Names and contact paths, in the order in which they are tried. Somebody else's change meanwhile
// is shown beside mine.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, ifMatch, take } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { Button } from "../parts/button";
import { Conflict, differences, type InWords } from "../parts/conflict";
import { Choice, Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { byId, useMunicipalities, type Person } from "../parts/names";
import { Notice } from "../parts/notice";
import { useSaving } from "../parts/theirs";
import { useUnsaved } from "../parts/unsaved";

type Contact = NonNullable<Person["contacts"]>[number];
const kinds: Contact["kind"][] = ["mobile", "landline", "email", "push"];
const empty: Person = { given_name: "", infix: "", family_name: "", municipality_id: 0, language: "nl", active: true, contacts: [{ kind: "mobile", address: "", rank: 1 }] };

function Contacts({ items, onChange, error }: { items: Contact[]; onChange: (to: Contact[]) => void; error: string | undefined }) {
  const set = (i: number, to: Partial<Contact>) => onChange(items.map((c, j) => (j === i ? { ...c, ...to } : c)));
  const move = (i: number) => {
    const next = [...items];
    const [c] = next.splice(i, 1);
    if (c) next.splice(i - 1, 0, c);
    onChange(next);
  };
  return (
    <fieldset class="contacts">
      <legend>{t("person.contacts")}</legend>
      <p class="field-help">{t("person.contacts_help")}</p>
      {error && <p class="field-error">✕ {error}</p>}
      {items.map((c, i) => (
        <div key={i} class="contact">
          <Choice label={t("person.contact_kind", { n: i + 1 })} value={c.kind} onChange={(e) => set(i, { kind: e.currentTarget.value as Contact["kind"] })}>
            {kinds.map((k) => (
              <option key={k} value={k}>
                {word("contact", k)}
              </option>
            ))}
          </Choice>
          <Field label={t("person.address", { n: i + 1 })} value={c.address ?? ""} onInput={(e) => set(i, { address: e.currentTarget.value })} />
          <span class="contact-tools">
            {i > 0 && (
              <button type="button" class="tool" onClick={() => move(i)}>
                ↑ {t("person.earlier")}
              </button>
            )}
            <button type="button" class="tool" onClick={() => onChange(items.filter((_, j) => j !== i))}>
              {t("remove")}
              <span class="visually-hidden"> {c.address}</span>
            </button>
          </span>
        </div>
      ))}
      <Button onClick={() => onChange([...items, { kind: "mobile", address: "", rank: items.length + 1 }])}>{t("person.contact_add")}</Button>
    </fieldset>
  );
}

export function PersonForm({ person }: { person?: Person }) {
  const { route } = useLocation();
  const [p, setP] = useState<Person>(person ?? empty);
  const [stand, setStand] = useState<"" | "typed" | "saved">("");
  useUnsaved(stand === "typed");
  const municipalities = useMunicipalities().data ?? [];
  const { act, theirs, drop, save: keep } = useSaving(() => take(api.GET("/api/v1/people/{id}", { params: { path: { id: person?.id ?? 0 } } })));
  const set = (to: Partial<Person>) => {
    setStand("typed");
    setP({ ...p, ...to });
  };

  async function save(version: number | undefined): Promise<void> {
    const { given_name, infix, family_name, municipality_id, language, active } = p;
    const contacts = (p.contacts ?? []).filter((c) => (c.address ?? "") !== "").map((c, i) => ({ kind: c.kind, address: c.address, rank: i + 1 }));
    const body = { given_name, infix, family_name, municipality_id, language, active, contacts };
    const done = await keep(async (key) => {
      if (person === undefined) {
        const made = await take(api.POST("/api/v1/people", { params: { header: { "Idempotency-Key": key } }, body }));
        route(`/people/${made.id}`, true);
      } else {
        const now = await take(api.PATCH("/api/v1/people/{id}", { params: { path: { id: person.id ?? 0 }, header: ifMatch(version) }, body: body as never }));
        queries.setQueryData(["person", person.id], now);
        setP(now);
      }
      void queries.invalidateQueries({ queryKey: ["people"] });
    });
    if (done) setStand("saved");
  }
  const inWords = (x: Person): InWords => [
    [t("person.given"), x.given_name],
    [t("person.infix"), x.infix],
    [t("person.family"), x.family_name],
    [t("people.municipality"), byId(municipalities).get(x.municipality_id)?.name],
    [t("person.language"), x.language],
    [t("person.active"), x.active ? t("yes") : t("no")],
    [t("person.contacts"), (x.contacts ?? []).map((c) => `${word("contact", c.kind)} ${c.address}`).join(", ")],
  ];

  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void save(p.version);
      }}
    >
      <Field label={t("person.given")} value={p.given_name ?? ""} onInput={(e) => set({ given_name: e.currentTarget.value })} error={act.problem?.field("given_name")} autoComplete="off" />
      <Field label={t("person.infix")} help={t("person.infix_help")} value={p.infix ?? ""} onInput={(e) => set({ infix: e.currentTarget.value })} error={act.problem?.field("infix")} autoComplete="off" />
      <Field label={t("person.family")} required value={p.family_name} onInput={(e) => set({ family_name: e.currentTarget.value })} error={act.problem?.field("family_name")} autoComplete="off" />
      <Choice label={t("people.municipality")} value={p.municipality_id || ""} required onChange={(e) => set({ municipality_id: Number(e.currentTarget.value) })} error={act.problem?.field("municipality_id")}>
        <option value="">{t("choose")}</option>
        {municipalities.map((m) => (
          <option key={m.id} value={m.id}>
            {m.name}
          </option>
        ))}
      </Choice>
      <Choice label={t("person.language")} value={p.language ?? "nl"} onChange={(e) => set({ language: e.currentTarget.value as "nl" | "en" })}>
        <option value="nl">Nederlands</option>
        <option value="en">English</option>
      </Choice>
      <Contacts items={p.contacts ?? []} onChange={(contacts) => set({ contacts })} error={act.problem?.errors.find((e) => e.field.startsWith("contacts"))?.message} />
      <label class="check">
        <input type="checkbox" class="utrecht-checkbox" checked={p.active ?? true} onChange={(e) => set({ active: e.currentTarget.checked })} /> {t("person.active")}
      </label>
      {theirs !== null ? (
        <Conflict
          changes={differences(inWords(p), inWords(theirs))}
          onMine={() => void save(theirs.version)}
          onTheirs={() => {
            queries.setQueryData(["person", person?.id], theirs);
            setP(theirs);
            setStand("");
            drop();
          }}
        />
      ) : (
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
      )}
      <p class="actions">
        <Button kind="primary" type="submit" busy={act.busy}>
          {t("save")}
        </Button>
        <span role="status">{stand === "saved" && `✓ ${t("saved")}`}</span>
      </p>
    </form>
  );
}
