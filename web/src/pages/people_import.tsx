// SPDX-License-Identifier: EUPL-1.2
// A CSV file in: first what it would do, each bad line named in the table; then for real.
import { useState } from "preact/hooks";
import { raw } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { Table } from "../parts/table";

const kinds = ["people", "assignments", "duties", "absences"] as const;
interface Result {
  created: number;
  updated: number;
  dry_run: boolean;
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<(typeof kinds)[number]>("people");
  const [text, setText] = useState<string | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(csv: string, dry: boolean): Promise<void> {
    setBusy(true);
    setProblem(null);
    setResult(null);
    try {
      const reply = await raw(`/import/${kind}?dry_run=${dry}`, { method: "POST", headers: { "Content-Type": "text/csv" }, body: csv });
      setResult((await reply.json()) as Result);
      if (!dry) await queries.invalidateQueries();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }
  async function chosen(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const csv = await file.text();
    setText(csv);
    await send(csv, true);
  }
  return (
    <Dialog open wide title={t("import.title")} onClose={onClose}>
      <p>{t("import.text")}</p>
      <Choice label={t("import.kind")} value={kind} onChange={(e) => setKind(e.currentTarget.value as typeof kind)}>
        {kinds.map((k) => (
          <option key={k} value={k}>
            {t(`import.${k}` as const)}
          </option>
        ))}
      </Choice>
      <Field label={t("import.file")} type="file" accept=".csv,text/csv" onChange={(e) => void chosen(e.currentTarget.files?.[0])} />
      <div role="status">{busy && t("import.busy")}</div>
      {problem && (
        <div role="alert">
          <Notice tone="error" title={problem.errors.length > 0 ? t("import.wrong") : sentence(problem)} />
          {problem.errors.length > 0 && (
            <Table caption={t("import.wrong")} head={[t("import.line"), t("import.what")]}>
              {problem.errors.map((e) => (
                <tr key={e.field + e.message} class="utrecht-table__row">
                  <th scope="row" class="utrecht-table__cell">
                    {e.field}
                  </th>
                  <td class="utrecht-table__cell">{e.message}</td>
                </tr>
              ))}
            </Table>
          )}
        </div>
      )}
      {result && <Notice tone="ok" title={t(result.dry_run ? "import.would" : "import.did", { created: result.created, updated: result.updated })} />}
      <p class="actions">
        {result?.dry_run && text !== null && (
          <Button kind="primary" busy={busy} onClick={() => void send(text, false)}>
            {t("import.do")}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </p>
    </Dialog>
  );
}
