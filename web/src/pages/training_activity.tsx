// SPDX-License-Identifier: EUPL-1.2
// One activity: making and changing it, alone or with the rest of its series.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, ifMatch, take, type Schemas } from "../api/client";
import { queries } from "../app/queries";
import { t, tn, word } from "../i18n";
import { dateTime, fromLocal, isoDay, toLocal } from "../i18n/dates";
import { Conflict, differences, type InWords } from "../parts/conflict";
import { Dialog } from "../parts/dialog";
import { Area, Check, Choice, Field } from "../parts/field";
import { FormButtons } from "../parts/form_end";
import { sentence } from "../parts/loaded";
import { byId, useFunctions } from "../parts/names";
import { Notice } from "../parts/notice";
import { useSaving } from "../parts/theirs";
import { comingOf, Following, laterThan, once, type Repeat, repeatBody, RepeatFields } from "./training_series";

type Activity = Schemas["Activity"];
export const activityKinds: Activity["kind"][] = ["course", "training", "exercise", "system_test", "deployment"];

/* What is filled in: local times; numbers as they are typed. */
interface Draft {
  title: string;
  kind: Activity["kind"];
  starts: string;
  ends: string;
  location: string;
  organiser: string;
  goals: string;
  capacity: string;
  hours: string;
  subject: string;
  series: string;
  cancelled: boolean;
  function_ids: number[];
  repeat: Repeat;
}
function draftOf(a: Activity | undefined): Draft {
  const today = isoDay(Date.now());
  if (a === undefined) return { title: "", kind: "training", starts: `${today}T09:00`, ends: `${today}T12:00`, location: "", organiser: "", goals: "", capacity: "", hours: "", subject: "", series: "", cancelled: false, function_ids: [], repeat: once };
  return {
    title: a.title,
    kind: a.kind,
    starts: toLocal(a.starts_at),
    ends: toLocal(a.ends_at),
    location: a.location ?? "",
    organiser: a.organiser ?? "",
    goals: a.goals ?? "",
    capacity: String(a.capacity ?? ""),
    hours: String(a.hours ?? ""),
    subject: a.subject ?? "",
    series: a.series ?? "",
    cancelled: a.cancelled ?? false,
    function_ids: a.function_ids ?? [],
    repeat: once,
  };
}
/* Hours that are not filled in are left to the service. */
const bodyOf = (a: Draft) => ({
  kind: a.kind,
  title: a.title,
  starts_at: fromLocal(a.starts).toISOString(),
  ends_at: fromLocal(a.ends).toISOString(),
  location: a.location,
  organiser: a.organiser,
  goals: a.goals,
  subject: a.subject,
  series: a.series,
  cancelled: a.cancelled,
  capacity: a.capacity === "" ? null : Number(a.capacity),
  ...(a.hours === "" ? {} : { hours: Number(a.hours) }),
  function_ids: a.function_ids,
});

/* For which functions; none is for all. */
function For({ functions, chosen, set }: { functions: Schemas["Function"][]; chosen: number[]; set: (to: number[]) => void }) {
  const put = (id: number, on: boolean) => set(on ? [...chosen, id].sort((x, y) => x - y) : chosen.filter((f) => f !== id));
  return (
    <fieldset class="choices">
      <legend class="utrecht-form-label">{t("training.for_functions")}</legend>
      <div class="function-list">
        {functions.map((f) => (
          <Check key={f.id} label={`${f.code} ${f.name}`} checked={chosen.includes(f.id ?? 0)} onChange={(on) => put(f.id ?? 0, on)} />
        ))}
      </div>
    </fieldset>
  );
}

/* What others are called already, to choose from. */
function Known({ id, values }: { id: string; values: (string | undefined)[] }) {
  return (
    <datalist id={id}>
      {[...new Set(values)].filter(Boolean).map((v) => (
        <option key={v} value={v} />
      ))}
    </datalist>
  );
}

export function ActivityDialog({ activity, onClose }: { activity?: Activity; onClose: () => void }) {
  const functions = useFunctions().data ?? [];
  const known = queries.getQueryData<Activity[]>(["activities"]) ?? [];
  const { route } = useLocation();
  const [a, setA] = useState(draftOf(activity));
  const [following, setFollowing] = useState(false);
  const set = (to: Partial<Draft>) => setA({ ...a, ...to });
  const id = activity?.id ?? 0;
  const { act, theirs, drop, save: keep } = useSaving(() => take(api.GET("/api/v1/activities/{id}", { params: { path: { id } } })));
  const again = () => void queries.invalidateQueries({ queryKey: ["activities"] });
  const repeats = activity === undefined && a.repeat.unit !== "";
  const [extend, setExtend] = useState(false);
  const coming = repeats ? comingOf(a.series, known) : 0;
  const send = (key: string, version: number | undefined): Promise<unknown> => {
    const body = bodyOf(a);
    const made = { params: { header: { "Idempotency-Key": key } } };
    const changed = { params: { path: { id }, header: ifMatch(version) }, body: body as never };
    if (repeats) return take(api.POST("/api/v1/activities/series", { ...made, body: { ...body, repeat: repeatBody(a.repeat), ...(extend && coming > 0 ? { extend } : {}) } }));
    if (activity === undefined) return take(api.POST("/api/v1/activities", { ...made, body }));
    if (following) return take(api.PATCH("/api/v1/activities/{id}/following", changed));
    return take(api.PATCH("/api/v1/activities/{id}", changed));
  };
  const save = async (version: number | undefined) => {
    if (!(await keep((key) => send(key, version)))) return;
    again();
    onClose();
    if (repeats) route(`/training?${new URLSearchParams({ series: a.series })}`);
  };
  const inWords = (x: Draft): InWords => [
    [t("training.title"), x.title],
    [t("kind"), word("activity", x.kind)],
    [t("training.subject"), x.subject],
    [t("training.series"), x.series],
    [t("from"), dateTime(fromLocal(x.starts))],
    [t("until"), dateTime(fromLocal(x.ends))],
    [t("training.where"), x.location],
    [t("training.organiser"), x.organiser],
    [t("training.capacity"), x.capacity],
    [t("training.hours"), x.hours],
    [t("training.goals"), x.goals],
    [t("training.for"), x.function_ids.map((f) => byId(functions).get(f)?.code ?? f).join(", ")],
    [t("training.cancelled"), x.cancelled ? t("yes") : t("no")],
  ];
  return (
    <Dialog open title={activity?.title ?? t("training.add")} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void save(activity?.version);
        }}
      >
        <Field label={t("training.title")} required maxLength={160} value={a.title} onInput={(e) => set({ title: e.currentTarget.value })} error={act.problem?.field("title")} />
        <Choice label={t("kind")} value={a.kind} onChange={(e) => set({ kind: e.currentTarget.value as Activity["kind"] })}>
          {activityKinds.map((k) => (
            <option key={k} value={k}>
              {word("activity", k)}
            </option>
          ))}
        </Choice>
        <Field label={t("training.subject")} help={t("training.subject_help")} maxLength={80} list="subjects" value={a.subject} onInput={(e) => set({ subject: e.currentTarget.value })} error={act.problem?.field("subject")} />
        <Known id="subjects" values={known.map((k) => k.subject)} />
        <Field label={t("training.series")} help={t("training.series_help")} required={repeats} maxLength={120} list="series" value={a.series} onInput={(e) => set({ series: e.currentTarget.value })} error={act.problem?.field("series")} />
        <Known id="series" values={known.map((k) => k.series)} />
        {coming > 0 && <Check label={tn("repeat.extend", coming)} checked={extend} onChange={setExtend} />}
        <Field label={t("from")} type="datetime-local" required value={a.starts} onInput={(e) => set({ starts: e.currentTarget.value })} error={act.problem?.field("starts_at")} />
        <Field label={t("until")} type="datetime-local" required value={a.ends} onInput={(e) => set({ ends: e.currentTarget.value })} error={act.problem?.field("ends_at")} />
        {activity === undefined && <RepeatFields repeat={a.repeat} set={(repeat) => set({ repeat })} problem={act.problem} />}
        <Field label={t("training.where")} maxLength={200} value={a.location} onInput={(e) => set({ location: e.currentTarget.value })} error={act.problem?.field("location")} />
        <Field label={t("training.organiser")} maxLength={120} value={a.organiser} onInput={(e) => set({ organiser: e.currentTarget.value })} error={act.problem?.field("organiser")} />
        <Field label={t("training.capacity")} type="number" min={1} value={a.capacity} onInput={(e) => set({ capacity: e.currentTarget.value })} error={act.problem?.field("capacity")} />
        <Field
          label={activity === undefined ? t("training.hours_of") : t("training.hours")}
          type="number"
          min={0}
          max={10000}
          step="any"
          required={activity !== undefined}
          value={a.hours}
          onInput={(e) => set({ hours: e.currentTarget.value })}
          error={act.problem?.field("hours")}
        />
        <Area label={t("training.goals")} maxLength={4000} rows={3} value={a.goals} onInput={(e) => set({ goals: e.currentTarget.value })} error={act.problem?.field("goals")} />
        <For functions={functions} chosen={a.function_ids} set={(function_ids) => set({ function_ids })} />
        {activity !== undefined && <Check label={t("training.cancel")} checked={a.cancelled} onChange={(cancelled) => set({ cancelled })} />}
        <Following later={laterThan(activity, known)} following={following} set={setFollowing} />
        {theirs !== null ? (
          <Conflict
            changes={differences(inWords(a), inWords(draftOf(theirs)))}
            onMine={() => void save(theirs.version)}
            onTheirs={() => {
              drop();
              again();
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
