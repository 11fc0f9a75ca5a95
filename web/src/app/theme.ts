// SPDX-License-Identifier: EUPL-1.2
import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const themes: Theme[] = ["auto", "light", "dark"];
const kept = localStorage.getItem("theme") as Theme | null;
export const theme = signal<Theme>(kept !== null && themes.includes(kept) ? kept : "auto");

theme.subscribe((value) => {
  if (value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  localStorage.setItem("theme", value);
});
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? "auto";
}
