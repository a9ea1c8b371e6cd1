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
  /** Of the latencies; undefined in a bucket without events. */
  median: number | undefined;
  p95: number | undefined;
}

/** What the System page shows of the events of a span of time. */
export interface Figures {
  buckets: Bucket[];
  /** Milliseconds of a bucket. */
  length: number;
  total: number;
  lastMinute: number;
  median: number | undefined;
  p95: number | undefined;
  /** Whether every event of the span is counted; otherwise the counts are lower bounds. */
  isComplete: boolean;
}

/** The value that a share of the values (0 to 1) do not exceed. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** The figures of `count` buckets until `end`; buckets start at multiples of their length, so that they do not flicker. */
export function figuresOf(
  all: readonly Sample[],
  end: number,
  length: number,
  count: number,
  isComplete: boolean,
): Figures {
  const last = Math.floor(end / length) * length;
  const start = last - (count - 1) * length;
  const samples = all.filter((sample) => sample.time >= start);
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const bucket = Math.floor(sample.time / length) * length;
    groups.set(bucket, [...(groups.get(bucket) ?? []), sample]);
  }
  const buckets = Array.from({ length: count }, (_, i) => {
    const values = groups.get(start + i * length)?.map((sample) => sample.latency) ?? [];
    return {
      start: start + i * length,
      count: values.length,
      median: percentile(values, 0.5),
      p95: percentile(values, 0.95),
    };
  });
  const latencies = samples.map((sample) => sample.latency);
  return {
    buckets,
    length,
    total: samples.length,
    lastMinute: samples.filter((sample) => sample.time >= end - 60_000).length,
    median: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    isComplete,
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
