// SPDX-License-Identifier: EUPL-1.2
// Can calls be made; who may sign in; functions and municipalities. Each part for who may see it.
import { role } from "../app/session";
import { t } from "../i18n";
import { useTitle } from "../parts/title";
import { Accounts } from "./settings_accounts";
import { Functions } from "./settings_functions";
import { Gateways } from "./settings_gateways";
import { Municipalities } from "./settings_municipalities";

export default function Settings() {
  useTitle(t("nav.settings"));
  return (
    <>
      <h1>{t("nav.settings")}</h1>
      <Gateways />
      {role.value === "administrator" && <Accounts />}
      <Municipalities />
      <Functions />
    </>
  );
}
