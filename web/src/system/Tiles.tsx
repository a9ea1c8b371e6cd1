import { count, duration } from "../text/words";
import type { Figures } from "./figures";
import { type Backlog, figureOf } from "./health";

/** The figures of the last ten minutes, in large. */
export function Tiles({ figures, backlog }: { figures: Figures | undefined; backlog: Backlog }) {
  return (
    <dl class="tiles">
      <Tile name="Events in the last minute" value={figures ? count(figures.lastMinute) : "–"} />
      <Tile name="Median latency" value={latency(figures?.latency?.p50)} note="last 10 minutes" />
      <Tile
        name="p95 latency"
        value={latency(figures?.latency?.p95)}
        note={figures?.latency ? `p99 ${duration(figures.latency.p99)}` : "last 10 minutes"}
      />
      <Tile name="Outbox backlog" value={figureOf(backlog.outbox)} />
    </dl>
  );
}

const latency = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? "–" : duration(milliseconds);

function Tile({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note && <dd class="fine">{note}</dd>}
    </div>
  );
}
