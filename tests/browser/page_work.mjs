// SPDX-License-Identifier: EUPL-1.2
// What a page does, as numbers that are the same on every machine: the changes to the document that
// one turn of its loop makes at most, and how often its busiest function is called.
export async function whatPageDoes(page, during) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Profiler.enable");
  await cdp.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await page.evaluate(() => {
    window.turns = [];
    window.watcher = new MutationObserver((changes) => window.turns.push(changes.length));
    window.watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await during();
  const turns = await page.evaluate(() => (window.watcher.disconnect(), window.turns));
  const { result } = await cdp.send("Profiler.takePreciseCoverage");
  await cdp.send("Profiler.stopPreciseCoverage");
  await cdp.detach();
  const calls = result.flatMap((script) => script.functions.map((f) => f.ranges[0].count));
  return { turns: turns.length, changes: Math.max(0, ...turns), calls: Math.max(0, ...calls) };
}
