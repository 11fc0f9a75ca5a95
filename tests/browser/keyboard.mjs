// SPDX-License-Identifier: EUPL-1.2
// Working with the keyboard alone: Tab to what is wanted, then keys. Nothing sets the focus from outside.
import { tabTo, until } from "./support.mjs";

export const dialog = (page) => page.locator("dialog[open]");
export const closed = (page) => dialog(page).waitFor({ state: "detached" });

export async function go(page, wanted) {
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
}
/* A button that opens a dialog; from then on Tab goes round in it. */
export async function open(page, wanted) {
  await go(page, wanted);
  await dialog(page).waitFor();
}
/* Two keys, one after the other. On a machine that is so slow that they count as two apart, they are pressed again. */
export async function jump(page, letter, heading) {
  const there = page.getByRole("heading", { name: heading, level: 1 });
  for (let tries = 1; ; tries++) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    try {
      return await there.waitFor({ timeout: tries === 3 ? 60_000 : 10_000 });
    } catch (late) {
      if (tries === 3) throw late;
    }
  }
}
/* Over what stands in the field. */
export async function type(page, field, text) {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}
/* The choice that begins with these letters, once it is there. On a machine that is so slow that the
 * letters count as words apart, they are typed again. */
export async function pick(page, field, text) {
  await tabTo(page, field);
  const begins = (which) => page.evaluate(({ which, text }) => [...(document.activeElement[which] ?? [])].some((o) => o.text.trim().toLowerCase().startsWith(text.toLowerCase())), { which, text });
  await until(`the choice ${text}`, () => begins("options"));
  for (let tries = 1; ; tries++) {
    await page.keyboard.type(text);
    try {
      return await until(`${text} chosen`, () => begins("selectedOptions"), 3_000);
    } catch (late) {
      if (tries === 3) throw late;
    }
  }
}
/* The system's own window is answered for the test; that it comes is the keyboard's. */
export async function choose(page, field, file) {
  const window = page.waitForEvent("filechooser");
  await tabTo(page, field);
  await page.keyboard.press("Enter");
  await (await window).setFiles(file);
}
/* What Tab comes to, by a pattern of its words (tabTo in support.mjs); of: what stands behind them, for who does not
 * see the row, or the end. */
export const buttonOf = (words, of = " *$") => new RegExp(`^BUTTON [ ✓✕↑]*${words}${of}`);
export const fieldOf = (words) => new RegExp(`^(INPUT|SELECT|TEXTAREA) (${words} |.* ${words} *$)`);
export async function tick(page, field) {
  await tabTo(page, field);
  await page.keyboard.press("Space");
}
