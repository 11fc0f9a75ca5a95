// SPDX-License-Identifier: EUPL-1.2
// Every page: its address, who may see it, its key after `g`. Loaded when opened.
import type { ComponentType } from "preact";
import { lazy } from "preact-iso";
import type { Key } from "../i18n";
import type { Role, Session } from "./session";

/* ahead: asks for what the page shows first, before there is a page. */
type Drawn = ComponentType & { ahead?: (personId: number | null) => void };

export interface Page {
  path: string;
  title: Key;
  key?: string;
  roles: Role[];
  inMenu: boolean;
  section?: string; // the page of the menu that it stands under
  component: ComponentType & { preload?: () => Promise<Drawn> };
}

const staff: Role[] = ["administrator", "coordinator", "dispatcher", "auditor"];
const call: Role[] = ["administrator", "coordinator", "dispatcher"];
const everyone: Role[] = [...staff, "member"];
const plan: Role[] = ["administrator", "coordinator"];
const training: Role[] = ["administrator", "coordinator", "auditor"];
const audit: Role[] = ["administrator", "auditor"];

export const pages: Page[] = [
  { path: "/", title: "nav.now", key: "n", roles: staff, inMenu: true, component: lazy(() => import("../pages/now")) },
  { path: "/callouts/new", title: "nav.start", key: "s", roles: call, inMenu: false, component: lazy(() => import("../pages/callout_new")) },
  { path: "/callouts", title: "nav.callouts", key: "o", roles: staff, inMenu: true, component: lazy(() => import("../pages/callouts")) },
  { path: "/callouts/record", title: "nav.record", roles: call, inMenu: false, section: "/callouts", component: lazy(() => import("../pages/callout_record")) },
  { path: "/callouts/:id", title: "nav.board", roles: staff, inMenu: false, component: lazy(() => import("../pages/board")) },
  { path: "/callouts/:id/report", title: "nav.report", roles: staff, inMenu: false, component: lazy(() => import("../pages/report")) },
  { path: "/roster", title: "nav.roster", key: "r", roles: staff, inMenu: true, component: lazy(() => import("../pages/roster")) },
  { path: "/rotations", title: "nav.rotations", roles: plan, inMenu: false, section: "/roster", component: lazy(() => import("../pages/rotations")) },
  { path: "/roster/changes", title: "nav.changes", roles: plan, inMenu: false, section: "/roster", component: lazy(() => import("../pages/changes")) },
  { path: "/roster/readiness", title: "nav.readiness", key: "e", roles: staff, inMenu: false, section: "/roster", component: lazy(() => import("../pages/readiness")) },
  { path: "/roster/fairness", title: "nav.fairness", roles: training, inMenu: false, section: "/roster", component: lazy(() => import("../pages/fairness")) },
  { path: "/roster/handovers", title: "nav.handovers", roles: staff, inMenu: false, section: "/roster", component: lazy(() => import("../pages/handovers")) },
  { path: "/people", title: "nav.people", key: "p", roles: staff, inMenu: true, component: lazy(() => import("../pages/people")) },
  { path: "/people/:id", title: "nav.people", roles: staff, inMenu: false, component: lazy(() => import("../pages/person")) },
  { path: "/scenarios", title: "nav.scenarios", key: "c", roles: staff, inMenu: true, component: lazy(() => import("../pages/scenarios")) },
  { path: "/scenarios/:id", title: "nav.scenarios", roles: staff, inMenu: false, component: lazy(() => import("../pages/scenario")) },
  { path: "/training", title: "nav.training", key: "t", roles: training, inMenu: true, component: lazy(() => import("../pages/training")) },
  { path: "/training/learning", title: "nav.learning", key: "l", roles: training, inMenu: false, section: "/training", component: lazy(() => import("../pages/learning")) },
  { path: "/training/certificates", title: "nav.certificates", roles: training, inMenu: false, section: "/training", component: lazy(() => import("../pages/certificates")) },
  { path: "/settings", title: "nav.settings", key: "i", roles: staff, inMenu: true, component: lazy(() => import("../pages/settings")) },
  { path: "/settings/requirements", title: "nav.requirements", roles: training, inMenu: false, section: "/settings", component: lazy(() => import("../pages/requirements")) },
  { path: "/settings/holidays", title: "nav.holidays", roles: staff, inMenu: false, section: "/settings", component: lazy(() => import("../pages/holidays")) },
  { path: "/settings/tests", title: "nav.tests", roles: staff, inMenu: false, section: "/settings", component: lazy(() => import("../pages/tests")) },
  { path: "/settings/alarms", title: "nav.alarms", roles: staff, inMenu: false, section: "/settings", component: lazy(() => import("../pages/alarms")) },
  { path: "/settings/retention", title: "nav.retention", roles: audit, inMenu: false, section: "/settings", component: lazy(() => import("../pages/retention")) },
  { path: "/mine", title: "nav.mine", key: "m", roles: everyone, inMenu: true, component: lazy(() => import("../pages/mine")) },
  { path: "/account", title: "nav.account", roles: everyone, inMenu: false, component: lazy(() => import("../pages/account")) },
  { path: "/audit", title: "nav.audit", key: "a", roles: audit, inMenu: true, component: lazy(() => import("../pages/audit")) },
];
export { audit, call, everyone, staff };

export function pageOf(path: string): Page | undefined {
  return pages.find((p) => p.path === path);
}
/* Fetches what draws this address and what it shows first, while who is signed in is still being asked. */
export function preloadPage(path: string, last: Pick<Session, "role" | "person_id">): void {
  const words = path.split("/");
  const page = pages.find((p) => {
    const pattern = p.path.split("/");
    return pattern.length === words.length && pattern.every((word, i) => word === words[i] || (word.startsWith(":") && words[i] !== "new"));
  });
  if (last.role !== undefined && page?.roles.includes(last.role))
    void page.component
      .preload?.()
      .then((drawn) => drawn.ahead?.(last.person_id ?? null))
      .catch(() => undefined);
}
/* The pages that stand together with this one, the one of the menu first. */
export function sectionOf(path: string): Page[] {
  const page = pageOf(path);
  const root = page?.section ?? page?.path;
  const together = pages.filter((p) => p.path === root || p.section === root);
  return root === undefined || together.length < 2 ? [] : together;
}
