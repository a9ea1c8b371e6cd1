import type { Schemas } from "./client";

/** Why a request had no success. The message is for people: what happened, without exception text. */
export class Failure extends Error {
  constructor(
    message: string,
    /** Nothing answered: no network, or no server. */
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

  /** Whether the same write may succeed later. */
  get temporary(): boolean {
    return (
      this.unreachable || this.status === 429 || this.status >= 502 || (this.status === 500 && this.problem === "")
    );
  }

  /** Whether the same request is refused however often it is repeated. */
  get permanent(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }

  static of(error: unknown): Failure {
    return error instanceof Failure ? error : new Failure("Can't reach the server", true);
  }
}

/** Names of the API's dependencies, by their resource names. */
export const dependencyNames: Record<string, string> = {
  redis: "Redis",
  events: "The event log",
  ingress: "The queue",
  consumer: "The Consumer",
};

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a successful answer. Throws a Failure otherwise; an abort throws fetch's AbortError. */
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
  // An edge or a load balancer in front of the API answers with pages that are no problem details.
  const problem = (typeof error === "object" && error !== null ? error : {}) as Schemas["ProblemDetails"];
  const message = messageOf(problem, response.status);
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

function messageOf(problem: Schemas["ProblemDetails"], status: number): string {
  const dependency = status === 503 ? /'(\w+)'/.exec(problem.detail ?? "")?.[1] : undefined;
  const name = dependency && dependencyNames[dependency];
  if (name) {
    return `${name} is unreachable`;
  }
  return problem.detail ?? problem.title ?? `The API is unavailable (${status})`;
}

/**
 * Repeats a write that may not have arrived. Harmless: the Idempotency-Key stays the same, so that the API answers what it
 * has already done without doing it again.
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
