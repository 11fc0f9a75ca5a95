// SPDX-License-Identifier: EUPL-1.2
// A request does not wait for ever: a connection that was lost without a word looks like a slow one.
const ANSWER_MS = 20_000; // until an answer begins
const UPLOAD_MS = 180_000; // the same, when a file goes first
const BODY_MS = 180_000; // until all of it is there, once it has begun

/* The answer with all of its body: nothing that comes later can fail, and nothing is left that waits. */
export async function patientFetch(input: RequestInfo, init: RequestInit = {}, upload = false): Promise<Response> {
  const stop = new AbortController();
  const within = (ms: number) => setTimeout(() => stop.abort(new DOMException("no answer in time", "TimeoutError")), ms);
  let timer = within(upload ? UPLOAD_MS : ANSWER_MS);
  try {
    const response = await fetch(input, { ...init, signal: stop.signal });
    clearTimeout(timer);
    timer = within(BODY_MS);
    const body = await response.blob();
    return new Response(body.size > 0 ? body : null, response); // of "nothing changed" there may not even be an empty one
  } finally {
    clearTimeout(timer);
  }
}
