import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../src/api/failure";
import { reachable } from "../src/live/connection";
import { type Poll, poll } from "../src/live/poll";

let current: Poll | undefined;
let asked = 0;
let answer: () => Promise<number> = async () => 1000;
const failures: number[] = [];

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
    ask: () => {
      asked++;
      return answer();
    },
    next: (pause) => pause,
    failed: (_, retryAt) => failures.push(retryAt - Date.now()),
  });
}

function show(isVisible: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isVisible);
  document.dispatchEvent(new Event("visibilitychange"));
}

test("asks at once and then at the pace of the answers", async () => {
  start();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(asked).toBe(4);
});

test("rests while nobody looks and asks at once when somebody looks again", async () => {
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

test("looking away for a moment asks no more often", async () => {
  start();
  await vi.advanceTimersByTimeAsync(100);
  show(false);
  show(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toBe(1);
});

test("backs off while there are failures, up to half a minute", async () => {
  answer = () => Promise.reject(new Failure("down", false, 503));
  start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(failures.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("waits as long as the server wishes", async () => {
  answer = () => Promise.reject(new Failure("busy", false, 503, "unavailable", 20_000));
  start();
  await vi.advanceTimersByTimeAsync(0);
  expect(failures).toEqual([20_000]);
});

test("asks at once when the network is back or another question was answered", async () => {
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

test("ends when it is stopped, also while a question is under way", async () => {
  let arrive: (pause: number) => void = () => {};
  answer = () => new Promise((resolve) => (arrive = resolve));
  start();
  current?.stop();
  arrive(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test("asks no more where the answer says so, also when somebody looks again", async () => {
  current = poll({ ask: async () => ++asked, next: () => false, failed: () => {} });
  await vi.advanceTimersByTimeAsync(60_000);
  show(false);
  show(true);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});
