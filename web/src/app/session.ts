// SPDX-License-Identifier: EUPL-1.2
// Who is signed in. The cookie is the service's; the page keeps the value that changes must show.
import { computed, signal } from "@preact/signals";
import { api, changesWaitFor, forgetLists, setCsrf, take, whenSignedOut, type Schemas } from "../api/client";
import { startLive, stopLive } from "../live/events";
import { forget, remember } from "./offline";
import { queries } from "./queries";

export type Session = Schemas["Session"];
export type Role = Schemas["Role"];

export const session = signal<Session | null | undefined>(undefined); // undefined: not known yet
export const role = computed<Role | null>(() => session.value?.role ?? null);

const plan: Role[] = ["administrator", "coordinator"];
export const mayPlan = computed(() => role.value !== null && plan.includes(role.value));
export const mayCall = computed(() => mayPlan.value || role.value === "dispatcher");
export const isStaff = computed(() => role.value !== null && role.value !== "member");

function take_in(s: Session): void {
  setCsrf(s.csrf ?? "");
  session.value = s;
  remember(s.person_id ?? null, s.role === "member");
  if (s.role !== "member" && !s.second_factor_needed) startLive();
}

/* Who was signed in here last, and may still be. */
export function lastSession(): Session | null {
  const last = localStorage.getItem("session");
  return last === null ? null : (JSON.parse(last) as Session);
}

/* Whoever was signed in here last sees the page at once, while the service says whether that still
 * holds: one time less to wait for. Nothing is changed before it has. */
export async function findSession(): Promise<void> {
  const remembered = lastSession();
  if (remembered === null) {
    session.value = null; // this browser never signed in: not worth a question
    return;
  }
  if (!remembered.second_factor_needed) session.value = remembered;
  const asked = take(api.GET("/api/v1/session"));
  changesWaitFor(asked.then((s) => setCsrf(s.csrf ?? "")).catch(() => undefined));
  try {
    const now = await asked;
    if (now.username !== remembered.username || now.role !== remembered.role) queries.clear();
    take_in(now);
  } catch (error) {
    if ((error as { status?: number }).status !== 0) session.value = null;
    else session.value = remembered; // offline: reading only
  }
}

export interface Credentials {
  username: string;
  password: string;
  code?: string;
  remember?: boolean;
}
export async function signIn(credentials: Credentials): Promise<void> {
  queries.clear();
  take_in(await take(api.POST("/api/v1/session", { body: credentials })));
}
export function accept(s: Session): void {
  queries.clear();
  take_in(s);
}

function leave(): void {
  stopLive();
  queries.clear();
  forgetLists();
  forget();
  setCsrf("");
  session.value = null;
}
export async function signOut(): Promise<void> {
  await api.DELETE("/api/v1/session").catch(() => undefined);
  leave();
}
whenSignedOut(() => {
  if (session.value) leave();
});

/* What is needed to show my own pages without a connection. */
session.subscribe((s) => {
  if (s) localStorage.setItem("session", JSON.stringify({ ...s, csrf: "" }));
  else if (s === null) localStorage.removeItem("session");
});
