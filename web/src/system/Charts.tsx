import { clockTime, count, duration, plural } from "../text/words";
import { Chart, type Frame, plotWidth, ValueAxis, xOf, yOf } from "./axes";
import { type Bucket, type Figures, roundUp, runs } from "./figures";

/** Values of the latency axis, in milliseconds: a logarithmic scale, since latencies span decades. */
const latencyTicks = [1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000];

const latencyOf = (value: number | undefined): string => (value === undefined ? "no events" : duration(value));

/** Median and p95 of each bucket. */
export function LatencyChart({ figures }: { figures: Figures }) {
  const { buckets, length } = figures;
  const slowest = Math.max(...buckets.map((part) => part.latency?.p95 ?? 1));
  const ticks = latencyTicks.slice(0, Math.max(4, latencyTicks.findIndex((tick) => tick >= slowest) + 1));
  const top = Math.log10(ticks.at(-1) ?? 1000);
  const yOfLatency = (value: number) => yOf(Math.log10(Math.max(value, 1)) / top);
  const points = (run: Bucket[], frame: Frame, value: (part: Bucket) => number | undefined) =>
    run
      .map((part) => `${xOf(part.start + length / 2, frame).toFixed(1)},${yOfLatency(value(part) ?? 1).toFixed(1)}`)
      .join(" ");
  const summary = `${plural(figures.total, "event")} in ${figures.minutes} minutes: median ${latencyOf(figures.latency?.p50)}, p95 ${latencyOf(figures.latency?.p95)}.`;
  return (
    <Chart
      summary={summary}
      start={buckets[0]?.start ?? 0}
      end={(buckets.at(-1)?.start ?? 0) + length}
      length={length}
      caption={(time) => <LatencyCaption part={buckets.find((each) => each.start === time)} length={length} />}
    >
      {(frame) => (
        <>
          <ValueAxis ticks={ticks.map((tick) => ({ y: yOfLatency(tick), label: duration(tick) }))} frame={frame} />
          {runs(buckets).map((run) => (
            <g key={run[0]?.start}>
              <polyline class="series p95" points={points(run, frame, (part) => part.latency?.p95)} />
              <polyline class="series median" points={points(run, frame, (part) => part.latency?.p50)} />
            </g>
          ))}
        </>
      )}
    </Chart>
  );
}

function LatencyCaption({ part, length }: { part: Bucket | undefined; length: number }) {
  return part ? (
    <span>
      {clockTime(part.start)}: median {latencyOf(part.latency?.p50)}, p95 {latencyOf(part.latency?.p95)}
    </span>
  ) : (
    <>
      <span class="legend median">median</span> <span class="legend p95">p95</span> of each {duration(length)}
    </>
  );
}

export function ThroughputChart({ figures }: { figures: Figures }) {
  const { buckets, length } = figures;
  const busiest = buckets.reduce((most, part) => (part.count > most.count ? part : most));
  const top = roundUp(Math.max(busiest.count, 4));
  const ticks = [0, top / 2, top].map((value) => ({ y: yOf(value / top), label: count(value) }));
  const summary = `${plural(figures.total, "event")} in ${figures.minutes} minutes. Peak ${count(busiest.count)} per ${duration(length)}, at ${clockTime(busiest.start)}.`;
  return (
    <Chart
      summary={summary}
      start={buckets[0]?.start ?? 0}
      end={(buckets.at(-1)?.start ?? 0) + length}
      length={length}
      caption={(time) => {
        const part = buckets.find((each) => each.start === time);
        return part ? `${clockTime(part.start)}: ${plural(part.count, "event")}` : summary;
      }}
    >
      {(frame) => (
        <>
          <ValueAxis ticks={ticks} frame={frame} />
          {buckets.map((part) => (
            <rect
              class="bar"
              x={xOf(part.start, frame)}
              width={(0.8 * plotWidth(frame.width)) / buckets.length}
              y={yOf(part.count / top)}
              height={yOf(0) - yOf(part.count / top)}
              rx="2"
              key={part.start}
            />
          ))}
        </>
      )}
    </Chart>
  );
}
