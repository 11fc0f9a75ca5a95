// SPDX-License-Identifier: EUPL-1.2
// How many parts an SMS takes: GSM 7 bits (160, then 153 a part) or UCS-2 (70, then 67).
const gsm = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const twice = new Set("^{}\\[~]|€\f");

export interface SmsSize {
  units: number;
  parts: number;
  unicode: string; // the characters that make it longer, "" for none
}

export function smsSize(text: string): SmsSize {
  const odd = [...new Set([...text].filter((c) => !gsm.has(c) && !twice.has(c)))].join("");
  if (odd === "") {
    const units = [...text].reduce((n, c) => n + (twice.has(c) ? 2 : 1), 0);
    return { units, parts: units <= 160 ? 1 : Math.ceil(units / 153), unicode: "" };
  }
  const units = text.length;
  return { units, parts: units <= 70 ? 1 : Math.ceil(units / 67), unicode: odd };
}

/* A text as one person would get it. */
const samples: Record<string, string> = {
  function: "OVD-BZ",
  spoken_function: "officier van dienst bevolkingszorg",
  incident: "Brand in verzorgingshuis",
  location: "Markt 1, Raalte",
  norm: "30",
  person: "Anna de Vries",
  link: "https://paraat.example.nl/a/kX3vR8mQ2tYw7",
  word: "JA 30",
  kind: "",
};
const prefixes: Record<string, string> = { real: "", exercise: "OEFENING. ", test: "TEST. ", reachability: "BEREIKBAARHEIDSTEST. " };
export function sample(text: string, kind: string): string {
  return (prefixes[kind] ?? "") + text.replace(/\{(\w+)\}/g, (whole, name: string) => samples[name] ?? whole);
}
