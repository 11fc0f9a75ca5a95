// SPDX-License-Identifier: EUPL-1.2
// What people ask to change in the roster: swaps to be decided, and absences that leave a hole.
import { t } from "../i18n";
import { useTitle } from "../parts/title";
import { AbsenceInbox } from "./changes_absences";
import { SwapInbox } from "./changes_swaps";

export default function Changes() {
  useTitle(t("nav.changes"));
  return (
    <>
      <h1>{t("nav.changes")}</h1>
      <SwapInbox />
      <AbsenceInbox />
    </>
  );
}
