// SPDX-License-Identifier: EUPL-1.2
// What the main thread of a page did, out of Chromium's own record: as time of the processor, which
// does not depend on what else the machine is busy with, and by the clock.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/* Milliseconds: { count, cpu, wall } of the longest task, total of the processor. */
function tasksOf(events) {
  const main = events.find((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain" && events.some((o) => o.pid === e.pid && o.name === "RunTask"));
  const tasks = events.filter((e) => e.name === "RunTask" && e.ph === "X" && e.pid === main.pid && e.tid === main.tid);
  const longest = (field) => Math.max(...tasks.map((e) => (e[field] ?? 0) / 1000));
  return { count: tasks.length, cpu: longest("tdur"), wall: longest("dur"), total: tasks.reduce((n, e) => n + (e.tdur ?? 0) / 1000, 0) };
}

export async function whatMainThreadDoes(browser, page, during) {
  const file = join(tmpdir(), `paraat-trace-${process.pid}.json`);
  await browser.startTracing(page, { path: file, categories: ["disabled-by-default-devtools.timeline", "toplevel"] });
  await during();
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file);
  return tasksOf(traceEvents);
}
