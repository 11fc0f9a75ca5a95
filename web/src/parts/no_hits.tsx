// SPDX-License-Identifier: EUPL-1.2
// Nothing is left after filtering: said, with the way back, in the place of a bare table.
import { t } from "../i18n";
import { Button } from "./button";
import { Notice } from "./notice";

export function NoHits({ onClear }: { onClear: () => void }) {
  return (
    <Notice tone="info" title={t("filters.none")}>
      <p>
        <Button onClick={onClear}>{t("filters.clear")}</Button>
      </p>
    </Notice>
  );
}
