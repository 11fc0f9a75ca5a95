// SPDX-License-Identifier: EUPL-1.2
// Who is signed in. The cookie is the service's; the page keeps the value that changes must show.
import { computed, signal } from "@preact/signals";
import { api, changesWaitFor, forgetLists, setCsrf, take, whenSignedOut, type Schemas } from "../api/client";
import { asProblem } from "../api/problem";
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

const AGAIN_MS = 5_000;
const AGAIN_MOST_MS = 60_000;
let sure = true; // what the service said last about who this is, still holds
let asking: Promise<void> | null = null;
let again: ReturnType<typeof setTimeout> | undefined;

const followsLive = (s: Session) => s.role !== "member" && !s.second_factor_needed;

function take_in(s: Session): void {
  sure = true;
  clearTimeout(again);
  setCsrf(s.csrf ?? "");
  session.value = s;
  remember(s.person_id ?? null, s.role === "member");
  if (followsLive(s)) startLive();
  else stopLive();
}

/* Who was signed in here last, and may still be. */
export function lastSession(): Session | null {
  const last = localStorage.getItem("session");
  return last === null ? null : (JSON.parse(last) as Session);
}

function askLater(ms: number): void {
  clearTimeout(again);
  again = setTimeout(() => void ask(Math.min(2 * ms, AGAIN_MOST_MS)).catch(() => undefined), ms);
}
/* Only the service's own no (401) signs out: a service that is busy, or a proxy without one, says nothing about who
 * this is. Then it stays as it was, and is asked again. */
async function askService(remembered: Session, ms: number): Promise<void> {
  try {
    const found = await take(api.GET("/api/v1/session"));
    if (found.username !== remembered.username || found.role !== remembered.role) queries.clear();
    take_in(found);
  } catch (error) {
    if (asProblem(error).status === 401) return leave();
    session.value = remembered;
    if (followsLive(remembered)) startLive();
    askLater(Math.max(ms, 1000 * (asProblem(error).retryAfter ?? 0)));
    throw error;
  }
}
function ask(ms = AGAIN_MS): Promise<void> {
  const remembered = lastSession();
  if (sure || remembered === null) return Promise.resolve();
  asking ??= askService(remembered, ms).finally(() => {
    asking = null;
  });
  return asking;
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
  sure = false;
  changesWaitFor(() => ask());
  addEventListener("online", () => void ask().catch(() => undefined));
  await ask().catch(() => undefined);
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
  sure = true;
  clearTimeout(again);
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
