// SPDX-License-Identifier: EUPL-1.2
// Deleting one item of the API: asks, and is refused when somebody changed it meanwhile.
import type { ComponentChildren } from "preact";
import { ifMatch, raw } from "../api/client";
import { t } from "../i18n";
import { Ask } from "./ask";

interface Props {
  path: string;
  item: { id?: number; version?: number };
  title: string;
  label?: string; // of the button; "remove" without it
  onDone: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function Remove({ path, item, title, label = t("remove"), onDone, onClose, children }: Props) {
  const remove = async () => {
    await raw(`${path}/${item.id}`, { method: "DELETE", headers: ifMatch(item.version) });
    onDone();
  };
  return (
    <Ask title={title} label={label} onDo={remove} onClose={onClose}>
      {children}
    </Ask>
  );
}
