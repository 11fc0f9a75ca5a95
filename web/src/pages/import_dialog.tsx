// SPDX-License-Identifier: EUPL-1.2
// A CSV file in: first what it would do, each bad line named in the table; then for real. Files of
// other systems may call their columns otherwise. And the same kind of file out.
import { useState } from "preact/hooks";
import { raw } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { queries } from "../app/queries";
import { t } from "../i18n";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Area, Choice, Field } from "../parts/field";
import { sentence } from "../parts/loaded";
import { Notice } from "../parts/notice";
import { textOf } from "../parts/read_file";
import { Table } from "../parts/table";
import { hasSource, importExamples, importKinds, type ImportKind } from "./import_kinds";

interface Result {
  created: number;
  updated: number;
  unchanged: number;
  dry_run: boolean;
}

/* "line 3, column Naam" in the reader's words. */
function place(field: string): string {
  const found = /^line (\d+)(?:, column (.*))?$/.exec(field);
  if (found === null) return field;
  return found[2] ? t("import.at", { line: found[1] ?? "", column: found[2] }) : (found[1] ?? "");
}

/* Columns of the first line that we do not know: their mapping begins with them. */
function unknownColumns(problem: Problem): string[] {
  return problem.errors.filter((e) => e.said?.startsWith("is not a column")).map((e) => /^line 1, column (.*)$/.exec(e.field)?.[1] ?? "");
}

function Faults({ problem, onMap }: { problem: Problem; onMap: (columns: string[]) => void }) {
  const unknown = unknownColumns(problem).filter(Boolean);
  return (
    <div role="alert">
      <Notice tone="error" title={problem.errors.length > 0 ? t("import.wrong") : sentence(problem)} />
      {problem.errors.length > 0 && (
        <Table caption={t("import.wrong")} head={[t("import.line"), t("import.what")]}>
          {problem.errors.map((e) => (
            <tr key={e.field + e.message} class="utrecht-table__row">
              <th scope="row" class="utrecht-table__cell">
                {place(e.field)}
              </th>
              <td class="utrecht-table__cell">{e.message}</td>
            </tr>
          ))}
        </Table>
      )}
      {unknown.length > 0 && (
        <p>
          <Button onClick={() => onMap(unknown)}>{t("import.map")}</Button>
        </p>
      )}
    </div>
  );
}

export function ImportDialog({ first, onClose }: { first: ImportKind; onClose: () => void }) {
  const [kind, setKind] = useState<ImportKind>(first);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [source, setSource] = useState("");
  const [columns, setColumns] = useState("");
  const [mapping, setMapping] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(chosen: { name: string; text: string }, dry: boolean): Promise<void> {
    setBusy(true);
    setProblem(null);
    setResult(null);
    const query = new URLSearchParams({ dry_run: String(dry) });
    if (columns.trim() !== "") query.set("columns", columns);
    if (hasSource(kind)) query.set("source", (source || chosen.name).slice(0, 120));
    try {
      const reply = await raw(`/import/${kind}?${query}`, { method: "POST", headers: { "Content-Type": "text/csv" }, body: chosen.text });
      setResult((await reply.json()) as Result);
      if (!dry) await queries.invalidateQueries();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }
  async function chosen(given: File | undefined): Promise<void> {
    if (given === undefined) return;
    setFile(null);
    forget();
    try {
      const next = { name: given.name, text: await textOf(given) };
      setFile(next);
      await send(next, true);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  async function chosenMapping(given: File | undefined): Promise<void> {
    if (given === undefined) return;
    forget();
    try {
      setColumns(await textOf(given));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  /* What was tried says nothing about another kind or other columns. */
  function forget(): void {
    setResult(null);
    setProblem(null);
  }
  function map(unknown: string[]): void {
    const named = new Set(columns.split("\n").map((l) => l.split("=")[0]?.trim()));
    setColumns([columns.trimEnd(), ...unknown.filter((c) => !named.has(c)).map((c) => `${c} = `)].filter(Boolean).join("\n"));
    setMapping(true);
  }
  return (
    <Dialog open wide saved={result !== null && !result.dry_run} title={t("import.title")} onClose={onClose}>
      <p>{t("import.text")}</p>
      <Choice
        label={t("import.kind")}
        value={kind}
        onChange={(e) => {
          setKind(e.currentTarget.value as ImportKind);
          forget();
        }}
      >
        {importKinds.map((k) => (
          <option key={k} value={k}>
            {t(`import.${k}` as const)}
          </option>
        ))}
      </Choice>
      <details>
        <summary>{t("import.columns")}</summary>
        <p>{t("import.columns_text")}</p>
        <pre class="example" tabIndex={0}>
          {importExamples[kind]}
        </pre>
      </details>
      <details open={mapping} onToggle={(e) => setMapping(e.currentTarget.open)}>
        <summary>{t("import.other")}</summary>
        <Area
          label={t("import.mapping")}
          help={t("import.mapping_help")}
          rows={5}
          spellcheck={false}
          value={columns}
          onInput={(e) => {
            setColumns(e.currentTarget.value);
            forget();
          }}
        />
        <Field label={t("import.mapping_file")} type="file" accept=".txt,.columns,text/plain" onChange={(e) => void chosenMapping(e.currentTarget.files?.[0])} />
      </details>
      {hasSource(kind) && <Field label={t("import.source")} help={t("import.source_help")} maxLength={120} value={source} onInput={(e) => setSource(e.currentTarget.value)} />}
      <Field label={t("import.file")} type="file" accept=".csv,text/csv" onChange={(e) => void chosen(e.currentTarget.files?.[0])} />
      <div role="status">{busy && t("import.busy")}</div>
      {problem && <Faults problem={problem} onMap={map} />}
      <div role="status">
        {result && <Notice tone="ok" title={t(result.dry_run ? "import.would" : "import.did", { created: result.created, updated: result.updated, unchanged: result.unchanged })} />}
      </div>
      <p class="actions">
        {result?.dry_run && file !== null && (
          <Button kind="primary" busy={busy} onClick={() => void send(file, false)}>
            {t("import.do")}
          </Button>
        )}
        {!result && file !== null && (
          <Button busy={busy} onClick={() => void send(file, true)}>
            {t("import.try")}
          </Button>
        )}
        <a class="utrecht-link" href={`/api/v1/export/${kind}`} download={`${kind}.csv`}>
          {t("import.export", { kind: t(`import.${kind}` as const) })}
        </a>
        <Button kind="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </p>
    </Dialog>
  );
}
