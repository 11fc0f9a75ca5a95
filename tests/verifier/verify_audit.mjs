// SPDX-License-Identifier: EUPL-1.2
// Checks an exported audit log without Paraat: node verify_audit.mjs FILE PUBLIC_KEY_HEX
// Written from docs/audit.md alone; prints what it found, exits 1 when something is wrong.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [file, keyHex] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").split("\n").slice(0, -1).map((l) => JSON.parse(l));
const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(keyHex, "hex")]);
const key = createPublicKey({ key: der, format: "der", type: "spki" });

const fail = (what) => { console.log(what); process.exit(1); };
const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const number = (n) => { const b = Buffer.alloc(8); b.writeBigInt64LE(BigInt(n)); return b; };
const field = (text) => {
	if (text === null) return number(0);
	const bytes = Buffer.from(text, "utf8");
	return Buffer.concat([number(bytes.length + 1), bytes]);
};
const signed = (purpose, content, signature) =>
	verify(null, Buffer.from(`${purpose}\n${sha(Buffer.from(content)).toString("hex")}\n`), key, Buffer.from(signature, "hex"));

const [begin, ...rest] = lines;
const end = rest.pop();
if (begin?.paraat_audit !== 1 || end?.end === undefined) fail("this is not a whole export");
let before = Buffer.from(begin.before, "hex"), seq = begin.first - 1, records = 0, erased = 0, seals = 0;
for (const r of rest) {
	if (r.seal !== undefined) {
		if (r.seq !== seq || r.hash !== before.toString("hex")) fail(`seal ${r.seal} does not fit record ${seq}`);
		if (!signed("paraat-audit-seal-1", `${r.seal}\n${r.seq}\n${r.hash}\n${r.at_ms}\n`, r.signature))
			fail(`the signature of seal ${r.seal} does not hold`);
		seals++;
		continue;
	}
	if (r.seq !== seq + 1) fail(`record ${seq + 1} is missing`);
	seq = r.seq;
	const bad = () => fail(`record ${seq} was changed`);
	if (Date.parse(r.at) !== r.at_ms) bad();
	if (r.salt !== undefined) {
		const d = sha(Buffer.from(r.salt, "hex"), number(r.person_id), field(r.before), field(r.after));
		if (d.toString("hex") !== r.detail) bad();
	} else if (r.detail !== null) {
		if (r.before !== null || r.after !== null || !(r.erased_by > seq)) bad();
		erased++;
	}
	const apart = r.detail !== null;
	before = sha(before, number(seq), number(r.at_ms), field(r.actor), field(r.origin), field(r.action), field(r.object),
		field(r.result), field(apart ? null : r.before), field(apart ? null : r.after), apart ? Buffer.from(r.detail, "hex") : Buffer.alloc(0));
	if (before.toString("hex") !== r.hash) bad();
	records++;
}
if (end.end !== seq || end.records !== records) fail(`records ${seq + 1} to ${end.end} are missing`);
if (end.hash !== before.toString("hex") || !signed("paraat-audit-export-1", `${begin.first}\n${begin.before}\n${seq}\n${end.hash}\n`, end.signature))
	fail("the signature of the export does not hold");
console.log(`${records} records, ${seals} seals: unchanged; details of ${erased} were erased`);
