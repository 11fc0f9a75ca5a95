// SPDX-License-Identifier: EUPL-1.2
// Which keys there are, and the switch for them. Loaded when asked for.
import { t } from "../i18n";
import { Dialog } from "../parts/dialog";
import { helpOpen, keysOn, pagesWithKey } from "./help";
import { mayCall } from "./session";

export default function HelpDialog() {
  return (
    <Dialog open title={t("help.title")} onClose={() => (helpOpen.value = false)}>
      <dl class="keys">
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>{t("help.this")}</dd>
        {pagesWithKey().map((p) => (
          <>
            <dt>
              <kbd>g</kbd> <kbd>{p.key}</kbd>
            </dt>
            <dd>{t(p.title)}</dd>
          </>
        ))}
        <dt>
          <kbd>↑</kbd> <kbd>↓</kbd>
        </dt>
        <dd>{t("help.rows")}</dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>{t("help.escape")}</dd>
      </dl>
      {mayCall.value && <p>{t("help.start")}</p>}
      <label class="check">
        <input type="checkbox" class="utrecht-checkbox" checked={keysOn.value} onChange={(e) => (keysOn.value = e.currentTarget.checked)} /> {t("help.on")}
      </label>
    </Dialog>
  );
}
