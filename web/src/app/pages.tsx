// SPDX-License-Identifier: EUPL-1.2
// Every page: its address, who may see it, its key after `g`. Loaded when opened.
import type { ComponentType } from "preact";
import { lazy } from "preact-iso";
import type { Key } from "../i18n";
import type { Role } from "./session";

export interface Page {
  path: string;
  title: Key;
  key?: string;
  roles: Role[];
  inMenu: boolean;
  component: ComponentType;
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
  { path: "/callouts/:id", title: "nav.board", roles: staff, inMenu: false, component: lazy(() => import("../pages/board")) },
  { path: "/callouts/:id/report", title: "nav.report", roles: staff, inMenu: false, component: lazy(() => import("../pages/report")) },
  { path: "/roster", title: "nav.roster", key: "r", roles: staff, inMenu: true, component: lazy(() => import("../pages/roster")) },
  { path: "/rotations", title: "nav.rotations", roles: plan, inMenu: false, component: lazy(() => import("../pages/rotations")) },
  { path: "/people", title: "nav.people", key: "p", roles: staff, inMenu: true, component: lazy(() => import("../pages/people")) },
  { path: "/people/:id", title: "nav.people", roles: staff, inMenu: false, component: lazy(() => import("../pages/person")) },
  { path: "/scenarios", title: "nav.scenarios", key: "c", roles: staff, inMenu: true, component: lazy(() => import("../pages/scenarios")) },
  { path: "/scenarios/:id", title: "nav.scenarios", roles: staff, inMenu: false, component: lazy(() => import("../pages/scenario")) },
  { path: "/training", title: "nav.training", key: "t", roles: training, inMenu: true, component: lazy(() => import("../pages/training")) },
  { path: "/settings", title: "nav.settings", key: "i", roles: staff, inMenu: true, component: lazy(() => import("../pages/settings")) },
  { path: "/mine", title: "nav.mine", key: "m", roles: everyone, inMenu: true, component: lazy(() => import("../pages/mine")) },
  { path: "/audit", title: "nav.audit", key: "a", roles: audit, inMenu: true, component: lazy(() => import("../pages/audit")) },
];
export { audit, call, everyone, staff };

export function pageOf(path: string): Page | undefined {
  return pages.find((p) => p.path === path);
}
