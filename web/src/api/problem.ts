// SPDX-License-Identifier: EUPL-1.2
// What the service refused, and why: problem+json (RFC 9457), or no answer at all.

export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  readonly status: number; // 0: the service did not answer
  readonly errors: FieldError[];
  readonly retryAfter: number | null; // seconds

  constructor(status: number, detail: string, errors: FieldError[] = [], retryAfter: number | null = null) {
    super(detail);
    this.status = status;
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

export function problemFrom(response: Response, body: unknown): Problem {
  const b = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  const after = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, b.detail ?? b.title ?? String(response.status), b.errors ?? [], after > 0 ? after : null);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, error instanceof Error ? error.message : String(error));
}
