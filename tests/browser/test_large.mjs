// SPDX-License-Identifier: EUPL-1.2
// The live board follows a call-out of 10,000 people and does little for each answer: what is drawn,
// what changes in one turn, how often anything is called. No time is measured here:
// `scripts/bench board` does, on a machine that has some to spare.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openLarge, watchBoard } from "./large_board.mjs";
import { whatPageDoes } from "./page_work.mjs";

const PEOPLE = 10_000;
let large;
before(async () => {
  large = await openLarge(PEOPLE);
});
after(async () => {
  await large?.browser.close();
  await large?.service.close();
});

test("ten thousand people on the board", async () => {
  const seen = await watchBoard(large, 1000, (_, page, during) => whatPageDoes(page, during));
  assert.ok(seen.people >= PEOPLE);
  assert.ok(seen.drawn < 80, "only what is in sight is drawn");
  assert.ok(seen.turns > 50 && seen.changes < 1000, `${seen.changes} changes in one turn`);
  assert.ok(seen.calls < seen.turns * seen.people, `${seen.calls} calls of one function in ${seen.turns} turns`);
});
