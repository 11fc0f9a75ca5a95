// SPDX-License-Identifier: EUPL-1.2
// The first use of the app on a telephone's network: nothing is kept yet. Gives what must come before
// the page can be used (bytes, and how often something waits for what came before), the processor's
// time, and what that takes on 4G; and, for who measures on a quiet machine, the time by the clock.
import { whatMainThreadDoes } from "./main_thread.mjs";
import { enter, openPage } from "./support.mjs";

export const network = { name: "4G", rtt_ms: 170, bytes_per_ms: 9_000_000 / 8 / 1000 };

/* How many times something waited for an answer: the longest chain of these requests, each begun after
 * another had ended. Of what the page can do without, nothing belongs to them. */
function roundsOf(requests) {
  const depth = new Map();
  for (const r of [...requests].sort((a, b) => a.start - b.start)) depth.set(r, 1 + Math.max(0, ...[...depth].filter(([o]) => o.end <= r.start).map(([, d]) => d)));
  return Math.max(...depth.values());
}

/* The connection, the rounds that wait for one another, and the bytes. */
export const timeOnNetwork = ({ rounds, bytes }) => (1 + rounds) * network.rtt_ms + bytes / network.bytes_per_ms;

/* data: the addresses of what the page shows first. */
export async function firstUse(browser, service, role, path, usable, data = /^$/) {
  const page = await openPage(browser, service, { width: 390, height: 800 });
  if (role !== null) await enter(page, role, "/nowhere");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: network.rtt_ms, downloadThroughput: network.bytes_per_ms * 1000, uploadThroughput: (network.bytes_per_ms * 1000) / 4 });
  const seen = new Map();
  cdp.on("Network.requestWillBeSent", (e) => !/Image|Manifest/.test(e.type) && seen.set(e.requestId, { start: e.timestamp, url: e.request.url }));
  cdp.on("Network.loadingFinished", (e) => Object.assign(seen.get(e.requestId) ?? {}, { end: e.timestamp, bytes: e.encodedDataLength }));
  let clock = 0;
  let needed = [];
  const work = await whatMainThreadDoes(browser, page, async () => {
    const began = Date.now();
    await page.goto(path, { waitUntil: "commit" });
    await page.locator(usable).first().waitFor();
    clock = Date.now() - began;
    needed = [...seen.values()].filter((r) => r.end !== undefined && !r.url.endsWith("/demo"));
  });
  const bytes = needed.reduce((n, r) => n + r.bytes, 0);
  const rounds = roundsOf(needed.filter((r) => data.test(r.url) || r.url.includes("/assets/") || r.url === service.url + path));
  await page.context().close();
  const first = { path, bytes, requests: needed.length, rounds, cpu: work.total, clock };
  return { ...first, ms: timeOnNetwork(first) + first.cpu };
}
