// SPDX-License-Identifier: EUPL-1.2
// Checks an exported audit log (docs/audit.md) in the reader's own browser: every hash is made anew,
// every number follows, every signature is checked. Nothing that the service says is believed.

interface Line {
  seq: number;
  at: string;
  at_ms: number;
  actor: string;
  origin: string;
  action: string;
  object: string;
  result: string;
  before: string | null;
  after: string | null;
  detail: string | null;
  salt?: string;
  person_id?: number;
  erased_by?: number;
  hash: string;
}
export interface Verdict {
  ok: boolean;
  records: number;
  seals: number;
  head: string; // hash of the last record
  key: string; // who signed
  wrong: { seq: number; what: "hash" | "detail" | "number" | "seal" | "end" | "time" } | null;
  signatures: boolean; // false: this browser cannot check Ed25519
}

const utf8 = new TextEncoder();
function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
function unhex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (b) => parseInt(b, 16));
}
function number(n: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(n), true);
  return bytes;
}
function field(text: string | null): Uint8Array[] {
  if (text === null) return [number(0)];
  const bytes = utf8.encode(text);
  return [number(bytes.length + 1), bytes];
}
async function sha256(parts: Uint8Array[]): Promise<string> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", all)));
}

async function detailOf(l: Line): Promise<string> {
  return sha256([unhex(l.salt ?? ""), number(l.person_id ?? 0), ...field(l.before), ...field(l.after)]);
}
async function hashOf(previous: string, l: Line): Promise<string> {
  const shown = l.detail === null;
  return sha256([
    unhex(previous),
    number(l.seq),
    number(l.at_ms),
    ...[l.actor, l.origin, l.action, l.object, l.result].flatMap(field),
    ...field(shown ? l.before : null),
    ...field(shown ? l.after : null),
    ...(l.detail === null ? [] : [unhex(l.detail)]),
  ]);
}

async function signed(key: string, purpose: string, content: string, signature: string): Promise<boolean | null> {
  try {
    const k = await crypto.subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
    const text = `${purpose}\n${await sha256([utf8.encode(content)])}\n`;
    return await crypto.subtle.verify({ name: "Ed25519" }, k, unhex(signature), utf8.encode(text));
  } catch {
    return null; // an older browser
  }
}

export async function verifyAudit(text: string, progress: (done: number, of: number) => void): Promise<Verdict> {
  const lines = text.split("\n").filter(Boolean);
  const head = JSON.parse(lines[0] ?? "{}") as { first: number; before: string; public_key: string };
  const verdict: Verdict = { ok: false, records: 0, seals: 0, head: head.before, key: head.public_key, wrong: null, signatures: true };
  let seq = head.first - 1;
  const fail = (what: NonNullable<Verdict["wrong"]>["what"]): Verdict => ({ ...verdict, wrong: { seq, what } });
  const check = (answer: boolean | null): boolean => {
    if (answer === null) verdict.signatures = false;
    return answer !== false;
  };
  for (let i = 1; i < lines.length; i++) {
    if (i % 500 === 0) {
      progress(i, lines.length);
      await new Promise((next) => setTimeout(next, 0));
    }
    const l = JSON.parse(lines[i] ?? "{}") as Line & { seal?: number; signature: string; public_key: string; end?: number; records: number };
    if (l.seal !== undefined) {
      verdict.seals++;
      if (l.seq !== seq || l.hash !== verdict.head) return fail("seal");
      if (!check(await signed(l.public_key, "paraat-audit-seal-1", `${l.seal}\n${l.seq}\n${l.hash}\n${l.at_ms}\n`, l.signature))) return fail("seal");
    } else if (l.end !== undefined) {
      const whole = l.end === seq && l.records === verdict.records && l.hash === verdict.head;
      const right = check(await signed(head.public_key, "paraat-audit-export-1", `${head.first}\n${head.before}\n${l.end}\n${l.hash}\n`, l.signature));
      if (!whole || !right) return fail("end");
      return { ...verdict, ok: true };
    } else {
      seq++;
      if (l.seq !== seq) return fail("number");
      if (Date.parse(l.at) !== l.at_ms) return fail("time");
      if (l.detail !== null && l.erased_by === undefined && (await detailOf(l)) !== l.detail) return fail("detail");
      if ((await hashOf(verdict.head, l)) !== l.hash) return fail("hash");
      verdict.head = l.hash;
      verdict.records++;
    }
  }
  return fail("end"); // the last line is missing
}
