// SPDX-License-Identifier: EUPL-1.2
// The live board follows a call-out of 10,000 people; no task of the page takes 100 ms of processor,
// so that no frame does on a machine that has one to spare. The clock is not asked: what else runs
// here decides that. `scripts/bench board` gives both figures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openLarge, watchBoard } from "./large_board.mjs";

const PEOPLE = 10_000;
const FRAME_MS = 100;
let large;
before(async () => {
  large = await openLarge(PEOPLE);
});
after(async () => {
  await large?.browser.close();
  await large?.service.close();
});

test("ten thousand people on the board", async () => {
  const seen = await watchBoard(large, 1000);
  assert.ok(seen.people >= PEOPLE);
  assert.ok(seen.drawn < 80, "only what is in sight is drawn");
  assert.ok(seen.count > 100, "the work was seen");
  assert.ok(seen.cpu > 1 && seen.cpu <= FRAME_MS, `a task took ${seen.cpu} ms of processor`);
});
