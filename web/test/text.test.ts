import { expect, test } from "vitest";
import { timeTicks, xOf } from "../src/system/axes";
import { figuresAt, roundUp, runs, type Statistics } from "../src/system/figures";
import { diffOf, firstLines } from "../src/text/diff";
import { size } from "../src/text/size";
import { ago, duration, traceId } from "../src/text/words";

test("A diff shows the changes with two lines around them", () => {
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

test("A diff of equal texts is empty, of a new text all added", () => {
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
])("%d milliseconds are shown as %s", (milliseconds, told) => {
  expect(duration(milliseconds)).toBe(told);
});

test.each([
  [500, "just now"],
  [2500, "2 sec. ago"],
  [90_000, "1 min. ago"],
  [-1000, "just now"],
])("%d milliseconds ago are shown as %s", (past, told) => {
  expect(ago(0, past)).toBe(told);
});

test("The trace is the second part of its context", () => {
  expect(traceId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(traceId(null)).toBeUndefined();
});

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const percentiles = { p50: 20, p95: 90, p99: 120 };

/** Statistics of the ten minutes until noon, with events in some of their sixty intervals. */
function statisticsWith(counts: Record<number, number>): Statistics {
  const intervals = Array.from({ length: 60 }, (_, i) => counts[i] ?? 0);
  return {
    from: new Date(noon - 10 * minute).toISOString(),
    to: new Date(noon).toISOString(),
    count: intervals.reduce((sum, each) => sum + each, 0),
    latency: percentiles,
    intervalSeconds: 10,
    intervals,
    intervalLatencies: intervals.map((each) => (each > 0 ? percentiles : null)) as Statistics["intervalLatencies"],
    types: [],
  };
}

test("Figures are those of the API", () => {
  const figures = figuresAt(statisticsWith({ 0: 9000, 58: 3, 59: 1 }), noon - 5000);
  expect(figures).toMatchObject({ total: 9004, minutes: 10, latency: percentiles, length: 10_000 });
  expect(figures.buckets).toHaveLength(60);
  expect(figures.buckets[0]).toEqual({ start: noon - 10 * minute, count: 9000, latency: percentiles });
});

test("Events leave the period while nothing is requested", () => {
  const statistics = statisticsWith({ 0: 9000, 59: 1 });
  expect(figuresAt(statistics, noon + 3 * minute)).toMatchObject({ total: 1, latency: percentiles });
  expect(figuresAt(statistics, noon + 20 * minute)).toMatchObject({ total: 0, latency: undefined });
});

test("A line of latencies ends where no event follows for a while", () => {
  const { buckets } = figuresAt(statisticsWith({ 0: 1, 1: 1, 4: 1, 9: 1 }), noon - 5000);
  const begin = noon - 10 * minute;
  expect(runs(buckets).map((run) => run.map((part) => (part.start - begin) / 10_000))).toEqual([[0, 1, 4], [9]]);
});

test.each([300, 360, 480, 640, 1200])("The labels of the time axis fit at %d pixels", (width) => {
  for (const label of ["20:15", "08:15 PM"]) {
    const frame = { start: 3_000_000, end: 3_600_000, width };
    const places = timeTicks(frame, label.length).map((time) => xOf(time, frame));
    const labelWidth = label.length * 7.5;
    expect(places.length).toBeGreaterThan(0);
    places.forEach((place, i) => {
      expect(place - labelWidth / 2).toBeGreaterThanOrEqual(i === 0 ? 0 : (places[i - 1] ?? 0) + labelWidth / 2);
      expect(place + labelWidth / 2).toBeLessThanOrEqual(width);
    });
  }
});

test("A diff is cut after a number of lines, and says how many are hidden", () => {
  const before = Array.from({ length: 500 }, (_, i) => `a${i}`).join("\n");
  const { blocks, hidden } = firstLines(diffOf(before, ""), 200);
  expect(blocks.flatMap((block) => block.lines)).toHaveLength(200);
  expect(hidden).toBe(300);
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [65_536, "64 KiB"],
  [70_002, "68.4 KiB"],
])("%d bytes are shown as %s", (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});

test.each([
  [0, 1],
  [4, 5],
  [41, 50],
  [100, 100],
  [101, 200],
])("The round number for %d is %d", (value, round) => {
  expect(roundUp(value)).toBe(round);
});
