import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { minuteTime } from "../text/words";

export const height = 220;
const margin = { top: 8, right: 8, bottom: 24, left: 56 };
export const plotHeight = height - margin.top - margin.bottom;
/** Pixels of a character of a label, at most, and between two labels. */
const characterWidth = 7.5;
const labelGap = 16;

export interface Frame {
  start: number;
  end: number;
  width: number;
}

export const xOf = (time: number, { start, end, width }: Frame): number =>
  margin.left + ((time - start) / (end - start)) * (width - margin.left - margin.right);

/** `share` of the plot's height (0 is the bottom). */
export const yOf = (share: number): number => margin.top + plotHeight * (1 - share);

export const plotWidth = (width: number): number => width - margin.left - margin.right;

/** The moments of the labels: as many as fit beside each other, at full minutes, none cut off at an end. */
export function timeTicks(frame: Frame, labelLength: number): number[] {
  const labelWidth = labelLength * characterWidth;
  const fitting = Math.max(1, Math.floor(plotWidth(frame.width) / (labelWidth + labelGap)));
  const minutes = (frame.end - frame.start) / 60_000;
  const step = [1, 2, 5, 10, 15, 30, 60].find((each) => minutes / each <= fitting) ?? 60;
  const first = Math.ceil(frame.start / (step * 60_000)) * step * 60_000;
  return Array.from({ length: Math.ceil(minutes / step) + 1 }, (_, i) => first + i * step * 60_000).filter(
    (time) => xOf(time, frame) - labelWidth / 2 >= 0 && xOf(time, frame) + labelWidth / 2 <= frame.width,
  );
}

export function TimeAxis({ frame }: { frame: Frame }) {
  return (
    <>
      {timeTicks(frame, minuteTime(frame.end).length).map((time) => (
        <text class="tick" x={xOf(time, frame)} y={height - 6} text-anchor="middle" key={time}>
          {minuteTime(time)}
        </text>
      ))}
    </>
  );
}

export function ValueAxis({ ticks, frame }: { ticks: { y: number; label: string }[]; frame: Frame }) {
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

interface ChartProps {
  summary: string;
  start: number;
  end: number;
  /** Milliseconds of one bucket: what the crosshair points at. */
  length: number;
  caption: (time: number | undefined) => ComponentChildren;
  children: (frame: Frame) => ComponentChildren;
}

/** A chart as wide as its place, so that letters keep their size, with a crosshair where the pointer is. */
export function Chart({ summary, start, end, length, caption, children }: ChartProps) {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<number>();
  useEffect(() => {
    const current = element.current;
    if (!current) {
      return;
    }
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const frame = { start, end, width };

  function point(event: PointerEvent): void {
    const left = (event.currentTarget as Element).getBoundingClientRect().left;
    const share = (event.clientX - left - margin.left) / plotWidth(width);
    const time = start + Math.floor((share * (end - start)) / length) * length;
    setPointed(share >= 0 && share < 1 ? time : undefined);
  }

  return (
    <figure ref={element}>
      {width > 0 && (
        <svg
          class="chart"
          role="img"
          aria-label={summary}
          width={width}
          height={height}
          onPointerMove={point}
          onPointerLeave={() => setPointed(undefined)}
        >
          <TimeAxis frame={frame} />
          {children(frame)}
          {pointed !== undefined && (
            <line
              class="crosshair"
              x1={xOf(pointed + length / 2, frame)}
              x2={xOf(pointed + length / 2, frame)}
              y1={yOf(1)}
              y2={yOf(0)}
            />
          )}
        </svg>
      )}
      <figcaption class="fine">{caption(pointed)}</figcaption>
    </figure>
  );
}
