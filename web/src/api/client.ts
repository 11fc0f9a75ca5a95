// SPDX-License-Identifier: EUPL-1.2
// The public API and nothing else, typed by the service's own description.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../generated/api";
import { Problem, problemFrom } from "./problem";

export type Schemas = components["schemas"];

let csrf = "";
let onSignedOut: () => void = () => {};

export function setCsrf(value: string): void {
  csrf = value;
}
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

const signed: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf !== "") request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !request.url.endsWith("/session")) onSignedOut();
    return response;
  },
};

export const api = createClient<paths>({ baseUrl: "" });
api.use(signed);

/* The data of an answer, or a Problem thrown. */
export async function take<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    throw new Problem(0, error instanceof Error ? error.message : String(error));
  }
  if (!answer.response.ok) throw problemFrom(answer.response, answer.error);
  return answer.data as T;
}

/* For addresses that the description does not type well: text, files, other media types. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.method && init.method !== "GET") headers.set("X-CSRF-Token", csrf);
  let response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers });
  } catch (error) {
    throw new Problem(0, error instanceof Error ? error.message : String(error));
  }
  if (response.status === 401) onSignedOut();
  if (!response.ok) throw problemFrom(response, await response.json().catch(() => null));
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
