// SPDX-License-Identifier: EUPL-1.2
// Who would be called now, and what would be short: the same code in the service as the real call.
import type { Schemas } from "../api/client";
import { t, tn } from "../i18n";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

type Preview = Schemas["Preview"];
type Recipients = Preview["recipients"];
const NAMES = 6;

function firstByFunction(recipients: Recipients): Map<number, Recipients> {
  const map = new Map<number, Recipients>();
  for (const r of recipients) {
    if (r.state !== "asked") continue;
    for (const f of r.function_ids ?? []) map.set(f, [...(map.get(f) ?? []), r]);
  }
  return map;
}

function Row({ slot, first }: { slot: Preview["slots"][number]; first: Recipients }) {
  const later = Math.max(0, (slot.candidates ?? 0) - first.length);
  const short = slot.short ?? 0;
  const names = first.slice(0, NAMES).map((r) => r.display_name);
  return (
    <tr class={`utrecht-table__row ${short > 0 ? "gap" : ""}`}>
      <th scope="row" class="utrecht-table__cell">
        <b>{slot.function}</b> <small>{slot.name}</small>
      </th>
      <td class="utrecht-table__cell numeric">{slot.need}</td>
      <td class="utrecht-table__cell">
        {names.join(", ") || t("preview.nobody")}
        {first.length > NAMES && ` ${tn("preview.others", first.length - NAMES)}`}
        {short > 0 && <span class="state state-exhausted">! {t("preview.too_few", { n: short })}</span>}
      </td>
      <td class="utrecht-table__cell numeric">{later > 0 ? `+ ${later}` : "–"}</td>
      <td class="utrecht-table__cell numeric">{slot.norm_minutes ? `${slot.norm_minutes} min` : "–"}</td>
    </tr>
  );
}

export function Preview({ preview }: { preview: Preview }) {
  const short = preview.slots.filter((s) => (s.short ?? 0) > 0);
  const absent = preview.recipients.filter((r) => r.absent && r.on_duty);
  const lapsed = preview.recipients.filter((r) => r.lapsed && r.state === "asked");
  const first = firstByFunction(preview.recipients);
  return (
    <>
      {short.length > 0 && (
        <Notice tone="error" title={t("preview.short")}>
          <ul>
            {short.map((s) => (
              <li key={s.function_id}>{t("preview.short_line", { function: s.name ?? "", short: s.short ?? 0, need: s.need ?? 0 })}</li>
            ))}
          </ul>
        </Notice>
      )}
      {lapsed.length > 0 && (
        <Notice tone="warning" title={tn("preview.lapsed", lapsed.length)}>
          <p>
            {lapsed.slice(0, NAMES).map((r) => r.display_name).join(", ")}
            {lapsed.length > NAMES && ` ${tn("preview.others", lapsed.length - NAMES)}`}
          </p>
        </Notice>
      )}
      {absent.length > 0 && <Notice tone="warning" title={t("preview.absent", { names: absent.map((a) => a.display_name).join(", ") })} />}
      <Table caption={t("start.preview")} head={[t("function"), t("preview.need"), t("preview.first"), t("preview.after"), t("callout.norm")]}>
        {preview.slots.map((s) => (
          <Row key={s.function_id} slot={s} first={first.get(s.function_id ?? 0) ?? []} />
        ))}
      </Table>
    </>
  );
}
