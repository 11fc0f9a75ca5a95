// SPDX-License-Identifier: EUPL-1.2
// Do people stay competent, and do evaluations lead to improvement: learning points, certificates with
// their paper, who lapsed since when and why.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accessible, browser, calm, counts, enter, openPage, serve, service, until } from "./support.mjs";

serve();

test("a learning point: somebody, a date, seen again, what it led to", async () => {
  const page = await openPage(browser, service, { expected: [/412/] });
  await enter(page, "coordinator", "/training/learning");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Leerpunt toevoegen" }).click();
  await dialog.getByLabel("Wat is er geleerd").fill("De sleutel hing op de verkeerde plek.");
  await dialog.getByLabel("Uit welke activiteit").selectOption({ index: 1 });
  await dialog.getByLabel("Wie zorgt ervoor").selectOption({ index: 2 });
  await dialog.getByLabel("Klaar op").fill("2026-01-05");
  await dialog.getByLabel("Is dit eerder gezien").selectOption({ index: 1 });
  await accessible(page, "learning point");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  const row = page.getByRole("row", { name: /verkeerde plek/ });
  await row.getByText("Te laat").waitFor();
  await row.getByText("eerder gezien").waitFor();
  const made = (await service.api("/learning-points?limit=1000")).items.at(-1);
  assert.equal(made.due_on, "2026-01-05");
  assert.ok(made.repeats > 0 && made.owner_person_id > 0);

  await row.getByRole("button", { name: /^Wijzigen/ }).click();
  await dialog.getByLabel("Stand").selectOption("done");
  await dialog.getByLabel("Wat is er gedaan").fill("Sleutelkast verhangen.");
  await dialog.getByLabel("Scenario gewijzigd").selectOption({ index: 1 });
  await service.api(`/learning-points/${made.id}`, { due_on: "2026-02-05" }, "PATCH");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText("Iemand anders heeft dit net gewijzigd").first().waitFor();
  await dialog.getByRole("button", { name: "Mijn versie opslaan" }).click();
  await dialog.waitFor({ state: "detached" });
  await row.getByText("Sleutelkast verhangen.").waitFor();
  await row.getByText(/^Scenario gewijzigd/).waitFor();
  assert.equal((await service.api(`/learning-points/${made.id}`)).state, "done");

  await page.locator(".filters").getByLabel("Stand").selectOption("unfinished");
  await row.waitFor({ state: "detached" });
  assert.match(page.url(), /state=unfinished/);
  await accessible(page, "learning points");
  calm(page);
});

test("a certificate with its paper: by what the bytes are, and the same fingerprint", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training/certificates");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Certificaat toevoegen" }).click();
  await dialog.getByLabel("Naam").selectOption({ index: 3 });
  await dialog.getByLabel("Certificaat", { exact: true }).fill("EHBO");
  await dialog.getByLabel("Geldig vanaf").fill("2024-01-01");
  await dialog.getByLabel(/^Niet meer geldig op/).fill("2025-01-01");
  await accessible(page, "certificate");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByText("Een PDF, PNG of JPEG").waitFor();
  const file = (name, bytes) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(bytes) });
  await dialog.getByLabel("Bestand").setInputFiles(file("ehbo.pdf", "MZ dit is geen pdf"));
  await dialog.getByText("Dit is geen PDF, PNG of JPEG, wat de naam ook zegt.").waitFor();
  await until("a button that cannot be pressed yet", () => dialog.getByRole("button", { name: "Bewaren" }).isDisabled());
  await accessible(page, "wrong paper");
  const paper = "%PDF-1.4\n% een papier\n%%EOF\n";
  const sha256 = createHash("sha256").update(paper).digest("hex");
  await dialog.getByLabel("Bestand").setInputFiles(file("ehbo.bin", paper));
  await dialog.getByText(sha256).waitFor();
  await dialog.getByRole("button", { name: "Bewaren" }).click();
  await dialog.getByText("De dienst heeft precies dit bestand.").waitFor();
  const made = (await service.api("/certificates?limit=1000")).items.find((c) => c.title === "EHBO");
  assert.equal(made.file.sha256, sha256);
  await dialog.getByRole("button", { name: "Sluiten" }).last().click();

  await page.getByLabel("Zoeken").fill("ehbo");
  const row = page.getByRole("row", { name: /EHBO/ });
  await row.getByText("verlopen sinds 01-01-2025").waitFor();
  await row.getByText(sha256.slice(0, 12)).waitFor();
  await row.getByRole("button", { name: /^Verbeteren/ }).click();
  await dialog.getByLabel(/^Niet meer geldig op/).fill("2028-01-01");
  await dialog.getByLabel("Waarom wordt dit verbeterd").fill("Verkeerd overgenomen");
  await accessible(page, "correction");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await page.getByRole("row", { name: /EHBO/ }).getByText("tot 01-01-2028").waitFor();
  await counts(page.getByRole("row", { name: /EHBO/ }), 1);
  await page.getByLabel("Ook wat vervangen of ingetrokken is").check();
  await page.getByRole("row", { name: /EHBO/ }).getByText("vervangen").waitFor();
  assert.match(page.url(), /past=1/);
  calm(page);
});

test("who lapsed: since when and why; flagged in the roster, on duty and before a call, and called all the same", async () => {
  const page = await openPage(browser, service);
  const { people } = await service.api("/compliance");
  const lapsed = people.filter((p) => p.status === "lapsed");
  await enter(page, "coordinator", `/training?status=lapsed&function=${lapsed[0].function_id}`);
  const [year, month, dayOf] = lapsed[0].lapsed_since.split("-");
  await page.getByText(`sinds ${dayOf}-${month}-${year}`).first().waitFor();
  await page.getByText(lapsed[0].missing[0]).first().waitFor();
  await accessible(page, "lapsed");

  const from = new Date().toISOString();
  const { problems } = await service.api(`/coverage?from=${from}&to=${new Date(Date.now() + 90 * 86_400_000).toISOString()}`);
  const flagged = problems.find((p) => p.kind === "training");
  assert.ok(flagged, "the demonstration has somebody lapsed on duty");
  await page.goto(`/roster?function=${flagged.function_id}`);
  await page.locator('[role="gridcell"]', { hasText: "Niet meer bekwaam" }).first().click();
  await page.getByRole("dialog").getByText(/^Niet meer bekwaam/).first().waitFor();

  const scenarios = (await service.api("/scenarios?limit=1000")).items;
  for (const s of scenarios) {
    const { recipients } = await service.api(`/callouts/preview?scenario_id=${s.id}`).catch(() => ({ recipients: [] }));
    const named = recipients.filter((r) => r.lapsed && r.state === "asked");
    if (named.length === 0) continue;
    await page.goto(`/callouts/new?scenario=${s.id}`);
    await page.getByText(/niet meer bekwaam/).waitFor();
    await page.getByText(named[0].display_name).first().waitFor();
    await accessible(page, "preview with lapsed");
    calm(page);
    return;
  }
  assert.fail("no scenario calls somebody lapsed");
});

test("the tables: as a page, CSV and XLSX, of now or of another day", async () => {
  const page = await openPage(browser, service);
  await enter(page, "coordinator", "/training");
  const section = page.getByRole("region", { name: "Tabellen" });
  const row = (name) => section.getByRole("row", { name });
  const address = (name, link) => row(name).getByRole("link", { name: link }).getAttribute("href");
  await section.getByRole("link").first().waitFor();
  await counts(section.getByRole("link"), 6 * 3);
  await accessible(page, "tables");

  const printed = page.context().waitForEvent("page");
  await row(/^Bekwaamheid/).getByRole("link", { name: "Afdrukken" }).click();
  const sheet = await printed;
  await sheet.getByRole("table").first().waitFor();
  await sheet.close();

  await section.getByLabel("Verloopt binnen").selectOption("180");
  const { items } = await service.api("/training/expiring?days=180");
  assert.ok(items.length > (await service.api("/training/expiring?days=30")).items.length, "more expires in half a year");
  const csv = page.waitForEvent("download");
  await row(/^Wie verlopen/).getByRole("link", { name: "CSV" }).click();
  const file = await csv;
  assert.equal(file.suggestedFilename(), "expiring.csv");
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  assert.equal(lines.length, items.length + 1);

  await section.getByLabel(/^Stand op/).fill("2024-05-06");
  assert.match(await address(/^Jaarplan/, "Afdrukken"), /at=2024-05-06.*year=2024/);
  assert.match(await address(/^Bekwaamheid/, "XLSX"), /at=2024-05-06/);
  for (const link of await section.getByRole("link").all()) {
    const reply = await page.request.get(await link.getAttribute("href"));
    assert.equal(reply.status(), 200, reply.url());
    const type = { html: /^text\/html/, csv: /^text\/csv/, xlsx: /spreadsheetml/ }[new URL(reply.url()).searchParams.get("format")];
    assert.match(reply.headers()["content-type"], type);
  }
  calm(page);
});
