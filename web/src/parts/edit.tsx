// SPDX-License-Identifier: EUPL-1.2
// Making or changing one item of the API in a form. What somebody else changed meanwhile is shown
// beside mine, and a choice.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ifMatch, raw } from "../api/client";
import { t } from "../i18n";
import type { useAct } from "./act";
import { EditConflict, type Groups } from "./edit_conflict";
import { FormButtons } from "./form_end";
import { sentence } from "./loaded";
import { Notice } from "./notice";
import { useSaving } from "./theirs";

interface Item {
  id?: number;
  version?: number;
}
type Names<T> = Partial<Record<keyof T & string, string>>;

export interface Edit<T> {
  value: T;
  set: (to: Partial<T>) => void;
  error: (field: keyof T & string) => string | undefined;
  form: EditForm<T>;
}
interface EditForm<T> {
  names: Names<T>;
  theirs: T | null;
  act: ReturnType<typeof useAct>;
  save: (version: number | undefined) => Promise<void>;
  take: () => void;
}

/* The fields with a name are sent; an item without id is made. */
export function useEdit<T extends Item>(path: string, first: T, names: Names<T>, onSaved: (saved: T) => void): Edit<T> {
  const [value, setValue] = useState(first);
  const { act, theirs, drop, save: keep } = useSaving(async () => (await (await raw(`${path}/${first.id}`)).json()) as T);
  const set = (to: Partial<T>) => setValue((was) => ({ ...was, ...to }));

  async function save(version: number | undefined): Promise<void> {
    const body = JSON.stringify(Object.fromEntries((Object.keys(names) as (keyof T & string)[]).map((name) => [name, value[name]])));
    const isNew = first.id === undefined;
    await keep(async (key) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": key, ...(isNew ? {} : ifMatch(version)) };
      const reply = await raw(isNew ? path : `${path}/${first.id}`, { method: isNew ? "POST" : "PATCH", headers, body });
      onSaved((await reply.json()) as T);
    });
  }
  const take = () => {
    if (theirs !== null) setValue(theirs);
    drop();
  };
  return { value, set, error: (field) => act.problem?.field(field), form: { names, theirs, act, save, take } };
}

interface FormProps<T> {
  edit: Edit<T>;
  label?: string;
  groups?: Groups; // of the words that are shown when somebody else saved meanwhile
  onClose: () => void;
  children: ComponentChildren;
}

export function EditForm<T extends Item>({ edit, label, groups = {}, onClose, children }: FormProps<T>) {
  const { names, theirs, act, save, take } = edit.form;
  const known = new Set(Object.keys(names));
  const elsewhere = act.problem !== null && !act.problem.errors.some((e) => known.has(e.field.split(".")[0] ?? ""));
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void save(edit.value.version);
      }}
    >
      {children}
      {theirs !== null ? (
        <EditConflict names={names} groups={groups} mine={edit.value} theirs={theirs} onMine={() => void save(theirs.version)} onTheirs={take} />
      ) : (
        <div role="alert">{act.problem && <Notice tone="error" title={elsewhere ? sentence(act.problem) : t("edit.refused")} />}</div>
      )}
      <FormButtons act={act} label={label ?? t("save")} onClose={onClose} />
    </form>
  );
}
