// SPDX-License-Identifier: EUPL-1.2
// Who is signed in. The cookie is the service's; the page keeps the value that changes must show.
import { computed, signal } from "@preact/signals";
import { api, setCsrf, take, whenSignedOut, type Schemas } from "../api/client";
import { startLive, stopLive } from "../live/events";
import { forget } from "./offline";
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
  if (s.role !== "member" && !s.second_factor_needed) startLive();
}

export async function findSession(): Promise<void> {
  if (localStorage.getItem("session") === null) {
    session.value = null; // this browser never signed in: not worth a question
    return;
  }
  try {
    take_in(await take(api.GET("/api/v1/session")));
  } catch (error) {
    if ((error as { status?: number }).status !== 0) session.value = null;
    else {
      const known = localStorage.getItem("session");
      session.value = known === null ? null : (JSON.parse(known) as Session); // offline: reading only
    }
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
