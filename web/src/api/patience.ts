// SPDX-License-Identifier: EUPL-1.2
// A request does not wait for ever: a connection that was lost without a word looks like a slow one.
const ANSWER_MS = 20_000; // until an answer begins
const UPLOAD_MS = 180_000; // the same, when a file goes first
const BODY_MS = 180_000; // until all of it is there, once it has begun

export async function patientFetch(input: RequestInfo, init: RequestInit = {}, upload = false): Promise<Response> {
  const stop = new AbortController();
  const giveUp = () => stop.abort(new DOMException("no answer in time", "TimeoutError"));
  const begins = setTimeout(giveUp, upload ? UPLOAD_MS : ANSWER_MS);
  try {
    const response = await fetch(input, { ...init, signal: stop.signal });
    setTimeout(giveUp, BODY_MS);
    return response;
  } finally {
    clearTimeout(begins);
  }
}
