// SPDX-License-Identifier: EUPL-1.2
// Work that is asked for while it runs is done once more when it ends: what was asked for may have missed it.
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  function start(): Promise<void> {
    next = null;
    running = work().finally(() => {
      running = null;
    });
    return running;
  }
  return () => (running === null ? start() : (next ??= running.then(start, start)));
}
