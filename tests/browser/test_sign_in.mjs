// SPDX-License-Identifier: EUPL-1.2
// Signing in with name, password and code; the demonstration's buttons exist with --demo only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, oneTimeCode, openPage, password, serve, Service, service } from "./support.mjs";

serve({ demo: false, user: ["anna", "coordinator"] });

const unauthorised = [/401 \(Unauthorized\)/]; // the browser itself writes these down

test("a wrong password says so; a first sign-in sets up the code; the next one asks it", async () => {
  const page = await openPage(browser, service, { expected: unauthorised });
  await page.goto("/");
  await accessible(page, "sign-in");
  await page.getByLabel("Naam").fill("anna");
  await page.getByLabel("Wachtwoord").fill("niet dit wachtwoord");
  await page.getByRole("button", { name: "Aanmelden" }).click();
  await page.getByRole("alert").getByText("klopt niet").waitFor();
  await accessible(page, "sign-in refused");

  await page.getByLabel("Wachtwoord").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Tweede factor instellen" }).waitFor();
  const secret = await page.locator("code.secret").innerText();
  await accessible(page, "second factor");
  await page.getByLabel("Code van uw telefoon").fill(oneTimeCode(secret));
  await page.getByRole("button", { name: "Bevestigen" }).click();
  await page.locator(".recovery code").nth(9).waitFor();
  const recovery = await page.locator(".recovery code").allInnerTexts();
  assert.equal(recovery.length, 10);
  await page.getByRole("button", { name: "bewaard" }).click();
  await page.getByRole("heading", { name: "Nu", exact: true }).waitFor();
  await accessible(page, "empty database");

  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.getByLabel("Naam").fill("anna");
  await page.getByLabel("Wachtwoord").fill(password);
  await page.getByRole("button", { name: "Aanmelden" }).click();
  await page.getByLabel("Code van uw telefoon").fill(recovery[0]);
  await page.getByRole("button", { name: "Aanmelden" }).click();
  await page.getByRole("heading", { name: "Nu", exact: true }).waitFor();
  calm(page);
});

test("who forgot a password can ask for a link, and learns nothing about the name", async () => {
  const page = await openPage(browser, service);
  await page.goto("/");
  await page.getByRole("button", { name: "vergeten" }).click();
  await page.getByRole("status").getByText("Vul eerst uw naam in").waitFor();
  await page.getByLabel("Naam").fill("niemand");
  await page.getByRole("button", { name: "vergeten" }).click();
  await page.getByRole("status").getByText("Als deze naam bekend is").waitFor();
  await accessible(page, "forgotten password");
  calm(page);
});

test("an invitation sets a password", async () => {
  const account = await service.api("/accounts", { name: "inspectie", role: "auditor" });
  const { invitation } = await service.api(`/accounts/${account.id}/invitation`, {});
  const page = await openPage(browser, service);
  await page.goto(`/invitation#${encodeURIComponent(invitation)}`);
  await accessible(page, "invitation");
  await page.getByLabel("Nieuw wachtwoord").fill(password);
  await page.getByRole("button", { name: "Opslaan" }).click();
  await page.getByText("ingesteld").waitFor();
  await page.getByRole("link", { name: "Aanmelden" }).click();
  await page.getByLabel("Naam").fill("inspectie");
  await page.getByLabel("Wachtwoord").fill(password);
  await page.getByRole("button", { name: "Aanmelden" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  calm(page);
});

test("outside a demonstration nobody signs in with one press", async () => {
  const page = await openPage(browser, service);
  await page.goto("/");
  await page.getByRole("heading", { name: "Aanmelden" }).waitFor();
  await counts(page.getByText("Demonstratie"), 0);
  const reply = await page.request.post("/api/v1/demo/session", { data: { role: "coordinator" } });
  assert.equal(reply.status(), 404);
  calm(page);
});

test("in a demonstration it takes one press, in both languages", async () => {
  const demo = await new Service().start();
  try {
    for (const [language, heading] of [
      ["nl", "Nu"],
      ["en", "Now"],
    ]) {
      const page = await openPage(browser, demo, { language });
      await enter(page, "coordinator");
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      calm(page);
      await page.context().close();
    }
  } finally {
    await demo.close();
  }
});
