import type { Schemas } from "./client";

/** Why a request had no success, in words for people. */
export class Failure extends Error {
  constructor(
    message: string,
    /** Nothing answered: no network, or nobody there. */
    readonly unreachable: boolean,
    readonly status = 0,
    /** Last segment of the problem's type, such as `precondition-failed`. */
    readonly problem = "",
    /** Milliseconds after which to try again, where the answer says so. */
    readonly retryAfter?: number,
    readonly traceId?: string,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later. */
  get temporary(): boolean {
    return (
      this.unreachable || this.status === 429 || this.status >= 502 || (this.status === 500 && this.problem === "")
    );
  }

  static of(error: unknown): Failure {
    return error instanceof Failure ? error : new Failure("The server is out of reach.", true);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a successful answer. Throws a Failure otherwise; aborting throws what fetch throws. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      throw error;
    }
    throw Failure.of(error);
  }
  if (!answer.response.ok) {
    throw fromProblem(answer.error, answer.response);
  }
  return { data: answer.data as T, response: answer.response };
}

function fromProblem(error: unknown, response: Response): Failure {
  // What stands between here and the API (an edge, a load balancer) answers with pages of its own.
  const problem = (typeof error === "object" && error !== null ? error : {}) as Schemas["ProblemDetails"];
  const message = problem.detail ?? problem.title ?? `The API does not answer (${response.status}).`;
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new Failure(
    message,
    false,
    response.status,
    problem.type?.split("/").at(-1) ?? "",
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
    problem.traceId,
  );
}

/**
 * Does a write again where it may not have arrived. Harmless, since every write carries an Idempotency-Key that stays
 * the same: what was done already is answered again and not done again.
 */
export async function insist<T>(write: (idempotencyKey: string) => Promise<T>, attempts = 3): Promise<T> {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(key);
    } catch (error) {
      const failure = Failure.of(error);
      if (attempt >= attempts || !failure.temporary) {
        throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, failure.retryAfter ?? 300 * attempt));
    }
  }
}
