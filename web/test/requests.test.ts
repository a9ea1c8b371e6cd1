import { beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../src/api/failure";
import { load, save } from "../src/keys/values";
import { reachable } from "../src/live/connection";

const requests: Request[] = [];
const answers: (() => Response)[] = [];

beforeEach(() => {
  requests.length = 0;
  answers.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    requests.push((request as Request).clone());
    const answer = answers.shift();
    if (!answer) {
      throw new TypeError("no network");
    }
    return answer();
  });
});

const json =
  (status: number, body: unknown, headers = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

test("a write that may not have arrived is done again under the same Idempotency-Key", async () => {
  answers.push(
    json(503, { type: "/api/problems/unavailable" }, { "Retry-After": "0" }),
    json(201, { key: "a", etag: '"1"', eventId: "e", sequence: "1" }),
  );
  expect((await save("a", "1.0", null)).etag).toBe('"1"');
  const keys = requests.map((request) => request.headers.get("Idempotency-Key"));
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
  expect(await requests[1]?.text()).toBe("1.0");
  expect(requests[1]?.headers.get("If-None-Match")).toBe("*");
});

test("a write that was refused is not done again", async () => {
  answers.push(json(412, { type: "/api/problems/precondition-failed", detail: "It has changed.", traceId: "t" }));
  const failure = await save("a", "1", { text: "0", etag: '"0"' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    status: 412,
    problem: "precondition-failed",
    message: "It has changed.",
    traceId: "t",
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]?.headers.get("If-Match")).toBe('"0"');
});

test("a key without a value is no failure", async () => {
  answers.push(json(404, { type: "/api/problems/key-not-found" }));
  expect(await load("a")).toBeNull();
});

test("a missing page of whatever stands between is one", async () => {
  answers.push(() => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
  await expect(load("a")).rejects.toMatchObject({ message: "The API does not answer (502).", temporary: true });
});

test("no network is told from no success", async () => {
  await expect(load("a")).rejects.toSatisfy((error: Failure) => error instanceof Failure && error.unreachable);
  expect(reachable.value).toBe(false);
  answers.push(json(200, 1, { ETag: '"1"' }));
  expect(await load("a")).toEqual({ text: "1", etag: '"1"' });
  expect(reachable.value).toBe(true);
});
