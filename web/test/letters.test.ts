import { beforeEach, expect, test, vi } from "vitest";
import { bodyOf, type DeadLetter, loadDeadLetters, outcomeOf, replay } from "../src/system/letters";

let answer: () => Response = () => new Response(null, { status: 500 });
const requests: Request[] = [];

beforeEach(() => {
  requests.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    requests.push(request as Request);
    return answer();
  });
});

const json = (status: number, body: unknown) => () =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

const letter = (body: string): DeadLetter => ({
  id: "1",
  kept: "table",
  receivedAt: "2026-01-01T00:00:00Z",
  deliveries: null,
  reason: "It is no JSON.",
  body,
});

test("An API without dead letters is no failure, an unavailable one is", async () => {
  const signal = new AbortController().signal;
  answer = json(404, { type: "/api/problems/dead-letters-elsewhere" });
  expect(await loadDeadLetters(signal)).toBeNull();
  answer = json(503, { type: "/api/problems/unavailable", detail: "'consumer' is not available." });
  await expect(loadDeadLetters(signal)).rejects.toMatchObject({ message: "The Consumer is unreachable" });
  answer = json(200, { items: [letter("x")], more: false, covered: ["table"] });
  expect((await loadDeadLetters(signal))?.items).toEqual([letter("x")]);
});

test("A replay is a POST and reports its outcome", async () => {
  answer = json(200, { recorded: 2, left: 1, more: false, covered: ["queue", "table"] });
  expect(outcomeOf(await replay())).toBe("2 dead letters replayed; 1 remaining, each with its reason.");
  expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
    "POST /api/dead-letters/replay",
  ]);
});

test.each([
  [{ recorded: 1, left: 0, more: false }, "1 dead letter replayed."],
  [{ recorded: 0, left: 0, more: false }, "No dead letters to replay."],
  [{ recorded: 0, left: 3, more: false }, "None could be replayed; 3 remaining, each with its reason."],
  [{ recorded: 1000, left: 0, more: true }, "1,000 dead letters replayed; more remain."],
  [{ recorded: 0, left: 7, more: true }, "None could be replayed; at least 7 remaining, each with its reason."],
])("The outcome %o is a sentence", (outcome, sentence) => {
  expect(outcomeOf({ ...outcome, covered: [] })).toBe(sentence);
});

test("A body is shown as it is, JSON formatted, a long one folded", () => {
  expect(bodyOf(letter("not\n  json"))).toEqual({ text: "not\n  json", beginning: undefined });
  expect(bodyOf(letter('{"n":12345678901234567890}')).text).toBe('{\n  "n": 12345678901234567890\n}');
  const long = `a\n${"b".repeat(500)}`;
  expect(bodyOf(letter(long))).toEqual({ text: long, beginning: `a ${"b".repeat(158)}` });
  expect(bodyOf(letter(""))).toEqual({ text: "", beginning: undefined });
});
