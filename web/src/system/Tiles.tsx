import { count, duration } from "../text/words";
import { percentile, type Sample } from "./figures";

const minute = 60_000;

/** The figures of the last minutes, in large. */
export function Tiles(props: { samples: Sample[] | undefined; now: number; waiting: number | null | undefined }) {
  const latencies = props.samples?.map((sample) => sample.latency) ?? [];
  const lastMinute = props.samples?.filter((sample) => sample.time >= props.now - minute).length;
  return (
    <dl class="tiles">
      <Tile name="Events in the last minute" value={lastMinute === undefined ? "–" : count(lastMinute)} />
      <Tile name="Median latency" value={told(percentile(latencies, 0.5))} note="last 10 minutes" />
      <Tile name="95 % are faster than" value={told(percentile(latencies, 0.95))} note="last 10 minutes" />
      <Tile name="Waiting for the queue" value={typeof props.waiting === "number" ? count(props.waiting) : "–"} />
    </dl>
  );
}

const told = (milliseconds: number | undefined): string => (milliseconds === undefined ? "–" : duration(milliseconds));

function Tile({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note && <dd class="fine">{note}</dd>}
    </div>
  );
}
