// SPDX-License-Identifier: EUPL-1.2
// Keys, listed under `?`. They can be switched off (WCAG 2.1.4).
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { t } from "../i18n";
import { Dialog } from "../parts/dialog";
import { mayLeave } from "../parts/unsaved";
import { pages } from "./pages";
import { mayCall, role } from "./session";

export const helpOpen = signal(false);
export const keysOn = signal(localStorage.getItem("keys") !== "off");
keysOn.subscribe((on) => localStorage.setItem("keys", on ? "on" : "off"));

const mine = () => pages.filter((p) => p.key && role.value !== null && p.roles.includes(role.value));

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function useKeys(): void {
  const { route } = useLocation();
  useEffect(() => {
    let after_g = 0;
    function press(event: KeyboardEvent): void {
      if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "?") {
        helpOpen.value = true;
        event.preventDefault();
        return;
      }
      if (event.key === "g") {
        after_g = Date.now();
        return;
      }
      const page = Date.now() - after_g < 1500 ? mine().find((p) => p.key === event.key) : undefined;
      after_g = 0;
      if (page) {
        event.preventDefault();
        if (mayLeave()) route(page.path);
      }
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [route]);
}

export function HelpDialog() {
  return (
    <Dialog open={helpOpen.value} title={t("help.title")} onClose={() => (helpOpen.value = false)}>
      <dl class="keys">
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>{t("help.this")}</dd>
        {mine().map((p) => (
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
