// SPDX-License-Identifier: EUPL-1.2
// Every dialog of every page, where there is least room for it: 320 px, dark, English, without
// movement. No finding of axe, nothing wider than the screen, and Escape leaves it. In Dutch, light and
// with room the tests of the tasks look at them.
import { test } from "node:test";
import { accessible, browser, enter, openPage, reflows, serve, service } from "./support.mjs";

/* Of each page the names of buttons that open something. */
const dialogs = {
  coordinator: {
    "/callouts/5": [/^Remind/, /^Send a message/, /^Stop$/, /^Change number/, /^Close function/, /^Note answer/],
    "/callouts/5?tab=relief": [/^Ask for relief/],
    "/roster": [/^Publish/],
    "/rotations": [/^Make a rotation/, /^Change/, /^Fill the roster/],
    "/roster/changes": [/^Approve/, /^Refuse/, /^Who can take this over\?/, /^Withdraw/, /^Enter an absence/, /^Read a calendar file/, /^Remove/],
    "/roster/handovers": [/^Write a note/],
    "/people": [/^Import CSV/],
    "/people/5": [/^End today/, /^Add a function/, /^Add working hours/],
    "/training": [/^Plan an activity/, /^Attendance/, /^Invitations/, /^Sign-ins/, /^Change/],
    "/training/learning": [/^Add a learning point/, /^Change/, /^Remove/],
    "/training/certificates": [/^Add a certificate/, /^Add the paper/, /^Correct/],
    "/settings": [/^Add a municipality/, /^Change Dalfsen/, /^Remove Dalfsen/, /^Make a function/, /^Change OVD-BZ/, /^Remove OVD-BZ/],
    "/settings/requirements": [/^Add a requirement/, /^Change/, /^Remove/],
    "/settings/holidays": [/^Add a day of your own/, /^Change/],
    "/settings/tests": [/^Plan a test alarm/, /^Change/, /^Remove/],
    "/settings/alarms": [/^Add a rule/, /^Change/, /^Remove/],
  },
  administrator: { "/settings": [/^Make an account/, /^Change demo\.meldkamer/, /^Switch off demo\.meldkamer/] },
  auditor: { "/audit": [/^Look/] },
  member: { "/mine": [/^Swap a duty/, /^Report absence/] },
};

/* All of it in sight: what lies behind the buttons that stay at the bottom of a long dialog is not pressed there. */
async function accessibleWhole(page, where) {
  await page.setViewportSize({ width: 320, height: 2400 });
  await accessible(page, where, "dialog[open]");
  await page.setViewportSize({ width: 320, height: 640 });
}

serve({ silent: true }, async () => {
  await service.api("/callouts", { scenario: "GRIP-3-DALFSEN", incident: "Evacuatie na gaslek en brand in verzorgingshuis", location: "Gemeentehuis Dalfsen" });
});

for (const [role, pages] of Object.entries(dialogs))
  test(`${role}: every dialog fits and can be used`, async () => {
    const page = await openPage(browser, service, { width: 320, height: 640, theme: "dark", language: "en", motion: "reduce" });
    await enter(page, role);
    const dialog = page.locator("dialog[open]");
    for (const [path, buttons] of Object.entries(pages)) {
      await page.goto(path);
      for (const name of buttons) {
        const where = `${role} ${path} ${name}`;
        await page.locator("main").getByRole("button", { name }).first().click();
        await dialog.getByRole("heading").first().waitFor();
        await dialog.locator(".loading").first().waitFor({ state: "detached" });
        await accessibleWhole(page, where);
        await reflows(page, where);
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
      }
    }
  });

test("a week of the roster", async () => {
  const page = await openPage(browser, service, { width: 320, height: 640, theme: "dark", language: "en", motion: "reduce" });
  await enter(page, "coordinator", "/roster");
  await page.locator('[role="gridcell"]').first().click();
  await page.locator("dialog[open]").getByRole("heading").first().waitFor();
  await accessible(page, "a week");
  await reflows(page, "a week");
});
