import { client, type Schemas } from "../api/client";
import { unwrap } from "../api/failure";

export type Percentiles = Schemas["LatencyPercentiles"];
export type Statistics = Schemas["EventStatistics"];

/** The lengths to choose from, the default first. */
export const periods = [10, 60] as const;

/** Counts and latencies of the last minutes, computed by the API. */
export async function loadStatistics(minutes: number, signal: AbortSignal): Promise<Statistics> {
  const query = { minutes };
  return (await unwrap(client.GET("/api/events/statistics", { params: { query }, signal }))).data;
}

export interface Bucket {
  /** Milliseconds since 1970. */
  start: number;
  count: number;
  /** In milliseconds; undefined without events. */
  latency: Percentiles | undefined;
}

/** What the System page shows of the statistics at a moment. */
export interface Figures {
  buckets: Bucket[];
  /** Milliseconds of a bucket. */
  length: number;
  /** Minutes of all of them. */
  minutes: number;
  total: number;
  /** Milliseconds; undefined without events. */
  latency: Percentiles | undefined;
}

/**
 * The figures of the last minutes until `now`. Statistics are not requested while nothing happens: later intervals are
 * then known to be empty, and earlier ones leave the period.
 */
export function figuresAt(statistics: Statistics, now: number): Figures {
  const length = statistics.intervalSeconds * 1000;
  const from = Date.parse(statistics.from);
  const count = statistics.intervals.length;
  const last = Math.max(Math.floor(now / length) * length, from + (statistics.intervals.length - 1) * length);
  const buckets = Array.from({ length: count }, (_, i) => {
    const start = last - (count - 1 - i) * length;
    const index = Math.round((start - from) / length);
    return {
      start,
      count: statistics.intervals[index] ?? 0,
      latency: statistics.intervalLatencies[index] ?? undefined,
    };
  });
  const total = buckets.reduce((sum, part) => sum + part.count, 0);
  return {
    buckets,
    length,
    minutes: (count * length) / 60_000,
    total,
    latency: total > 0 ? (statistics.latency ?? undefined) : undefined,
  };
}

/** The buckets with events, divided where there were none in more than three: a line across the gap would be invented. */
export function runs(parts: readonly Bucket[]): Bucket[][] {
  const found: Bucket[][] = [];
  let quiet = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (part.count === 0) {
      quiet++;
      continue;
    }
    if (quiet > 3) {
      found.push([]);
    }
    found.at(-1)?.push(part);
    quiet = 0;
  }
  return found;
}

/** A round number not below the value: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? 10 * power;
}
