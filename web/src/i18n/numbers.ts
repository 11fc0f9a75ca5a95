// SPDX-License-Identifier: EUPL-1.2
// Numbers as people here write them.
import { language } from "./index";

const locale = () => (language.value === "en" ? "en-GB" : "nl-NL");

export function number(value: number, decimals = 0): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
/* "71,5": minutes as hours. */
export const hours = (minutes: number) => number(minutes / 60, 1);
export const percent = (value: number) => `${number(value)}\u00a0%`;
