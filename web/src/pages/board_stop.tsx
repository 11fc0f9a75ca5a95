// SPDX-License-Identifier: EUPL-1.2
// Stopping one function, or sending one person home; both ask first, with what will happen.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { t, tn } from "../i18n";
import type { BoardStore, Callout, Recipient } from "../live/board_store";
import { Ask } from "../parts/ask";
import { MomentField, sentMoment, useMoment } from "./board_moment";

function useStop(store: BoardStore, c: Callout, body: { function_id?: number; person_id?: number; send_home?: boolean; refill?: boolean; at?: string }) {
  return async (key: string) => {
    await take(api.POST("/api/v1/callouts/{id}/stop", { params: { path: { id: c.id ?? 0 }, header: { "Idempotency-Key": key } }, body }));
    void store.reload();
  };
}

export function StopSlotDialog({ store, c, functionId, onClose }: { store: BoardStore; c: Callout; functionId: number; onClose: () => void }) {
  const [home, setHome] = useState(false);
  const stop = useStop(store, c, { function_id: functionId, send_home: home });
  const slot = c.slots?.find((s) => s.function_id === functionId);
  const people = [...store.people.values()].filter((p) => p.function_id === functionId);
  const coming = people.filter((p) => p.state === "accepted").length;
  const there = people.filter((p) => p.state === "arrived").length;
  return (
    <Ask title={t("stop_slot.title", { function: slot?.name ?? "" })} label={t("stop_slot.do")} onDo={stop} onClose={onClose}>
      <p>
        {tn("stop_slot.coming", coming)} {tn("stop_slot.there", there)}
      </p>
      {there > 0 && (
        <label class="check">
          <input type="checkbox" class="utrecht-checkbox" checked={home} onChange={(e) => setHome(e.currentTarget.checked)} /> {t("stop_slot.home")}
        </label>
      )}
      <p>{t("stop_slot.again")}</p>
    </Ask>
  );
}

export function HomeDialog({ store, c, person, onClose }: { store: BoardStore; c: Callout; person: Recipient; onClose: () => void }) {
  const [refill, setRefill] = useState(false);
  const moment = useMoment(c);
  const stop = useStop(store, c, { person_id: person.person_id ?? 0, refill, ...sentMoment(moment) });
  const there = person.state === "arrived";
  return (
    <Ask title={t("home.title", { name: person.display_name ?? "" })} label={t("home.do")} onDo={stop} onClose={onClose}>
      {!moment.isRecord && <p>{t(there ? "home.text_there" : "home.text_coming")}</p>}
      <MomentField moment={moment} />
      {!moment.isRecord && person.function_id !== null && person.function_id !== undefined && (
        <label class="check">
          <input type="checkbox" class="utrecht-checkbox" checked={refill} onChange={(e) => setRefill(e.currentTarget.checked)} /> {t("home.refill")}
        </label>
      )}
    </Ask>
  );
}
