/** One event as the charts see it. */
export interface Sample {
  /** When it was accepted: milliseconds since 1970. */
  time: number;
  /** Milliseconds until it was in the event log. */
  latency: number;
}

export interface Bucket {
  start: number;
  count: number;
  /** Of the latencies; undefined where nothing happened. */
  median: number | undefined;
  p95: number | undefined;
}

/** The value that a share of the values (0 to 1) do not exceed. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Divides the time until `end` into equal parts; they start at multiples of their length, so that they do not flicker. */
export function buckets(samples: readonly Sample[], end: number, length: number, count: number): Bucket[] {
  const last = Math.floor(end / length) * length;
  const latencies = new Map<number, number[]>();
  for (const sample of samples) {
    const start = Math.floor(sample.time / length) * length;
    latencies.set(start, [...(latencies.get(start) ?? []), sample.latency]);
  }
  return Array.from({ length: count }, (_, i) => {
    const start = last - (count - 1 - i) * length;
    const values = latencies.get(start) ?? [];
    return { start, count: values.length, median: percentile(values, 0.5), p95: percentile(values, 0.95) };
  });
}

/** The buckets in which something happened, cut where nothing did for more than three: a line across would be made up. */
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
