// SPDX-License-Identifier: EUPL-1.2
// A rotation: function, people in order of turn, handover; the coming handovers beside it.
import { useState } from "preact/hooks";
import { api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, word } from "../i18n";
import { date, dayTime, isoDay, monday } from "../i18n/dates";
import { Conflict, differences, type InWords } from "../parts/conflict";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { FormButtons } from "../parts/form_end";
import { sentence } from "../parts/loaded";
import { byId, called, useAssignments, useFunctions, usePeople } from "../parts/names";
import { Notice } from "../parts/notice";
import { useSaving } from "../parts/theirs";
import { turns } from "./rotations";

type Rotation = Schemas["Rotation"];
const offset = (d: Date) => new Intl.DateTimeFormat("en", { timeZone: "Europe/Amsterdam", timeZoneName: "shortOffset" }).formatToParts(d).find((p) => p.type === "timeZoneName")?.value.replace("GMT", "UTC");

function PeopleOrder({ functionId, value, onChange }: { functionId: number; value: number[]; onChange: (to: number[]) => void }) {
  const people = byId(usePeople());
  const today = isoDay(Date.now());
  const able = (useAssignments().data ?? []).filter((a) => a.function_id === functionId && a.status === "qualified" && (!a.until || a.until > today)).map((a) => a.person_id);
  const swap = (i: number) => {
    const next = [...value];
    const [p] = next.splice(i, 1);
    if (p !== undefined) next.splice(i - 1, 0, p);
    onChange(next);
  };
  return (
    <fieldset class="contacts">
      <legend>{t("rotation.people")}</legend>
      <ol>
        {value.map((p, i) => (
          <li key={`${p}-${i}`}>
            {called(people, p, "display_name")}{" "}
            {i > 0 && (
              <button type="button" class="tool" onClick={() => swap(i)}>
                ↑ {t("person.earlier")}
                <span class="visually-hidden"> {people.get(p)?.display_name}</span>
              </button>
            )}
            <button type="button" class="tool" onClick={() => onChange(value.filter((_, j) => j !== i))}>
              {t("remove")}
              <span class="visually-hidden"> {people.get(p)?.display_name}</span>
            </button>
          </li>
        ))}
      </ol>
      <Choice label={t("rotation.add_person")} value="" onChange={(e) => Number(e.currentTarget.value) > 0 && onChange([...value, Number(e.currentTarget.value)])}>
        <option value="">{t("choose")}</option>
        {able.map((id) => (
          <option key={id} value={id}>
            {people.get(id)?.display_name}
          </option>
        ))}
      </Choice>
    </fieldset>
  );
}

export function RotationDialog({ rotation, onClose }: { rotation?: Rotation; onClose: () => void }) {
  const functions = (useFunctions().data ?? []).filter((f) => f.regime === "H");
  const people = byId(usePeople());
  const [r, setR] = useState<Rotation>(
    rotation ?? { function_id: 0, name: "", starts_on: monday(isoDay(Date.now())), handover: { weekday: 1, time: "09:00" }, period: { count: 1, unit: "week" }, people: [] },
  );
  const { act, theirs, drop, save: keep } = useSaving(() => take(api.GET("/api/v1/rotations/{id}", { params: { path: { id: rotation?.id ?? 0 } } })));
  const set = (to: Partial<Rotation>) => setR({ ...r, ...to });
  const save = async (version: number | undefined) => {
    const done = await keep((key) => {
      const { name, handover, period, people: order, until = null } = r;
      if (rotation === undefined) return take(api.POST("/api/v1/rotations", { params: { header: { "Idempotency-Key": key } }, body: { function_id: r.function_id, starts_on: r.starts_on, name, handover, period, people: order, until } }));
      return take(api.PATCH("/api/v1/rotations/{id}", { params: { path: { id: rotation.id ?? 0 }, header: ifMatch(version) }, body: { name, handover, period, people: order, until } as never }));
    });
    if (done) {
      void queries.invalidateQueries({ queryKey: ["rotations"] });
      onClose();
    }
  };
  const inWords = (x: Rotation): InWords => [
    [t("name"), x.name],
    [t("rotation.weekday"), `${word("weekday", String(x.handover?.weekday ?? 1))} ${x.handover?.time ?? ""}`],
    [t("rotation.weeks"), x.period?.count],
    [t("rotation.until"), x.until && date(x.until)],
    [t("rotation.people"), x.people.map((p) => called(people, p, "display_name")).join(" → ")],
  ];
  return (
    <Dialog open wide title={rotation ? rotation.name : t("rotation.add")} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void save(rotation?.version);
        }}
      >
        <div class="two">
          <div>
            <Choice label={t("function")} required disabled={rotation !== undefined} value={r.function_id || ""} onChange={(e) => set({ function_id: Number(e.currentTarget.value), people: [] })} error={act.problem?.field("function_id")}>
              <option value="">{t("choose")}</option>
              {functions.map((f) => (
                <option key={f.id} value={f.id}>
                  {f.code} {f.name}
                </option>
              ))}
            </Choice>
            <Field label={t("name")} required maxLength={120} value={r.name} onInput={(e) => set({ name: e.currentTarget.value })} error={act.problem?.field("name")} />
            <Field label={t("rotation.starts")} type="date" required disabled={rotation !== undefined} value={r.starts_on} onInput={(e) => set({ starts_on: e.currentTarget.value })} error={act.problem?.field("starts_on")} />
            <div class="pair">
              <Choice label={t("rotation.weekday")} value={r.handover?.weekday ?? 1} onChange={(e) => set({ handover: { ...r.handover, weekday: Number(e.currentTarget.value) } })}>
                {[1, 2, 3, 4, 5, 6, 7].map((d) => (
                  <option key={d} value={d}>
                    {word("weekday", String(d))}
                  </option>
                ))}
              </Choice>
              <Field label={t("rotation.time")} type="time" required value={r.handover?.time ?? "09:00"} onInput={(e) => set({ handover: { ...r.handover, time: e.currentTarget.value } })} error={act.problem?.field("handover")} />
            </div>
            <Field label={t("rotation.weeks")} type="number" min={1} max={52} value={r.period?.count ?? 1} onInput={(e) => set({ period: { unit: r.period?.unit ?? "week", count: Number(e.currentTarget.value) } })} error={act.problem?.field("period")} />
            <Field label={t("rotation.until")} help={t("rotation.until_help")} type="date" min={r.starts_on} value={r.until ?? ""} onInput={(e) => set({ until: e.currentTarget.value || null })} error={act.problem?.field("until")} />
            <PeopleOrder functionId={r.function_id} value={r.people} onChange={(order) => set({ people: order })} />
          </div>
          <section aria-labelledby="handovers">
            <h3 id="handovers">{t("rotation.preview")}</h3>
            <ol class="plain">
              {turns(r, 14).map((turn) => (
                <li key={turn.at.getTime()}>
                  <span class="numeric">
                    {dayTime(turn.at)} <small>({offset(turn.at)})</small>
                  </span>{" "}
                  {people.get(turn.person)?.display_name}
                </li>
              ))}
            </ol>
          </section>
        </div>
        {theirs !== null ? (
          <Conflict
            changes={differences(inWords(r), inWords(theirs))}
            onMine={() => void save(theirs.version)}
            onTheirs={() => {
              drop();
              setR(theirs);
              void queries.invalidateQueries({ queryKey: ["rotations"] });
              onClose();
            }}
          />
        ) : (
          <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        )}
        <FormButtons act={act} label={t("save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}
