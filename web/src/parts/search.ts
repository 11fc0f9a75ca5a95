// SPDX-License-Identifier: EUPL-1.2
// Searching without accents, capitals or the dots that people leave out.
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/ı/g, "i")
    .replace(/ł/g, "l")
    .replace(/ø/g, "o")
    .toLowerCase()
    .trim();
}
