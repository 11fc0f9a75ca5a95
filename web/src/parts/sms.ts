// SPDX-License-Identifier: EUPL-1.2
// How many parts an SMS takes: GSM 7 bits (160, then 153 a part) or UCS-2 (70, then 67).
const gsm = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const twice = new Set("^{}\\[~]|€\f");

/* As the service writes it where the scenario allows plain letters (alert/carrier/gsm7.c). */
const written: Record<string, string> = { "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "•": "-", "…": "...", "œ": "oe", "Œ": "OE", "`": "'", "\t": " ", "\u00a0": " " };
export function plainLetters(text: string): string {
  return [...text]
    .map((c) => {
      if (gsm.has(c) || twice.has(c)) return c;
      const base = written[c] ?? c.normalize("NFD").replace(/\p{M}/gu, "");
      return [...base].every((b) => gsm.has(b) || twice.has(b)) ? base : "?";
    })
    .join("");
}

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

/* A text as one person would get it, in Dutch, as alert/call/call_text.c writes it. */
const samples: Record<string, string> = {
  function: "OVD-BZ",
  spoken_function: "officier van dienst bevolkingszorg",
  incident: "Brand in verzorgingshuis",
  location: "Markt 1, Raalte",
  norm: "30",
  person: "Anna de Vries",
  link: "https://paraat.example.nl/a/kX3vR8mQ2tYw7",
  word: "JA of NEE",
  kind: "",
};
const prefixes: Record<string, string> = { real: "", exercise: "OEFENING. ", test: "TEST. ", reachability: "BEREIKBAARHEIDSTEST. " };
const filled = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => samples[name] ?? whole);

/* How somebody answers is added to a text that does not say it. */
export function sampleSms(text: string, kind: string): string {
  const word = text.includes("{word}") ? "" : " Antwoord {word}.";
  const link = text.includes("{link}") ? "" : " {link}";
  return filled((prefixes[kind] ?? "") + text + word + link);
}

/* All that is said, to the question and its keys; without a text of its own the usual one. */
export function sampleSpoken(text: string, kind: string): string {
  const call = text.trim() || "U wordt opgeroepen als {spoken_function}. {incident}. {location}.";
  return filled(`${prefixes[kind] ?? ""}Goedendag. Dit is een oproep van de crisisorganisatie. ${call} Kunt u er binnen {norm} minuten zijn? Toets 1 voor ja. Toets 2 voor nee. Toets 3 om dit nog eens te horen.`);
}
