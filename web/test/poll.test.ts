import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../src/api/failure";
import { reachable } from "../src/live/connection";
import { type Poll, poll } from "../src/live/poll";

let current: Poll | undefined;
let asked = 0;
let answer: () => Promise<number> = async () => 1000;
const failures: (number | undefined)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  asked = 0;
  failures.length = 0;
  answer = async () => 1000;
  show(true);
});

afterEach(() => {
  current?.stop();
  vi.useRealTimers();
});

function start(): void {
  current = poll({
    request: () => {
      asked++;
      return answer();
    },
    next: (pause) => pause,
    failed: (_, retryAt) => failures.push(retryAt === undefined ? undefined : retryAt - Date.now()),
  });
}

function show(isVisible: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isVisible);
  document.dispatchEvent(new Event("visibilitychange"));
}

test("Requests at once and then at the pace of the answers", async () => {
  start();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(asked).toBe(4);
});

test("Pauses while the page is hidden and requests at once when it is visible again", async () => {
  start();
  await vi.advanceTimersByTimeAsync(0);
  show(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
  show(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toBe(3);
});

test("Hiding the page for a moment causes no extra request", async () => {
  start();
  await vi.advanceTimersByTimeAsync(100);
  show(false);
  show(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toBe(1);
});

test("Backs off on failures, up to half a minute", async () => {
  answer = () => Promise.reject(new Failure("down", false, 503));
  start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(failures.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("Waits for Retry-After", async () => {
  answer = () => Promise.reject(new Failure("busy", false, 503, "unavailable", 20_000));
  start();
  await vi.advanceTimersByTimeAsync(0);
  expect(failures).toEqual([20_000]);
});

test("Requests at once when the network is back or another request succeeded", async () => {
  answer = () => Promise.reject(new Failure("gone", true));
  start();
  await vi.advanceTimersByTimeAsync(20_000);
  const before = asked;
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(before + 1);
  reachable.value = false;
  reachable.value = true;
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(before + 2);
});

test("Ends when it is stopped, also with a request under way", async () => {
  let arrive: (pause: number) => void = () => {};
  answer = () => new Promise((resolve) => (arrive = resolve));
  start();
  current?.stop();
  arrive(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test("Ends where the answer says so, also when the page becomes visible again", async () => {
  current = poll({ request: async () => ++asked, next: () => false, failed: () => {} });
  await vi.advanceTimersByTimeAsync(60_000);
  show(false);
  show(true);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test("A permanent refusal is not repeated, except on demand", async () => {
  answer = () => Promise.reject(new Failure("malformed", false, 400, "validation"));
  start();
  await vi.advanceTimersByTimeAsync(120_000);
  show(false);
  show(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toBe(1);
  expect(failures).toEqual([undefined]);
  current?.now();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(2);
});

test("Does not pass on an answer that completes after its request was aborted", async () => {
  const answers: number[] = [];
  let complete: (value: number) => void = () => {};
  current = poll<number>({
    request: () => new Promise((resolve) => (complete = resolve)),
    next: (value) => {
      answers.push(value);
      return 1000;
    },
    failed: () => {},
  });
  current.later(5000);
  complete(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(answers).toEqual([]);
});
