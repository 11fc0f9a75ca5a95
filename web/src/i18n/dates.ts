// SPDX-License-Identifier: EUPL-1.2
// Dates as people in the Netherlands write them: dd-mm-jjjj, 24 hours, Monday first, ISO weeks,
// in the zone of the region whatever the computer thinks.
import { language } from "./index";

const zone = "Europe/Amsterdam";
const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions, locale = "nl-NL"): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  let f = formats.get(key);
  if (f === undefined) {
    f = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, f);
  }
  return f;
}

type Moment = string | number | Date;
const locale = () => (language.value === "en" ? "en-GB" : "nl-NL");
const at = (m: Moment) => new Date(m);

export const time = (m: Moment) => format("time", { hour: "2-digit", minute: "2-digit" }).format(at(m));
export const timeSeconds = (m: Moment) => format("seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at(m));
export const date = (m: Moment) => format("date", { day: "2-digit", month: "2-digit", year: "numeric" }).format(at(m));
export const dateTime = (m: Moment) => `${date(m)} ${time(m)}`;
export const weekday = (m: Moment) => format("weekday", { weekday: "short" }, locale()).format(at(m));
export const dayLong = (m: Moment) => format("day", { weekday: "long", day: "numeric", month: "long" }, locale()).format(at(m));
export const monthYear = (m: Moment) => format("month", { month: "long", year: "numeric" }, locale()).format(at(m));
export const dayShort = (m: Moment) => format("dayshort", { day: "numeric", month: "short" }, locale()).format(at(m));
export const dayTime = (m: Moment) => `${weekday(m)} ${dayShort(m)} ${time(m)}`;

/* 2026-11-25 in the region's zone. */
export const isoDay = (m: Moment) => format("iso", { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA").format(at(m));

/* Instant of a local wall clock: "2026-03-29T09:00" in the zone. */
export function fromLocal(text: string): Date {
  const guess = new Date(`${text.length === 10 ? `${text}T00:00` : text}:00Z`);
  const offset = (d: Date) => {
    const parts = Object.fromEntries(
      format("parts", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }, "en-CA")
        .formatToParts(d)
        .map((p) => [p.type, p.value]),
    );
    return Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`) - d.getTime();
  };
  const first = new Date(guess.getTime() - offset(guess));
  return new Date(guess.getTime() - offset(first));
}
/* The last moment that the clock said so: "23:50" is of yesterday when it is 00:10. */
export function lastTime(clock: string, now: number): Date {
  const today = fromLocal(`${isoDay(now)}T${clock}`);
  return today.getTime() <= now ? today : fromLocal(`${addDays(isoDay(now), -1)}T${clock}`);
}
export const toLocal = (m: Moment) => `${isoDay(m)}T${time(m)}`;

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

/* Monday of the week that holds the day. */
export function monday(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

export function weekNumber(day: string): number {
  const thursday = Date.parse(`${addDays(monday(day), 3)}T00:00:00Z`);
  const year = new Date(thursday).getUTCFullYear();
  return 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / 86_400_000 / 7);
}

/* "12 min", "3 u 05", "2 d 4 u": how long, at a glance. */
export function span(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const hour = language.value === "en" ? "h" : "u";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${hour} ${String(minutes % 60).padStart(2, "0")}`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} ${hour}`;
}
