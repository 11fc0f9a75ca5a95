// SPDX-License-Identifier: EUPL-1.2
// Steering a call-out: ask again, tell those who come, change the need, stop. What cannot be
// undone asks first, with what will happen.
import { useState } from "preact/hooks";
import { api, take } from "../api/client";
import { mayCall } from "../app/session";
import { t, tn } from "../i18n";
import type { BoardStore, Callout } from "../live/board_store";
import { isOver } from "../live/callout_life";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Area, Choice, Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { PaperLink } from "../parts/paper";
import type { SlotStep } from "./board_slots";
import { StopSlotDialog } from "./board_stop";

interface Of {
  store: BoardStore;
  c: Callout;
  onClose: () => void;
}

function useStep({ store, onClose }: Of) {
  const act = useAct();
  const step = async (work: (key: string) => Promise<unknown>) => {
    if (await act.run(work)) {
      onClose();
      void store.reload();
    }
  };
  return { act, step };
}

function Buttons({ label, busy, danger = false, onClose }: { label: string; busy: boolean; danger?: boolean; onClose: () => void }) {
  return (
    <p class="actions">
      <Button kind={danger ? "danger" : "primary"} type="submit" busy={busy}>
        {label}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        {t("cancel")}
      </Button>
    </p>
  );
}

function NeedDialog({ functionId, ...of }: Of & { functionId: number }) {
  const { act, step } = useStep(of);
  const slot = of.c.slots?.find((s) => s.function_id === functionId);
  const [need, setNeed] = useState(String(slot?.need ?? 1));
  return (
    <Dialog open title={t("need.title", { function: slot?.name ?? "" })} onClose={of.onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void step((key) =>
            take(api.POST("/api/v1/callouts/{id}/need", { params: { path: { id: of.c.id ?? 0 }, header: { "Idempotency-Key": key } }, body: { function_id: functionId, need: Number(need) } })),
          );
        }}
      >
        <p>{t("need.text", { accepted: slot?.accepted ?? 0 })}</p>
        <Field label={t("need.label")} type="number" min={0} max={10000} required value={need} onInput={(e) => setNeed(e.currentTarget.value)} error={act.problem?.field("need")} />
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <Buttons label={t("need.save")} busy={act.busy} onClose={of.onClose} />
      </form>
    </Dialog>
  );
}

function MessageDialog(of: Of) {
  const { act, step } = useStep(of);
  const [text, setText] = useState("");
  const [to, setTo] = useState<"accepted" | "all">("accepted");
  return (
    <Dialog open title={t("message.title")} onClose={of.onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void step((key) => take(api.POST("/api/v1/callouts/{id}/message", { params: { path: { id: of.c.id ?? 0 }, header: { "Idempotency-Key": key } }, body: { text, to } })));
        }}
      >
        <Choice label={t("message.to")} value={to} onChange={(e) => setTo(e.currentTarget.value as typeof to)}>
          <option value="accepted">{t("message.accepted")}</option>
          <option value="all">{t("message.all")}</option>
        </Choice>
        <Area label={t("message.text")} rows={4} required maxLength={1000} value={text} onInput={(e) => setText(e.currentTarget.value)} error={act.problem?.field("text")} />
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <Buttons label={t("message.send")} busy={act.busy} onClose={of.onClose} />
      </form>
    </Dialog>
  );
}

function RemindDialog(of: Of) {
  const { act, step } = useStep(of);
  const waiting = [...of.store.people.values()].filter((p) => p.state === "asked" || p.state === "silent").length;
  return (
    <Dialog open title={t("remind.title")} onClose={of.onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void step((key) => take(api.POST("/api/v1/callouts/{id}/remind", { params: { path: { id: of.c.id ?? 0 }, header: { "Idempotency-Key": key } }, body: {} })));
        }}
      >
        <p>{tn("remind.text", waiting)}</p>
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <Buttons label={t("remind.send")} busy={act.busy} onClose={of.onClose} />
      </form>
    </Dialog>
  );
}

function StopDialog(of: Of) {
  const { act, step } = useStep(of);
  const count = (...states: string[]) => [...of.store.people.values()].filter((p) => states.includes(p.state ?? "")).length;
  const [coming, reserve, last, asked] = [count("accepted", "arrived"), count("reserve"), count("last_resort"), count("asked")];
  return (
    <Dialog open title={t("stop.title")} onClose={of.onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void step((key) => take(api.POST("/api/v1/callouts/{id}/stop", { params: { path: { id: of.c.id ?? 0 }, header: { "Idempotency-Key": key } }, body: {} })));
        }}
      >
        <p>
          {[tn("stop.coming", coming), reserve > 0 && t("stop.reserve", { n: reserve }), last > 0 && t("stop.last_resort", { n: last }), t("stop.asked", { n: asked })].filter(Boolean).join(", ")}. {t("stop.told")}
        </p>
        <p>
          <b>{t("stop.final")}</b>
        </p>
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <Buttons label={t("stop.do")} danger busy={act.busy} onClose={of.onClose} />
      </form>
    </Dialog>
  );
}

type Open = "message" | "remind" | "stop" | null;

export interface SlotChoice {
  id: number;
  what: SlotStep;
}

export function Actions({ store, c, slot, onSlot }: { store: BoardStore; c: Callout; slot: SlotChoice | null; onSlot: (to: SlotChoice | null) => void }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const of = { store, c, onClose: close };
  const steer = mayCall.value && !isOver(c);
  return (
    <div class="board-actions no-print">
      {steer && (
        <>
          <Button onClick={() => setOpen("remind")}>{t("remind.button")}</Button>
          <Button onClick={() => setOpen("message")}>{t("message.button")}</Button>
        </>
      )}
      <a class="utrecht-button utrecht-button--secondary-action" href={`/callouts/${c.id}/report`}>
        {t("nav.report")}
      </a>
      <a class="utrecht-button utrecht-button--secondary-action" href={`/callouts/${c.id}?wall`}>
        {t("board.wall")}
      </a>
      {mayCall.value && <PaperLink path={`/print/callouts/${c.id}`}>{t("paper.calls")}</PaperLink>}
      {steer && (
        <Button kind="danger" onClick={() => setOpen("stop")}>
          {t("stop.button")}
        </Button>
      )}
      {open === "message" && <MessageDialog {...of} />}
      {open === "remind" && <RemindDialog {...of} />}
      {open === "stop" && <StopDialog {...of} />}
      {slot?.what === "need" && <NeedDialog store={store} c={c} functionId={slot.id} onClose={() => onSlot(null)} />}
      {slot?.what === "stop" && <StopSlotDialog store={store} c={c} functionId={slot.id} onClose={() => onSlot(null)} />}
    </div>
  );
}
