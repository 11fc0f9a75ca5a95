// SPDX-License-Identifier: EUPL-1.2
// The public API and nothing else, typed by the service's own description.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../generated/api";
import { cameFrom } from "../app/offline";
import { language } from "../i18n";
import { patientFetch } from "./patience";
import { asProblem, problemFrom } from "./problem";

export type Schemas = components["schemas"];

let csrf = "";
let known: () => Promise<unknown> = () => Promise.resolve(); // who is signed in, and with it the value for changes
let onSignedOut: () => void = () => {};

export function setCsrf(value: string): void {
  csrf = value;
}
/* Changes wait for this, and fail with it; what only reads does not. */
export function changesWaitFor(session: () => Promise<unknown>): void {
  known = session;
}
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

/* Lists that are asked for again and again have an ETag but may not be stored by the browser: what they said last is
   kept in memory, and asked for by its ETag. */
const KEPT_LISTS = 30;
const kept = new Map<string, { etag: string; body: string }>();

/* What one person saw is not another's. */
export const forgetLists = () => kept.clear();

const unchanged: Middleware = {
  onRequest({ request }) {
    const last = request.method === "GET" ? kept.get(request.url) : undefined;
    if (last !== undefined) request.headers.set("If-None-Match", last.etag);
    return request;
  },
  async onResponse({ request, response }) {
    cameFrom(request.url, response);
    const last = kept.get(request.url);
    if (response.status === 304 && last !== undefined) return new Response(last.body, { status: 200, headers: { "Content-Type": "application/json" } });
    const etag = response.headers.get("ETag");
    if (request.method !== "GET" || response.status !== 200 || etag === null || response.headers.get("Cache-Control") !== "no-store") return response;
    kept.delete(request.url);
    kept.set(request.url, { etag, body: await response.clone().text() });
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_LISTS) break;
      kept.delete(oldest);
    }
    return response;
  },
};

const signed: Middleware = {
  async onRequest({ request }) {
    request.headers.set("Accept-Language", language.value); // what the service says in words follows the page
    if (request.method !== "GET") await known();
    if (request.method !== "GET" && csrf !== "") request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !request.url.endsWith("/session")) onSignedOut();
    return response;
  },
};

export const api = createClient<paths>({ baseUrl: "", fetch: (request) => patientFetch(request) });
api.use(signed, unchanged);

/* The data of an answer, or a Problem thrown. */
export async function take<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    throw asProblem(error);
  }
  if (!answer.response.ok) throw await problemFrom(answer.response, answer.error);
  return answer.data as T;
}

const isFile = (body: RequestInit["body"]) => body !== undefined && body !== null && (typeof body !== "string" || body.length > 10_000);

/* For addresses that the description does not type well: text, files, other media types. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Accept-Language", language.value);
  if (init.method && init.method !== "GET") await known();
  if (init.method && init.method !== "GET") headers.set("X-CSRF-Token", csrf);
  let response;
  try {
    response = await patientFetch(`/api/v1${path}`, { ...init, headers }, isFile(init.body));
  } catch (error) {
    throw asProblem(error);
  }
  if (response.status === 401) onSignedOut();
  if (!response.ok) throw await problemFrom(response, await response.json().catch(() => null));
  return response;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/* Every page of a list: there are no hidden limits. */
export async function all<T>(page: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const got = await page(cursor);
    items.push(...got.items);
    cursor = got.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export const ifMatch = (version: number | undefined) => ({ "If-Match": `"${version ?? 0}"` });
