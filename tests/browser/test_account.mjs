// SPDX-License-Identifier: EUPL-1.2
// One's own account: sessions and remembered browsers are listed and ended there and then, and the password
// is changed.
import { test } from "node:test";
import { accessible, browser, calm, counts, holds, oneTimeCode, openPage, password, reflows, serve, service } from "./support.mjs";

serve({ demo: false, user: ["anna", "coordinator"] });

const account = (page) => page.getByRole("link", { name: "Mijn account" }).click();
const rows = (page, name) => page.getByRole("group", { name }).getByRole("row");

async function name(page) {
  await page.goto("/");
  await page.getByLabel("Naam").fill("anna");
  await page.getByLabel("Wachtwoord").fill(password);
  await page.getByRole("button", { name: "Aanmelden" }).click();
}

/* The first time: the telephone is set up. Gives the recovery codes. */
async function first(page) {
  await name(page);
  await page.getByLabel("Code van uw telefoon").fill(oneTimeCode(await page.locator("code.secret").innerText()));
  await page.getByRole("button", { name: "Bevestigen" }).click();
  await page.locator(".recovery code").nth(9).waitFor();
  const codes = await page.locator(".recovery code").allInnerTexts();
  await page.getByRole("button", { name: "bewaard" }).click();
  return codes;
}

test("another session is signed out, and a remembered browser asks for a code again", async () => {
  const one = await openPage(browser, service);
  const [code] = await first(one);
  await account(one);
  await one.getByText("Geen: uw account vraagt bij elke aanmelding een code").waitFor();
  await counts(rows(one, "Waar u aangemeld bent"), 2, "one session under its head");
  await accessible(one, "nothing remembered");

  const two = await openPage(browser, service, { expected: [/401 \(Unauthorized\)/] });
  await name(two);
  await two.getByLabel("Code van uw telefoon").fill(code);
  await two.getByLabel("Dit apparaat 30 dagen onthouden").check();
  await two.getByRole("button", { name: "Aanmelden" }).click();
  await account(two);
  await counts(rows(two, "Onthouden browsers").filter({ hasText: "deze browser" }), 1);

  await one.reload();
  const sessions = rows(one, "Waar u aangemeld bent"), devices = rows(one, "Onthouden browsers");
  await counts(sessions, 3, "two sessions under their head");
  await counts(sessions.filter({ hasText: "deze browser" }), 1);
  await counts(devices, 2, "a browser under its head");
  await counts(devices.filter({ hasText: "deze browser" }), 0);
  await accessible(one, "sessions and browsers");
  await sessions.getByRole("button", { name: /^Afmelden/ }).click(); // the other one: one's own has no such button
  await counts(sessions, 2);
  await devices.getByRole("button", { name: /^Vergeten/ }).click();
  await one.getByText("Geen: uw account vraagt bij elke aanmelding een code").waitFor();

  await two.reload();
  await two.getByRole("heading", { name: "Aanmelden" }).waitFor();
  await name(two);
  await two.getByLabel("Code van uw telefoon").waitFor();
  calm(one);
  calm(two);
});

test("another password: the present one is asked for, elsewhere one is signed out, and the old one opens nothing", async () => {
  service.run("user", "add", "otto", "--role", "auditor", { input: `${password}\n` });
  const enter = async (page, word) => {
    await page.goto("/");
    await page.getByLabel("Naam").fill("otto");
    await page.getByLabel("Wachtwoord").fill(word);
    await page.getByRole("button", { name: "Aanmelden" }).click();
  };
  const refused = { expected: [/40[13]|422/] };
  const [one, two] = [await openPage(browser, service, refused), await openPage(browser, service, refused)];
  for (const page of [one, two]) {
    await enter(page, password);
    await account(page);
  }
  const better = "nog een beter woord";
  const change = async (present, next) => {
    await one.getByLabel("Huidig wachtwoord").fill(present);
    await one.getByLabel("Nieuw wachtwoord").fill(next);
    await one.getByRole("button", { name: "Wachtwoord wijzigen" }).click();
  };
  await change("niet dit maar lang", better);
  await one.locator(".field-error", { hasText: "Is niet het huidige wachtwoord" }).waitFor();
  await accessible(one, "a wrong password");
  await change(password, "te kort");
  await one.locator(".field-error", { hasText: "12" }).waitFor();
  await counts(one.locator(".field-error"), 1);
  await one.reload();
  await counts(rows(one, "Waar u aangemeld bent"), 3, "two sessions under their head");
  await change(password, better);
  await one.getByText("Uw wachtwoord is gewijzigd. Alleen deze browser is nog aangemeld.").waitFor();
  await holds(one.getByLabel("Huidig wachtwoord"), "");
  await counts(rows(one, "Waar u aangemeld bent"), 2, "one session under its head");
  await two.reload();
  await enter(two, password);
  await two.getByRole("alert").getByText(/klopt niet/).waitFor();
  await enter(two, better);
  await account(two);
  await one.reload();
  await one.getByLabel("Huidig wachtwoord").waitFor(); // still signed in
});

test("it fits a telephone, in English", async () => {
  service.run("user", "add", "inge", "--role", "auditor", { input: `${password}\n` });
  const page = await openPage(browser, service, { width: 320, height: 640, language: "en" });
  await page.goto("/");
  await page.getByLabel("Name").fill("inge");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "My account" }).click();
  await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
  await counts(rows(page, "Where you are signed in").filter({ hasText: "this browser" }), 1);
  await reflows(page, "my account");
  calm(page);
});
