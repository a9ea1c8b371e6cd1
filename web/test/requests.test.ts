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

test("A write that may not have arrived is repeated with the same Idempotency-Key", async () => {
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

test("A refused write is not repeated", async () => {
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

test("A key without a value is no failure", async () => {
  answers.push(json(404, { type: "/api/problems/key-not-found" }));
  expect(await load("a")).toBeNull();
});

test("An answer that is no problem details is a temporary failure", async () => {
  answers.push(() => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
  await expect(load("a")).rejects.toMatchObject({ message: "The API is unavailable (502)", temporary: true });
});

test("A missing network is distinguished from a refusal", async () => {
  await expect(load("a")).rejects.toSatisfy((error: Failure) => error instanceof Failure && error.unreachable);
  expect(reachable.value).toBe(false);
  answers.push(json(200, 1, { ETag: '"1"' }));
  expect(await load("a")).toEqual({ text: "1", etag: '"1"' });
  expect(reachable.value).toBe(true);
});
