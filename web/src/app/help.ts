// SPDX-License-Identifier: EUPL-1.2
// Keys: `?` lists them (app/help_dialog.tsx). They can be switched off (WCAG 2.1.4).
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { mayLeave } from "../parts/unsaved";
import { pages } from "./pages";
import { role } from "./session";

export const helpOpen = signal(false);
export const keysOn = signal(localStorage.getItem("keys") !== "off");
keysOn.subscribe((on) => localStorage.setItem("keys", on ? "on" : "off"));

/* The pages of who is signed in that have a key. */
export const pagesWithKey = () => pages.filter((p) => p.key && role.value !== null && p.roles.includes(role.value));

let after_g = 0; // when; also while the page changes beneath the two keys

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function useKeys(): void {
  const { route } = useLocation();
  useEffect(() => {
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
      const page = Date.now() - after_g < 1500 ? pagesWithKey().find((p) => p.key === event.key) : undefined;
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
