// SPDX-License-Identifier: EUPL-1.2
// What stands around every page: menu, open call-outs, the button that starts one, how old the picture is.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lazy, useLocation } from "preact-iso";
import { language, setLanguage, t, tn, word } from "../i18n";
import { time } from "../i18n/dates";
import { now } from "../live/events";
import { KindShape } from "../parts/kind";
import { mayLeave } from "../parts/unsaved";
import { CannotCall } from "./cannot_call";
import { Freshness } from "./freshness";
import { helpOpen } from "./help";
import { useOpenCallouts } from "./open_callouts";
import { pageOf, pages, sectionOf } from "./pages";
import { mayCall, role, session, signOut } from "./session";
import { nextTheme, theme } from "./theme";

const HelpDialog = lazy(() => import("./help_dialog"));

function Menu({ path }: { path: string }) {
  const own = pages.filter((p) => p.inMenu && role.value !== null && p.roles.includes(role.value)).filter((p) => p.path !== "/mine" || session.value?.person_id);
  if (own.length < 2) return null; // of one page there is nothing to choose
  return (
    <nav class="menu" aria-label={t("nav.menu")}>
      <ul>
        {own.map((p) => (
          <li key={p.path}>
            <a href={p.path} aria-current={path === p.path ? "page" : pageOf(path)?.section === p.path ? "true" : undefined}>
              {t(p.title)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/* The pages under one of the menu, beside each other. */
function Section({ path }: { path: string }) {
  const together = sectionOf(path).filter((p) => role.value !== null && p.roles.includes(role.value));
  if (together.length < 2) return null;
  return (
    <nav class="section-nav no-print" aria-label={t("nav.section")}>
      <ul>
        {together.map((p) => (
          <li key={p.path}>
            <a href={p.path} aria-current={path === p.path ? "page" : undefined}>
              {t(p.title)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const BAR_MOST = 6;

/* Call-outs that are under way stand on every page; of many, the most important, and how many more there are. */
function OpenCallouts({ path }: { path: string }) {
  const open = useOpenCallouts();
  if (open.data === undefined) return open.isError ? <p class="open-unknown">! {t("shell.open_unknown")}</p> : null;
  const { items, more } = open.data;
  const rest = items.length - BAR_MOST;
  if (items.length === 0) return null;
  return (
    <ul class="open-callouts" aria-label={t("shell.open")}>
      {items.slice(0, BAR_MOST).map((c) => (
        <li key={c.id}>
          <a href={`/callouts/${c.id}`} class={`open-callout kind-${c.kind}`} aria-current={path === `/callouts/${c.id}` ? "page" : undefined}>
            <KindShape kind={c.kind ?? "real"} /> {word("kind", c.kind)} {c.relief_of !== undefined && t("relief.short")} <b>{c.incident || t("callout.number", { id: c.id })}</b>
          </a>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <a class="utrecht-link" href="/">
            {more ? t("shell.open_more") : tn("shell.open_rest", rest)}
          </a>
        </li>
      )}
    </ul>
  );
}

/* Staff have theirs in sight; a telephone has room for the question first. */
function Fold({ children }: { children: ComponentChildren }) {
  if (role.value !== "member") return <div class="tools">{children}</div>;
  return (
    <details class="tools-fold">
      <summary>{t("more")}</summary>
      <div class="tools">{children}</div>
    </details>
  );
}

function Tools() {
  return (
    <Fold>
      <span class="who">
        {session.value?.username} <small>{word("role", role.value)}</small>
      </span>
      <button type="button" class="tool" onClick={() => void setLanguage(language.value === "nl" ? "en" : "nl")} lang={language.value === "nl" ? "en" : "nl"}>
        {language.value === "nl" ? "English" : "Nederlands"}
      </button>
      <button type="button" class="tool" onClick={nextTheme}>
        {t("theme")}: {word("theme", theme.value)}
      </button>
      <button type="button" class="tool tool-keys" onClick={() => (helpOpen.value = true)}>
        {t("help.button")}
      </button>
      <a class="tool" href="/account">
        {t("nav.account")}
      </a>
      <button type="button" class="tool" onClick={() => mayLeave() && void signOut()}>
        {t("sign_out")}
      </button>
    </Fold>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  const { path, query } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);

  if ("wall" in query)
    return (
      <div class="wall">
        <aside class="wall-top" aria-label={t("shell.bar")}>
          <b class="wall-clock">{time(now.value)}</b>
          <Freshness />
        </aside>
        <CannotCall />
        <main id="main" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
    );
  return (
    <div class={`shell ${role.value === "member" ? "shell-member" : ""}`}>
      <a class="utrecht-skip-link utrecht-skip-link--visible-on-focus skip" href="#main">
        {t("shell.skip")}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="28" height="28" /> Paraat
        </a>
        <Menu path={path} />
        <Tools />
      </header>
      <div class="content">
        <aside class="bar" aria-label={t("shell.bar")}>
          <OpenCallouts path={path} />
          <Freshness />
          {mayCall.value && path !== "/callouts/new" && (
            <a class="utrecht-button utrecht-button--primary-action start" href="/callouts/new">
              {t("nav.start")}
            </a>
          )}
        </aside>
        <CannotCall />
        <Section path={path} />
        <main id="main" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
      {helpOpen.value && <HelpDialog />}
    </div>
  );
}
