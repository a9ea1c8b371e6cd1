import { expect, test } from "vitest";
import { buckets, percentile, roundUp, runs } from "../src/system/figures";
import { diffOf } from "../src/text/diff";
import { ago, duration, traceId } from "../src/text/words";

test("a diff shows what changed with a little around it", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const diff = diffOf(lines.join("\n"), lines.with(10, "new").join("\n"));
  expect(diff).toMatchObject({ added: 1, removed: 1, rest: 7 });
  expect(diff.blocks).toHaveLength(1);
  expect(diff.blocks[0]?.skipped).toBe(8);
  expect(diff.blocks[0]?.lines.map((line) => line.text)).toEqual([
    "line 8",
    "line 9",
    "line 10",
    "new",
    "line 11",
    "line 12",
  ]);
});

test("a diff of equal texts is empty, of a new text all added", () => {
  expect(diffOf("a\nb", "a\nb").blocks).toEqual([]);
  expect(diffOf("", "a\nb")).toMatchObject({ added: 2, removed: 0 });
});

test.each([
  [0.4, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1 s"],
  [1234, "1.2 s"],
  [59_960, "1 min"],
  [-5, "0 ms"],
])("%d milliseconds are told as %s", (milliseconds, told) => {
  expect(duration(milliseconds)).toBe(told);
});

test.each([
  [500, "just now"],
  [2500, "2 sec. ago"],
  [90_000, "1 min. ago"],
  [-1000, "just now"],
])("%d milliseconds ago are told as %s", (past, told) => {
  expect(ago(0, past)).toBe(told);
});

test("the trace is the second part of its context", () => {
  expect(traceId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(traceId(null)).toBeUndefined();
});

test("percentiles are values that occur", () => {
  expect(percentile([], 0.5)).toBeUndefined();
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(
    percentile(
      Array.from({ length: 100 }, (_, i) => i + 1),
      0.95,
    ),
  ).toBe(95);
});

test("buckets hold every sample of their time", () => {
  const samples = [5, 10, 19, 21].map((time) => ({ time, latency: time }));
  expect(buckets(samples, 25, 10, 3)).toEqual([
    { start: 0, count: 1, median: 5, p95: 5 },
    { start: 10, count: 2, median: 10, p95: 19 },
    { start: 20, count: 1, median: 21, p95: 21 },
  ]);
});

test("a line of medians ends where nothing happens for a while", () => {
  const parts = buckets(
    [0, 1, 4, 9].map((i) => ({ time: i * 10, latency: 1 })),
    95,
    10,
    10,
  );
  expect(runs(parts).map((run) => run.map((part) => part.start))).toEqual([[0, 10, 40], [90]]);
});

test.each([
  [0, 1],
  [4, 5],
  [41, 50],
  [100, 100],
  [101, 200],
])("the round number for %d is %d", (value, round) => {
  expect(roundUp(value)).toBe(round);
});
