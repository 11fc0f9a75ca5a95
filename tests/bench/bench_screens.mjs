// SPDX-License-Identifier: EUPL-1.2
// What the browser does, on a machine that is left alone: one JSON object of medians.
// Usage: node bench_screens.mjs board PEOPLE RUNS | first_use RUNS
import { firstUse } from "../browser/first_use.mjs";
import { openLarge, watchBoard } from "../browser/large_board.mjs";
import { whatMainThreadDoes } from "../browser/main_thread.mjs";
import { openBrowser, Service } from "../browser/support.mjs";

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (ms) => Math.round(ms * 10) / 10;

async function several(runs, once) {
  const seen = [];
  for (let i = 0; i < runs; i++) seen.push(await once());
  return (field) => round(median(seen.map((s) => s[field])));
}

async function board(people, runs) {
  const large = await openLarge(people);
  const of = await several(runs, () => watchBoard(large, Math.min(1000, people / 2), whatMainThreadDoes));
  await large.browser.close();
  await large.service.close();
  return { longest_cpu_ms: of("cpu"), longest_ms: of("wall") };
}

async function first_use(runs) {
  const service = await new Service().start();
  const browser = await openBrowser();
  const of = await several(runs, () => firstUse(browser, service, null, "/", "input[name=username]"));
  await browser.close();
  await service.close();
  return { clock_ms: of("clock"), bytes: of("bytes"), rounds: of("rounds"), cpu_ms: of("cpu") };
}

const [what, ...numbers] = process.argv.slice(2);
console.log(JSON.stringify(await { board, first_use }[what](...numbers.map(Number))));
