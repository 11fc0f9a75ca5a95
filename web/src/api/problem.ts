// SPDX-License-Identifier: EUPL-1.2
// What the service refused, and why: problem+json (RFC 9457), or no answer at all. The service says it
// in English; here it becomes the language of the page.
import { language } from "../i18n";
import type { Sayer } from "../i18n/problems";

export interface FieldError {
  field: string;
  label?: string; // the field, for people
  message: string;
  said?: string; // the message as the service said it, whatever the language of the page
}

export class Problem extends Error {
  readonly status: number; // 0: the service did not answer
  readonly late: boolean; // it was waited for as long as makes sense
  readonly errors: FieldError[];
  readonly retryAfter: number | null; // seconds

  constructor(status: number, detail: string, errors: FieldError[] = [], retryAfter: number | null = null, late = false) {
    super(detail);
    this.status = status;
    this.late = late;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  field(name: string): string | undefined {
    return this.errors.find((e) => e.field === name || e.field.startsWith(`${name}.`))?.message;
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  errors?: FieldError[];
}

const english: Sayer = { sentence: (text) => text, field: (name) => name.replaceAll("_", " ") };

async function sayer(): Promise<Sayer> {
  if (language.value === "en") return english;
  try {
    return (await import("../i18n/problems_nl")).dutch;
  } catch {
    return english; // the connection went: better English than nothing
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export async function problemFrom(response: Response, body: unknown): Promise<Problem> {
  const b = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  const say = await sayer();
  const after = Number(response.headers.get("Retry-After"));
  const faults = b.errors ?? [];
  const detail = b.detail ?? b.title ?? String(response.status);
  /* The detail names the first fault only, when that is all there is to say. */
  const [first] = faults;
  const whole = first !== undefined && detail === `${first.field}: ${first.message}` ? faults.map((f) => `${say.field(f.field)}: ${say.sentence(f.message)}`).join("; ") : say.sentence(detail);
  const errors = faults.map((f) => ({ field: f.field, label: capital(say.field(f.field)), message: capital(say.sentence(f.message)), said: f.message }));
  return new Problem(response.status, capital(whole), errors, after > 0 ? after : null);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const late = error instanceof DOMException && error.name === "TimeoutError";
  return new Problem(0, error instanceof Error ? error.message : String(error), [], null, late);
}
