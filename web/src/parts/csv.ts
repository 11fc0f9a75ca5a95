// SPDX-License-Identifier: EUPL-1.2
// A table as a file for a spreadsheet: semicolons, quotation marks, a byte order mark, and a ' before
// what a spreadsheet would take for a formula.
export function csvOf(head: string[], rows: (string | number)[][]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;
}
