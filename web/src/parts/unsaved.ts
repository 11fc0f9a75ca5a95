// SPDX-License-Identifier: EUPL-1.2
// What is typed and not saved is not lost by one press: leaving asks first, in the app and out of it.
import { useEffect } from "preact/hooks";
import { t } from "../i18n";

const forms = new Map<object, string>(); // in which something is typed, and where they are

export const goAnyway = (): boolean => confirm(t("unsaved"));
/* Asked by whatever goes elsewhere by itself: a key, a button. */
export const mayLeave = (): boolean => forms.size === 0 || goAnyway();

function press(e: MouseEvent): void {
  if (e.button !== 0 || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
  const link = e.composedPath().find((el): el is HTMLAnchorElement => el instanceof HTMLAnchorElement && el.href !== "");
  if (link === undefined || link.target === "_blank" || link.origin !== location.origin || link.hasAttribute("download") || link.pathname === location.pathname || mayLeave()) return;
  e.preventDefault();
  e.stopPropagation();
}
function back(e: PopStateEvent): void {
  const [here] = forms.values();
  if (here === undefined || location.pathname === new URL(here).pathname || mayLeave()) return;
  e.stopImmediatePropagation();
  history.pushState(null, "", here);
}
function unload(e: BeforeUnloadEvent): void {
  e.preventDefault();
}
/* Before the router hears of them: this is loaded before it is drawn. */
addEventListener("click", press, true);
addEventListener("popstate", back, true);

export function useUnsaved(typed: boolean): void {
  useEffect(() => {
    if (!typed) return;
    const form = {};
    forms.set(form, location.href);
    addEventListener("beforeunload", unload);
    return () => {
      forms.delete(form);
      if (forms.size === 0) removeEventListener("beforeunload", unload);
    };
  }, [typed]);
}
