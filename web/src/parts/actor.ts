// SPDX-License-Identifier: EUPL-1.2
// Who did something, as the log names them ("account:anna", "link:person/7"), for people to read.
import { t } from "../i18n";

export function actorInWords(actor: string | null | undefined, name: (id: number) => string = (id) => t("actor.person", { id })): string {
  const [kind = "", what = ""] = (actor ?? "").split(/:(.*)/s);
  switch (kind) {
    case "account":
      return what;
    case "token":
      return t("actor.token", { name: what });
    case "link":
      return t("actor.link", { who: name(Number(what.replace("person/", ""))) });
    case "gateway":
      return t("actor.gateway", { name: what });
    case "cli":
      return t("actor.cli", { name: what });
    case "simulated person":
      return t("actor.simulated");
    case "system":
      return "Paraat";
    default:
      return actor ?? "";
  }
}
