// SPDX-License-Identifier: EUPL-1.2
// The real program with the demonstration's data, and Debian's Chromium against it, without the windows
// that nobody sees (CHROMIUM=/usr/bin/chromium: with them). A test fails on
// any console error, page error or violation of the content policy, whatever else it looks at.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, afterEach, before } from "node:test";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const source = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(source, "web/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/* PARAAT_BROWSER_SLOWER=6 runs every page on a processor six times slower: a test that guesses when a page is done then fails. */
const slower = Number(process.env.PARAAT_BROWSER_SLOWER ?? 1);
/* PARAAT_BROWSER_LATER=800 lets every answer of the API come up to so many milliseconds later, each its own: one that expects them in an order fails. */
const later = Number(process.env.PARAAT_BROWSER_LATER ?? 0);
const program = process.env.PARAAT_PROGRAM ?? join(source, "build/release/bin/paraat");

/* How long a test waits for what does not come, before it fails: no test waits so long for what does. */
const PATIENCE_MS = 60_000;

export async function until(what, test, ms = PATIENCE_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await test();
    if (got) return got;
    if (Date.now() > end) assert.fail(`waited ${ms} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/* What a page shows comes when it comes: each of these waits for it, and says at the end what was there. */
async function settles(read, right, compare) {
  const end = Date.now() + PATIENCE_MS;
  let seen = await read();
  while (!right(seen) && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    seen = await read();
  }
  compare(seen);
}
export const counts = (locator, number, why) =>
  settles(() => locator.count(), (n) => n === number, (n) => assert.equal(n, number, why && `${why}: ${n} of ${locator}`));
/* Presses what tries again, once it can work. It may come back by itself meanwhile: then there is nothing to press. */
export async function tryAgain(button, mend) {
  await button.waitFor();
  await mend();
  await until(`nothing more to press: ${button}`, async () => {
    const [shown] = await button.elementHandles();
    const gone = (why) => assert.match(String(why), /not attached/);
    return shown === undefined || shown.click().then(() => true, gone);
  });
}
export const says = (locator, pattern) =>
  settles(() => locator.innerText(), (text) => pattern.test(text), (text) => assert.match(text, pattern));
export const holds = (field, value) =>
  settles(() => field.inputValue(), (now) => now === value, (now) => assert.equal(now, value));

/* --- the service */

export const password = "een lange zin die ik onthoud";

export class Service {
  /* silent: messages go to a gateway whose people never answer; service.messages is what came. user: a name and a
   * role, who signs in with the password above. */
  constructor({ pace = 60, demo = true, silent = false, user } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "paraat-browser-"));
    this.config = join(this.folder, "paraat.conf");
    this.gateway = `[gateway sim]\nkind = simulator\nseed = 1\npace = ${pace}\n`;
    this.silent = silent;
    this.port = 0;
    this.configure();
    this.run("init", ...(demo ? ["--demo"] : []));
    this.token = this.run("token", "add", "test", "--role", "administrator").trim();
    if (user !== undefined) this.run("user", "add", user[0], "--role", user[1], { input: `${password}\n` });
  }
  /* The same port after a restart, so that a page finds the service again. */
  configure() {
    writeFileSync(
      this.config,
      `[service]\nlisten = 127.0.0.1:${this.port}\ndatabase = ${this.folder}/paraat.db\nsecret_file = ${this.folder}/secret\n` +
        `web_root = ${source}/build/web\nport_file = ${this.folder}/port\n\n${this.gateway}`,
    );
  }
  run(...words) {
    const input = typeof words.at(-1) === "object" ? words.pop().input : undefined;
    const done = spawnSync(program, [...words, "--config", this.config], { encoding: "utf8", input });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  }
  async start() {
    if (this.silent && !this.sink) {
      this.messages = [];
      this.sink = createServer(async (request, reply) => {
        let body = "";
        for await (const part of request) body += part;
        this.messages.push(JSON.parse(body));
        reply.end("{}");
      });
      await new Promise((done) => this.sink.listen(0, "127.0.0.1", done));
      this.gateway = `[gateway sms]\nkind = http-sms\nchannel = sms\nurl = http://127.0.0.1:${this.sink.address().port}/\nconnections = 8\n`;
      this.configure();
    }
    const portFile = join(this.folder, "port");
    rmSync(portFile, { force: true });
    this.process = spawn(program, ["serve", "--config", this.config], { stdio: ["ignore", "ignore", "pipe"] });
    this.log = "";
    this.process.stderr.on("data", (d) => (this.log += d));
    await until("the service", () => existsSync(portFile) && readFileSync(portFile, "utf8").trim() !== "");
    this.port = Number(readFileSync(portFile, "utf8"));
    this.url = `http://127.0.0.1:${this.port}`;
    this.configure();
    return this;
  }
  async stop() {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    await ended;
  }
  async close() {
    await this.stop();
    this.sink?.closeAllConnections();
    this.sink?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
  async api(path, body, method = body === undefined ? "GET" : "POST", type = "application/json") {
    const reply = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { "Content-Type": type }) },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}

/* --- the browser */

export async function openBrowser() {
  return chromium.launch({
    env: { ...process.env, LANGUAGE: "nl", LANG: "nl_NL.UTF-8" }, // dates are written as a Dutch browser does
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-gpu", "--lang=nl-NL", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/* The service and the browser of all tests of a file, and what is done before the first of them. */
export let service, browser;
export function serve(options, prepare = () => {}) {
  before(async () => {
    service = await new Service(options).start();
    await prepare();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });
}

/* However a test ends, its pages were without errors, and are closed. */
const open = new Set();
if (process.env.NODE_TEST_CONTEXT !== undefined)
  afterEach(async () => {
    const pages = [...open];
    open.clear();
    for (const page of pages) {
      if (page.isClosed()) continue;
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().close();
    }
    assert.deepEqual(
      pages.flatMap((page) => page.errors),
      [],
    );
  });

/* A page of its own browser profile. Errors are gathered in page.errors; those that a test causes on
 * purpose match `expected`. */
export async function openPage(browser, service, { width = 1280, height = 900, theme = "light", language = "nl", motion = "no-preference", workers = "block", expected = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: motion,
    locale: language === "nl" ? "nl-NL" : "en-GB",
    timezoneId: "Europe/Amsterdam",
    serviceWorkers: workers,
    baseURL: service.url,
  });
  await context.addInitScript((to) => {
    if (localStorage.getItem("language") === null) localStorage.setItem("language", to);
  }, language);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  if (slower > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slower });
  if (later > 0)
    await context.route("**/api/v1/**", async (route) => {
      if (route.request().method() === "GET" && !route.request().url().endsWith("/events")) await new Promise((done) => setTimeout(done, Math.random() * later));
      await route.fallback().catch(() => {}); // its page has gone
    });
  page.errors = [];
  open.add(page);
  const note = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) page.errors.push(text);
  };
  page.on("console", (m) => m.type() === "error" && note(`${m.text()} ${m.location().url}`));
  page.on("pageerror", (e) => note(e.stack ?? e.message));
  return page;
}

/* One press of the demonstration. */
export async function enter(page, role, path = "/") {
  await page.goto(path);
  const words = { coordinator: /coördinator|coordinator/, dispatcher: /meldkamer|dispatcher/, member: /medewerker|member of staff/, auditor: /auditor/, administrator: /beheerder|administrator/ };
  await page.getByRole("button", { name: words[role] }).click();
  await page.locator("main#main:not(.card)").waitFor();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

/* The first time of an account with a second factor: the telephone is set up as well. */
export async function enterByName(page, name, password) {
  await page.goto("/");
  await page.getByLabel("Naam").fill(name);
  await page.getByLabel("Wachtwoord").fill(password);
  await page.getByRole("button", { name: "Aanmelden" }).click();
  const secret = await page.locator("code.secret").innerText();
  await page.getByLabel("Code van uw telefoon").fill(oneTimeCode(secret));
  await page.getByRole("button", { name: "Bevestigen" }).click();
  await page.getByRole("button", { name: "bewaard" }).click();
}

/* What a page is made of has come. */
export async function settled(page) {
  await page.locator("main#main").waitFor();
  await page.locator(".loading, .alone > p").first().waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("main h1, main .board, main .notice") !== null);
}

export function calm(page) {
  assert.deepEqual(page.errors, []);
}

/* No finding of axe in WCAG 2.1 A and AA and its best practices; on the page, or in a part of it. */
export async function accessible(page, where, part = null) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate((inside) => globalThis.axe.run(inside ?? document, { resultTypes: ["violations"], iframes: false, preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }), part);
  assert.deepEqual(
    violations.map((v) => `${where}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} (${n.any.concat(n.all).map((c) => c.message)})`).join("; ")}`),
    [],
  );
}

/* Nothing is wider than the screen (WCAG 1.4.10): tables may scroll in their own frame. */
export async function reflows(page, where) {
  const { wide, screen, culprits } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
    culprits: [...document.querySelectorAll("body *")]
      .filter((el) => el.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && el.closest(".table-frame, .virtual, .grid-frame") === null)
      .slice(0, 3)
      .map((el) => `${el.tagName}.${el.className} ${el.textContent.slice(0, 30)}`),
  }));
  assert.ok(wide <= screen, `${where}: ${wide} px on a screen of ${screen}: ${culprits}`);
}

/* Presses Tab until the focus stands on what is wanted; fails after too many. */
export async function tabTo(page, wanted, most = 120) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const el = document.activeElement;
      if (!/^(A|BUTTON|INPUT|SELECT|TEXTAREA|TD|SUMMARY)$/.test(el?.tagName ?? "")) return "";
      return `${el?.tagName} ${el?.getAttribute("aria-label") ?? ""} ${el?.textContent ?? ""} ${el?.id ? (document.querySelector(`label[for="${el.id}"]`)?.textContent ?? "") : ""} ${el?.closest("label")?.textContent ?? ""}`;
    });
    if (wanted.test(name)) return;
  }
  assert.fail(`Tab never came to ${wanted}`);
}

/* Six digits of now (RFC 6238). */
export function oneTimeCode(secret, at = Date.now()) {
  const bits = [...secret.replace(/[\s=]/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
