// SPDX-License-Identifier: EUPL-1.2
// The paper of a certificate, kept once: what it is is looked at before it goes, and the service's
// fingerprint of what it kept is compared with this browser's own.
import { useState } from "preact/hooks";
import { raw } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import { t } from "../i18n";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { bytesOf } from "../parts/read_file";
import type { Certificate } from "./certificate_form";

const MOST = 1024 * 1024;
const kinds: [string, number[]][] = [
  ["application/pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
];

/* By what the bytes are, as the service does; a name proves nothing. */
export function kindOf(bytes: Uint8Array): string | undefined {
  return kinds.find(([, start]) => start.every((b, i) => bytes[i] === b))?.[0];
}
async function fingerprint(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

interface Chosen {
  bytes: Uint8Array<ArrayBuffer>;
  kind: string;
  sha256: string;
}

export function PaperDialog({ c, whose, onSaved, onClose }: { c: Certificate; whose: string; onSaved: () => void; onClose: () => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [kept, setKept] = useState<string | null>(null);
  const act = useAct();
  const choose = async (file: File | undefined) => {
    setChosen(null);
    setWrong(undefined);
    if (file === undefined) return;
    if (file.size > MOST) return setWrong(t("certificate.too_large"));
    const read = await bytesOf(file).catch((error: unknown) => asProblem(error));
    if (read instanceof Problem) return setWrong(read.message);
    const bytes = new Uint8Array(read);
    const kind = kindOf(bytes);
    if (kind === undefined) return setWrong(t("certificate.wrong_kind"));
    setChosen({ bytes, kind, sha256: await fingerprint(bytes) });
  };
  const send = async (e: SubmitEvent) => {
    e.preventDefault();
    if (chosen === null) return;
    await act.run(async () => {
      await raw(`/certificates/${c.id}/file`, { method: "PUT", headers: { "Content-Type": chosen.kind }, body: chosen.bytes });
      const now = (await (await raw(`/certificates/${c.id}`)).json()) as Certificate;
      setKept(now.file?.sha256 ?? "");
      onSaved();
    });
  };
  return (
    <Dialog open title={t("certificate.file_title", { title: c.title })} onClose={onClose}>
      <form onSubmit={(e) => void send(e)}>
        <p>{whose}</p>
        {kept === null ? (
          <>
            <p>{t("certificate.file_text")}</p>
            <Field label={t("import.file")} type="file" accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg" onChange={(e) => void choose(e.currentTarget.files?.[0])} error={wrong} />
            {chosen && (
              <p class="wrap">
                SHA-256 <code>{chosen.sha256}</code>
              </p>
            )}
          </>
        ) : (
          <div role="status">
            <Notice tone={kept === chosen?.sha256 ? "ok" : "error"} title={t(kept === chosen?.sha256 ? "certificate.kept" : "certificate.kept_wrong")}>
              <p class="wrap">
                SHA-256 <code>{kept}</code>
              </p>
            </Notice>
          </div>
        )}
        <div role="alert">{act.problem && <Notice tone="error" title={sentence(act.problem)} />}</div>
        <p class="actions">
          {kept === null && (
            <Button kind="primary" type="submit" busy={act.busy} disabled={chosen === null}>
              {t("certificate.keep")}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {t(kept === null ? "certificate.without" : "close")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
