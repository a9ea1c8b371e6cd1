import { vi } from "vitest";

type Handler = (request: Request, url: URL) => Response | Promise<Response>;

/** Answers the site's requests in a test: the latest matching route wins, a request without a route has no network. */
export class FakeApi {
  readonly requests: { method: string; path: string; search: URLSearchParams; headers: Headers; body: string }[] = [];
  readonly #routes: { method: string; path: RegExp; handle: Handler }[] = [];

  constructor() {
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = input instanceof Request ? input : new Request(new URL(String(input), location.href), init);
      const url = new URL(request.url);
      const { method, headers } = request;
      const body = await request.clone().text();
      this.requests.push({ method, path: url.pathname, search: url.searchParams, headers, body });
      const route = this.#routes.findLast((each) => each.method === method && each.path.test(url.pathname));
      if (!route) {
        throw new TypeError("no network");
      }
      return route.handle(request, url);
    });
    this.on("GET", /^\/api\/status$/, () => json(200, status()));
    this.on("GET", /^\/api\/events$/, () => json(200, page([])));
    this.on("GET", /^\/api\/events\/statistics$/, () => json(200, statistics()));
    this.on("GET", /^\/api\/kv$/, () => json(200, page([])));
    this.on("GET", /^\/api\/kv\/[^/]+\/history$/, () => json(200, page([])));
    this.on("GET", /^\/api\/dead-letters$/, () => problem(404, "dead-letters-disabled", "Not here."));
    this.on("GET", /^\/api\/problems$/, () => json(200, []));
  }

  on(method: string, path: RegExp, handle: Handler): this {
    this.#routes.push({ method, path, handle });
    return this;
  }

  count(method: string, path: RegExp): number {
    return this.requests.filter((request) => request.method === method && path.test(request.path)).length;
  }
}

export const json = (code: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status: code, headers: { "Content-Type": "application/json", ...headers } });

export const text = (body: string, etag: string): Response =>
  new Response(body, { status: 200, headers: { "Content-Type": "application/json", ETag: etag } });

export const problem = (code: number, name: string, detail: string, traceId?: string): Response =>
  json(code, { type: `/api/problems/${name}`, title: name, status: code, detail, traceId });

/** `total` is that of a list of keys. */
export const page = <T>(items: T[], nextCursor: string | null = null, total = items.length) => ({
  items,
  nextCursor,
  total,
});

export const up = (name: string) => ({ name, state: "up", milliseconds: 1, reason: null });
export const down = (name: string) => ({
  name,
  state: "down",
  milliseconds: 1,
  reason: `${name} refused the connection`,
});

export const status = (changes: object = {}) => ({
  dependencies: [up("redis"), up("events"), up("ingress")],
  waiting: 0,
  lastSequence: "0000000000000001",
  dashboard: null,
  ...changes,
});

/** Of ten minutes without events. */
export const statistics = (changes: object = {}) => ({
  from: new Date(Date.now() - 600_000).toISOString(),
  to: new Date().toISOString(),
  count: 0,
  latency: null,
  intervalSeconds: 10,
  intervals: new Array(60).fill(0),
  intervalLatencies: new Array(60).fill(null),
  types: [],
  ...changes,
});

export const keyEntry = (key: string, sequence = 1) => ({
  key,
  etag: `"${sequence}"`,
  sequence: String(sequence).padStart(16, "0"),
  updatedAt: "2026-01-01T00:00:00Z",
});

/** An event that took 20 ms to the event log. */
export const loggedEvent = (sequence: number, changes: object = {}) => ({
  id: `event-${sequence}`,
  sequence: String(sequence).padStart(16, "0"),
  type: "order.placed",
  subject: "order-1",
  source: "/scalewaypoc/api",
  time: new Date(Date.UTC(2026, 0, 1, 0, 0, sequence)).toISOString(),
  recordedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, sequence, 20)).toISOString(),
  traceParent: null,
  data: { amount: 1 },
  ...changes,
});
