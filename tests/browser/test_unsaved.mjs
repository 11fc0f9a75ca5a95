// SPDX-License-Identifier: EUPL-1.2
// What is typed and not saved, on a page or in a dialog: leaving by a link, a key, the way back or another
// address asks first, and staying loses nothing; what was saved may be left without a question.
// Mutation: let useUnsaved do nothing, and each of these leaves at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, calm, counts, enter, holds, openPage, serve, service, until } from "./support.mjs";

serve();

/* Every question is kept, and answered as asked.answer says. */
function questions(page) {
  const asked = { all: [], answer: false };
  page.on("dialog", (d) => {
    asked.all.push(d.type());
    void (asked.answer ? d.accept() : d.dismiss());
  });
  return asked;
}

const forms = {
  scenario: { path: "/scenarios/4", field: "Naam", value: "Half af" },
  person: { path: "/people/6", field: "Tussenvoegsel", value: "van" },
  "a call-out entered afterwards": { path: "/callouts/record?scenario=1", field: "Wat was er aan de hand", value: "Brand" },
};

for (const [what, f] of Object.entries(forms))
  test(`${what}: a link, a key and the way back ask, and staying keeps what was typed`, async () => {
    const page = await openPage(browser, service);
    await enter(page, "coordinator");
    const asked = questions(page);
    await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Mensen" }).click();
    await page.waitForURL(/people$/);
    await page.evaluate((to) => history.pushState(null, "", to) ?? dispatchEvent(new PopStateEvent("popstate")), f.path);
    const field = page.getByLabel(f.field, { exact: true });
    await field.fill(f.value);
    const still = async (n) => {
      await until(`question ${n}`, () => asked.all.length === n);
      await holds(field, f.value);
      assert.ok(page.url().endsWith(f.path), page.url());
    };
    await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Rooster" }).click();
    await still(1);
    await page.locator("h1").first().click(); // out of the field
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await still(2);
    await page.evaluate(() => history.back());
    await still(3);
    await page.evaluate(() => location.assign("/?elsewhere"));
    await until("the browser's own question", () => asked.all.at(-1) === "beforeunload");
    await still(4);
    asked.answer = true;
    await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Rooster" }).click();
    await page.waitForURL(/roster$/);
    assert.equal(asked.all.length, 5);
    calm(page);
  });

test("what was saved is left without a question", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/scenarios/4");
  const asked = questions(page);
  const name = page.getByLabel("Naam", { exact: true });
  await name.fill("Al opgeslagen");
  await page.getByRole("button", { name: "Opslaan", exact: true }).click();
  await page.getByText("✓ Opgeslagen").waitFor();
  await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Rooster" }).click();
  await page.waitForURL(/roster$/);
  await counts(name, 0);
  assert.deepEqual(asked.all, []);
  calm(page);
});

test("a dialog: Escape, the cross and the way back ask when something was typed in it, and only then", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/people");
  const asked = questions(page);
  await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Opleiding" }).click();
  const add = page.getByRole("button", { name: "Activiteit plannen" });
  const dialog = page.locator("dialog[open]");
  const title = dialog.getByLabel("Titel", { exact: true });
  await add.click();
  await title.waitFor();
  await page.keyboard.press("Escape");
  await counts(dialog, 0);
  await add.click();
  await dialog.getByRole("button", { name: "Sluiten" }).click();
  await counts(dialog, 0);
  await until("the focus where it was", () => add.evaluate((el) => el === document.activeElement));
  assert.deepEqual(asked.all, [], "nothing was typed");

  await add.click();
  await title.fill("Half af");
  const still = async (n) => {
    await until(`question ${n}`, () => asked.all.length === n);
    await holds(title, "Half af");
  };
  await page.keyboard.press("Escape");
  await still(1);
  await page.keyboard.press("Escape"); // the browser itself asks a page once
  await still(2);
  await dialog.getByRole("button", { name: "Sluiten" }).click();
  await still(3);
  await page.evaluate(() => history.back());
  await still(4);
  await page.evaluate(() => location.assign("/?elsewhere"));
  await until("the browser's own question", () => asked.all.at(-1) === "beforeunload");
  await still(5);
  await dialog.getByRole("button", { name: "Annuleren" }).click(); // says what it does
  await counts(dialog, 0);
  await until("the focus where it was again", () => add.evaluate((el) => el === document.activeElement));
  await add.click();
  await holds(title, "");
  await page.keyboard.press("Escape");
  await counts(dialog, 0);
  assert.equal(asked.all.length, 5);
  asked.answer = true;
  await add.click();
  await title.fill("Toch niet");
  await page.keyboard.press("Escape");
  await counts(dialog, 0);
  assert.equal(asked.all.length, 6);
});
