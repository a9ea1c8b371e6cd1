import { useEffect, useRef, useState } from "preact/hooks";
import { clockTime, count, duration, plural } from "../text/words";
import { type Bucket, percentile, roundUp, runs, type Sample } from "./figures";

const height = 220;
const margin = { top: 8, right: 8, bottom: 24, left: 52 };
/** Half of a time's width, so that none is cut off at the edge. */
const labelRoom = 24;
const plotHeight = height - margin.top - margin.bottom;

/** The width that there is, so that letters stay the size they are. */
function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const current = element.current;
    if (!current) {
      return;
    }
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}

interface Frame {
  start: number;
  end: number;
  width: number;
}

const xOf = (time: number, { start, end, width }: Frame): number =>
  margin.left + ((time - start) / (end - start)) * (width - margin.left - margin.right);

function TimeAxis({ frame }: { frame: Frame }) {
  const step = frame.width < 480 ? 5 : 2;
  const first = Math.ceil(frame.start / (step * 60_000)) * step * 60_000;
  const ticks = Array.from({ length: 6 }, (_, i) => first + i * step * 60_000).filter(
    (time) => xOf(time, frame) <= frame.width - margin.right - labelRoom,
  );
  return (
    <>
      {ticks.map((time) => (
        <text class="tick" x={xOf(time, frame)} y={height - 6} text-anchor="middle" key={time}>
          {clockTime(time).replace(/:00( |$)/, "$1")}
        </text>
      ))}
    </>
  );
}

function ValueAxis({ ticks, frame }: { ticks: { y: number; label: string }[]; frame: Frame }) {
  return (
    <>
      {ticks.map(({ y, label }) => (
        <g key={label}>
          <line class="grid" x1={margin.left} x2={frame.width - margin.right} y1={y} y2={y} />
          <text class="tick" x={margin.left - 8} y={y + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
    </>
  );
}

/** Every event as a dot, on a logarithmic scale since latencies span decades, and the median of each ten seconds. */
export function LatencyChart({ samples, parts, end }: { samples: Sample[]; parts: Bucket[]; end: number }) {
  const { element, width } = useWidth();
  const latencies = samples.map((sample) => sample.latency);
  const decades = Math.max(3, Math.ceil(Math.log10(Math.max(...latencies, 1))));
  const yOf = (latency: number) => margin.top + plotHeight * (1 - Math.log10(Math.max(latency, 1)) / decades);
  const frame = { start: parts[0]?.start ?? 0, end, width };
  const ticks = Array.from({ length: decades + 1 }, (_, i) => ({ y: yOf(10 ** i), label: duration(10 ** i) }));
  const point = (part: Bucket) => `${xOf(part.start + 5000, frame).toFixed(1)},${yOf(part.median ?? 1).toFixed(1)}`;
  const summary = `${plural(samples.length, "event")} in 10 minutes: median ${duration(percentile(latencies, 0.5) ?? 0)}, 95 % within ${duration(percentile(latencies, 0.95) ?? 0)}.`;
  return (
    <figure ref={element}>
      {width > 0 && (
        <svg class="chart" role="img" aria-label={summary} width={width} height={height}>
          <ValueAxis ticks={ticks} frame={frame} />
          <TimeAxis frame={frame} />
          {samples
            .filter((sample) => sample.time >= frame.start)
            .map((sample, i) => (
              <circle class="dot-mark" cx={xOf(sample.time, frame)} cy={yOf(sample.latency)} r="3" key={i} />
            ))}
          {runs(parts).map((run) => (
            <polyline class="median" points={run.map(point).join(" ")} key={run[0]?.start} />
          ))}
        </svg>
      )}
      <figcaption class="fine">
        <span class="legend dots">each event</span> <span class="legend line">median of ten seconds</span>
      </figcaption>
    </figure>
  );
}

export function ThroughputChart({ parts }: { parts: Bucket[] }) {
  const { element, width } = useWidth();
  const top = roundUp(Math.max(...parts.map((part) => part.count), 4));
  const yOf = (value: number) => margin.top + plotHeight * (1 - value / top);
  const length = (parts[1]?.start ?? 1) - (parts[0]?.start ?? 0);
  const frame = { start: parts[0]?.start ?? 0, end: (parts.at(-1)?.start ?? 0) + length, width };
  const ticks = [0, top / 2, top].map((value) => ({ y: yOf(value), label: count(value) }));
  const bar = Math.max(1, (width - margin.left - margin.right) / parts.length - 2);
  const busiest = parts.reduce((most, part) => (part.count > most.count ? part : most));
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const summary = `${plural(total, "event")} in 10 minutes, at most ${count(busiest.count)} in ten seconds, at ${clockTime(busiest.start)}.`;
  return (
    <figure ref={element}>
      {width > 0 && (
        <svg class="chart" role="img" aria-label={summary} width={width} height={height}>
          <ValueAxis ticks={ticks} frame={frame} />
          <TimeAxis frame={frame} />
          {parts.map((part) => (
            <rect
              class="bar"
              x={xOf(part.start, frame) + 1}
              width={bar}
              y={yOf(part.count)}
              height={yOf(0) - yOf(part.count)}
              rx="2"
              key={part.start}
            />
          ))}
        </svg>
      )}
      <figcaption class="fine">{summary}</figcaption>
    </figure>
  );
}
