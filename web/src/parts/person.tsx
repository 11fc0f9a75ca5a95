// SPDX-License-Identifier: EUPL-1.2
// A person by initials, as on the board: short to read, the whole name for who asks.
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  const first = parts[0]?.[0] ?? "?";
  const last = parts.length > 1 ? (parts[parts.length - 1]?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}
export function shortName(name: string): string {
  const [first, ...rest] = name.split(/\s+/).filter(Boolean);
  return first !== undefined && rest.length > 0 ? `${first[0]}. ${rest.join(" ")}` : name;
}
