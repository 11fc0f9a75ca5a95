// SPDX-License-Identifier: EUPL-1.2
// Can calls be made? The service itself says so (service/app_status.c); what it says, for people to read.
import { useQuery } from "@tanstack/preact-query";
import { patientFetch } from "../api/patience";
import { t, type Key } from "../i18n";

const lines: [RegExp, Key][] = [
  [/^the database cannot be written$/, "ready.database"],
  [/^no gateway is usable: calls cannot get out$/, "ready.no_gateway"],
  [/^gateway (\S+) is broken$/, "ready.broken"],
  [/^gateway (\S+) takes messages, and too few receipts come$/, "ready.few_receipts"],
  [/^gateway (\S+) takes messages, and no receipts come$/, "ready.no_receipts"],
  [/^the service is stopping$/, "ready.stopping"],
];

function inWords(line: string): string {
  for (const [shape, key] of lines) {
    const found = shape.exec(line);
    if (found) return t(key, { name: found[1] ?? "" });
  }
  return line;
}

export const readyInWords = (text: string): string => text.trim().split("\n").map(inWords).join("; ");

export function useReady() {
  return useQuery({
    queryKey: ["ready"],
    queryFn: async () => {
      const reply = await patientFetch("/readyz");
      return { ok: reply.ok, text: await reply.text() };
    },
    refetchInterval: 30_000,
  });
}
