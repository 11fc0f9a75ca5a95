// SPDX-License-Identifier: EUPL-1.2
// The tables about training as files of the service's own: a page to print, CSV, XLSX; as of any day.
import { t, word } from "../i18n";
import { Choice, Field } from "../parts/field";
import { useFilters } from "../parts/filters";
import { Table } from "../parts/table";

const tables = ["overview", "expiring", "gaps", "plan", "needs", "participation"] as const;
type Name = (typeof tables)[number];
const formats = ["html", "csv", "xlsx"] as const;
type Format = (typeof formats)[number];
const horizons = [30, 90, 180];
const defaultDays = 90;

/* Only what the table listens to. No day: as of now. */
function address(name: Name, format: Format, at: string, days: number): string {
  const query = new URLSearchParams({ format });
  if (at !== "") query.set("at", at);
  if (at !== "" && (name === "plan" || name === "needs")) query.set("year", at.slice(0, 4));
  if (name === "expiring" || name === "gaps") query.set("days", String(days));
  return `/api/v1/training/${name}?${query}`;
}

const words = (format: Format) => (format === "html" ? t("print") : format.toUpperCase());

export function Tables() {
  const { query, filter } = useFilters();
  const at = query.at ?? "";
  const days = horizons.find((n) => String(n) === query.within) ?? defaultDays;
  return (
    <section aria-labelledby="tables">
      <h2 id="tables">{t("training.tables")}</h2>
      <div class="filters">
        <Field label={t("training.at")} type="date" min="1971-01-01" max="2198-12-31" value={at} onChange={(e) => filter({ at: e.currentTarget.validity.valid ? e.currentTarget.value : "" })} />
        <Choice label={t("training.horizon")} value={days} onChange={(e) => filter({ within: e.currentTarget.value })}>
          {horizons.map((n) => (
            <option key={n} value={n}>
              {t("training.days", { n })}
            </option>
          ))}
        </Choice>
      </div>
      <Table caption={t("training.tables")} head={[t("training.table"), ...formats.map(words)]}>
        {tables.map((name) => (
          <tr key={name} class="utrecht-table__row">
            <th scope="row" class="utrecht-table__cell">
              {word("training_table", name)}
            </th>
            {formats.map((format) => (
              <td key={format} class="utrecht-table__cell">
                <a class="utrecht-link" href={address(name, format, at, days)} target="_blank" rel="noreferrer" download={format !== "html"}>
                  {words(format)}
                  <span class="visually-hidden"> {word("training_table", name)}</span>
                </a>
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  );
}
