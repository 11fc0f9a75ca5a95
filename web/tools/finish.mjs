// SPDX-License-Identifier: EUPL-1.2
// After the build: lists what the service worker keeps, compresses every text beside itself, and
// holds the sizes to their budget. Usage: node tools/finish.mjs FOLDER
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const budget = { script: 60 * 1024, style: 16 * 1024 }; // gzip, of the shell: what the first page loads
const root = process.argv[2];

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const manifest = JSON.parse(readFileSync(join(root, "manifest.json"), "utf8"));
unlinkSync(join(root, "manifest.json"));

/* What an entry needs before it can run, itself included. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}
const shell = [...closure("index.html")].map((key) => manifest[key]);
const gzip = (name) => gzipSync(readFileSync(join(root, name)), { level: 9 }).length;
const script = shell.reduce((n, part) => n + gzip(part.file), 0);
const style = [...new Set(shell.flatMap((part) => part.css ?? []))].reduce((n, name) => n + gzip(name), 0);
const kb = (n) => `${(n / 1024).toFixed(1)} KB`;
console.error(`web: shell ${kb(script)} of ${kb(budget.script)} script, ${kb(style)} of ${kb(budget.style)} style (gzip)`);
if (script > budget.script || style > budget.style) {
  console.error("web: the shell is larger than its budget");
  process.exit(1);
}

/* The pages that are opened first come along with the app, not after it. */
const pages = Object.keys(manifest).find((key) => manifest[key].name === "first");
const first = [...closure(pages)].map((part) => manifest[part]);
const notInShell = (of) => [...new Set(first.flatMap(of))].filter((file) => !shell.flatMap(of).includes(file));
const links = [
  ...notInShell((part) => [part.file]).map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
  ...notInShell((part) => part.css ?? []).map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`),
];
const page = join(root, "index.html");
writeFileSync(page, readFileSync(page, "utf8").replace("</head>", `${links.join("")}</head>`));

/* A new build is a new worker: its list is part of the file. */
const assets = files(root)
  .map((path) => path.slice(root.length).replaceAll("\\", "/"))
  .filter((path) => path.startsWith("/assets/") || path === "/icon.svg" || path === "/app.webmanifest")
  .sort();
const version = createHash("sha256").update(assets.join("\n")).update(readFileSync(join(root, "index.html"))).digest("hex").slice(0, 12);
const worker = join(root, "sw.js");
writeFileSync(worker, readFileSync(worker, "utf8").replace("/* ASSETS */", assets.map((a) => JSON.stringify(a)).join(", ")).replace("/* VERSION */", version));

for (const path of files(root)) {
  if (!/\.(html|js|css|svg|json|webmanifest|txt)$/.test(path)) continue;
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
